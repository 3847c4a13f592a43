// SPDX-License-Identifier: Apache-2.0
// `sysdrill capture` and `sysdrill doctor`: what deals with the live system, loaded only when asked for.

import { complain } from './complain.js';
import { userFilter } from './filter-words.js';
import { helpText } from './help.js';
import { recordingProblem } from './live-command.js';
import { type Options, parseOptions } from './options.js';

const USAGE = 2;

export async function runSubcommand(name: 'capture' | 'doctor', argv: readonly string[]): Promise<number> {
  const parsed = parseOptions(argv, 0);
  if (!parsed.ok) return complain(parsed.error, USAGE);
  const options = parsed.value;
  if (options.help) {
    process.stdout.write(`${helpText()}\n`);
    return 0;
  }
  if (name === 'capture') return capture(options);
  const { runDoctor } = await import('../engine/live/doctor/doctor.js');
  return runDoctor(options.json);
}

async function capture(options: Options): Promise<number> {
  const { write, rotate } = options;
  if (write === undefined) return complain('capture wants -w FILE, or -w - for standard output', USAGE);
  const problem = recordingProblem(options);
  if (problem !== undefined) return complain(problem, USAGE);
  const filter = userFilter(options.words);
  if (!filter.ok) return complain(filter.error, USAGE);
  const { runCapture } = await import('../engine/live/capture/capture-process.js');
  const status = await runCapture({
    write,
    compress: options.compress,
    rotation: rotate,
    count: options.count,
    seconds: options.seconds,
    snaplen: options.snaplen,
    users: !options.noUsers,
    filter: filter.value?.ast,
    switches: false,
    pageFaults: false,
  });
  // All is written; a container engine that has not answered yet is not worth waiting for.
  process.exit(status);
}
