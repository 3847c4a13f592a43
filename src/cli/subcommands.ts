// SPDX-License-Identifier: Apache-2.0
// `sysdrill capture` and `sysdrill doctor`: what deals with the live system, loaded only when asked for.

import { helpText } from './help.js';
import { type Options, parseOptions } from './options.js';
import { userFilter } from './filter-words.js';

const USAGE = 2;

export async function runSubcommand(name: 'capture' | 'doctor', argv: readonly string[]): Promise<number> {
  const parsed = parseOptions(argv, 0);
  if (!parsed.ok) return complain(parsed.error);
  const options = parsed.value;
  if (options.help) {
    process.stdout.write(`${helpText()}\n`);
    return 0;
  }
  if (name === 'capture') return capture(options);
  const { runDoctor } = await import('../engine/live/doctor.js');
  return runDoctor(options.json);
}

async function capture(options: Options): Promise<number> {
  const { write, rotate } = options;
  if (write === undefined) return complain('capture wants -w FILE, or -w - for standard output');
  const rotates = rotate.megabytes > 0 || rotate.seconds > 0 || rotate.events > 0;
  if (rotate.files > 0 && !rotates) return complain('-W wants -C, -G or -e: when to begin the next file');
  if (write === '-' && rotates) return complain('-C, -G and -e want -w FILE: standard output cannot be changed');
  if (write === '-' && process.stdout.isTTY) return complain('a capture is no text for a terminal: -w FILE, or a pipe');
  const filter = userFilter(options.words);
  if (!filter.ok) return complain(filter.error);
  const { runCapture } = await import('../engine/live/capture-process.js');
  const status = await runCapture({
    write,
    compress: options.compress,
    rotation: rotate,
    count: options.count,
    seconds: options.seconds,
    snaplen: options.snaplen,
    users: !options.noUsers,
    filter: filter.value?.ast,
    // A file may go anywhere; a stream goes to a sysdrill, or into a file by way of one.
    dialect: write === '-' ? 'newest' : 'everywhere',
    switches: false,
    pageFaults: false,
  });
  // All is written; a container engine that has not answered yet is not worth waiting for.
  process.exit(status);
}

function complain(message: string): number {
  process.stderr.write(`sysdrill: ${message}\n`);
  return USAGE;
}
