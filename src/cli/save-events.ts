// SPDX-License-Identifier: Apache-2.0
// `-r FILE -w FILE`: what the filter and the window keep of captures, as a capture of its own.

import { StreamSaver } from '../engine/pipeline/save-capture.js';
import { failure, ok, type Result } from '../engine/result.js';
import { EVERYTHING } from '../engine/query/window.js';
import type { Ended } from './ended.js';
import { namesOf, userFilter } from './filter-words.js';
import { openCapture } from './open-capture.js';
import type { Options } from './options.js';
import { countsFromEnd, windowOf } from './time-window.js';

/** Columns and bytes held while a file streams through. */
const HELD = 256 << 20;

/** Saves to `path`; says on stderr what was saved. The error is a message for the user. */
export async function saveEvents(options: Options, path: string): Promise<Result<Ended, string>> {
  const filter = userFilter(options.words);
  if (!filter.ok) return filter;
  const { compress, rotate, count, read } = options;
  const rotates = rotate.megabytes > 0 || rotate.seconds > 0 || rotate.events > 0;
  if (rotate.files > 0 && !rotates) return failure('-W wants -C, -G or -e: when to begin the next file');
  if (path === '-' && rotates) return failure('-C, -G and -e want -w FILE: standard output cannot be changed');
  if (path === '-' && process.stdout.isTTY) return failure('a capture is no text for a terminal: -w FILE, or a pipe');
  // A time that is counted from the end is known at the end.
  const needsEnd = countsFromEnd(options.from) || countsFromEnd(options.to);
  const opened = await openCapture(read, { rawBudget: options.memory, names: namesOf(options) });
  const { capture } = opened;
  let saver: StreamSaver | undefined;
  let problem: string | undefined;
  const begin = (): StreamSaver | undefined => {
    const window = windowOf(options, capture);
    if (!window.ok) problem = window.error;
    const { from, to } = window.ok ? window.value : EVERYTHING;
    return new StreamSaver(
      capture,
      { filter: filter.value, window: { from, to }, count, path, compress, rotation: rotate, sources: read },
      needsEnd ? Number.POSITIVE_INFINITY : HELD,
    );
  };
  await opened.read(async () => {
    if (needsEnd || capture.store.rows === 0) return true;
    saver ??= begin();
    return problem === undefined && saver !== undefined && (await saver.step());
  });
  if (capture.store.rows === 0) return failure(`${read.join(', ')}: ${capture.defect?.reason ?? 'it is empty'}`);
  saver ??= begin();
  if (problem !== undefined || saver === undefined) return failure(problem ?? '');
  const saved = await saver.finish();
  if (!saved.ok) return saved;
  const { events, stateEvents, bytes, files } = saved.value;
  const where = path === '-' ? 'standard output' : files === 1 ? path : `${files} files ${path}…`;
  const megabytes = (bytes / 1e6).toFixed(1);
  process.stderr.write(
    `sysdrill: ${events} events, ${megabytes} MB, to ${where}; ${stateEvents} more that the state needs\n`,
  );
  return ok({ warning: opened.warning(), signal: undefined });
}
