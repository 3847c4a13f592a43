// SPDX-License-Identifier: Apache-2.0
// `sysdrill export`: events, or with -v the rows of a view, to files and servers, of captures and of the running system.
// What is read waits for what is written.

import { statSync } from 'node:fs';
import { totalmem } from 'node:os';
import { exportColumns } from '../engine/export/export-columns.js';
import { failure, type Result } from '../engine/result.js';
import { capturePaths } from './capture-paths.js';
import { commandWords } from './command-words.js';
import { complain, notify } from './complain.js';
import { exportEvents } from './export-events.js';
import { TARGETS, type Target } from './export-target.js';
import { exportView } from './export-view.js';
import { type Options, parseOptions } from './options.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
const GIB = 1 << 30;
const USAGE = `usage: sysdrill export [-r FILE] ${Object.entries(TARGETS)
  .map(([name, value]) => `--${name} ${value}`)
  .join('|')} [-p FIELDS | -v VIEW] [options] [filter…]`;

/** Exit status of the process. */
export async function runExportCommand(argv: readonly string[]): Promise<number> {
  const words = commandWords(argv, TARGETS);
  if (!words.ok) return complain(words.error, EXIT.USAGE);
  const parsed = parseOptions(words.value.rest, Math.min(totalmem() / 4, 2 * GIB));
  if (!parsed.ok) return complain(parsed.error, EXIT.USAGE);
  if (parsed.value.write !== undefined) return complain('-w is for: sysdrill capture -w FILE', EXIT.USAGE);
  const read = capturePaths(parsed.value.read);
  if (!read.ok) return complain(read.error, EXIT.FAILED);
  if (parsed.value.help) return say(USAGE);
  const asked = [...words.value.own].flatMap(([kind, values]) => values.map((value) => ({ kind, value })));
  const [target, second] = asked;
  if (target === undefined || second !== undefined) return complain(USAGE, EXIT.USAGE);
  const done = await exportTo(target as Target, { ...parsed.value, read: read.value });
  if (!done.ok) return complain(done.error, EXIT.FAILED);
  for (const line of done.value) notify(`sysdrill: ${line}`);
  return EXIT.DONE;
}

/** The error is a sentence; the value are lines about what went. */
async function exportTo(target: Target, options: Options): Promise<Result<readonly string[], string>> {
  if (options.print !== undefined && options.view !== undefined)
    return failure('-p names fields of events: not with -v');
  const columns = exportColumns(options.print);
  if (!columns.ok) return columns;
  if (isInput(target, options)) return failure(`${target.value} is the capture that is being read`);
  return options.view === undefined
    ? exportEvents(options, columns.value, target)
    : exportView(options, options.view, target);
}

function isInput({ value }: Target, { read }: Options): boolean {
  const file = statSync(value, { throwIfNoEntry: false });
  if (file === undefined || !file.isFile()) return false;
  return read.some((path) => {
    const one = statSync(path, { throwIfNoEntry: false });
    return one?.ino === file.ino && one.dev === file.dev;
  });
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return EXIT.DONE;
}
