// SPDX-License-Identifier: Apache-2.0
// `sysdrill capture`: records the running system, or writes what it sees to a pipe.

import { runCapture } from '../engine/live/capture/capture-process.js';
import { complain } from './complain.js';
import { userFilter } from './filter-words.js';
import { helpText } from './help.js';
import { recordingProblem } from './live-command.js';
import { type Options, parseOptions } from './options.js';
import { redactionOf } from './redaction.js';

const USAGE = 2;

/** Exit status of the process. */
export async function runCaptureCommand(argv: readonly string[]): Promise<number> {
  const parsed = parseOptions(argv, 0);
  if (!parsed.ok) return complain(parsed.error, USAGE);
  const options = parsed.value;
  if (options.help) {
    process.stdout.write(`${helpText()}\n`);
    return 0;
  }
  return capture(options);
}

async function capture(options: Options): Promise<number> {
  const { write, rotate } = options;
  if (write === undefined) return complain('capture wants -w FILE, or -w - for standard output', USAGE);
  const problem = recordingProblem(options);
  if (problem !== undefined) return complain(problem, USAGE);
  if (options.kubeconfig !== undefined) {
    return complain(
      'capture talks to nobody, as it holds all rights: sysdrill -w FILE --kubeconfig … records too',
      USAGE,
    );
  }
  const redaction = redactionOf(options);
  if (!redaction.ok) return complain(redaction.error, USAGE);
  const filter = userFilter(options.words);
  if (!filter.ok) return complain(filter.error, USAGE);
  const status = await runCapture({
    write,
    compress: options.compress,
    compatible: options.compatible,
    rotation: rotate,
    count: options.count,
    seconds: options.seconds,
    snaplen: options.snaplen,
    requestsSnaplen: options.requestsSnaplen,
    users: !options.noUsers,
    filter: filter.value?.ast,
    switches: options.switches,
    pageFaults: options.pageFaults,
    environments: !options.redaction.noEnvironment,
    redaction: options.redaction.secrets ? redaction.value : undefined,
  });
  // All is written; a container engine that has not answered yet is not worth waiting for.
  process.exit(status);
}
