// SPDX-License-Identifier: Apache-2.0
// -r FOLDER and --at: which files of a recording are read, and the window in them. What is answered are options as if the
// files and the window had been named, so that everything that reads captures reads recordings.

import { failure, ok, type Result } from '../engine/result.js';
import {
  busiest,
  filesWithin,
  type Measure,
  type RingFile,
  readIndex,
  readRing,
  readSpans,
  type Span,
  type SpannedFile,
  spanOf,
} from '../engine/ring/ring-folder.js';
import { notify } from './complain.js';
import type { Options } from './options.js';
import { latestEpoch } from './time-window.js';

/** ns that --at shows from its moment on. */
const MOMENT = 60_000_000_000n;
const MEASURES: Readonly<Record<string, Measure>> = {
  spike: 'events',
  'spike:errors': 'errors',
  'spike:bytes': 'bytes',
};
/** Events that the screen opens of a folder where no time is named; other times are opened by --at. */
const SCREEN_EVENTS = 3_000_000;

/**
 * The options with the files that the window needs; the error is a message for the user. `words`: -r as it was given;
 * `isScreen`: not more than it can show soon.
 */
export async function folderOptions(
  options: Options,
  words: readonly string[],
  isScreen: boolean,
): Promise<Result<Options, string>> {
  const { at, from, to, read } = options;
  if (read.length === 0) return failure('--at wants -r: a capture, or the folder of a recording');
  const isAll = at === undefined && from === undefined && to === undefined;
  // In the order of their names; nothing else needs to be known of them.
  if (isAll && !(isScreen && read.every(hasIndex))) return ok({ ...options, isOrdered: words.length === 1 });
  const measure = MEASURES[at ?? ''];
  if (isAll || measure !== undefined) {
    const files = await readRing(read);
    if (!files.ok) return files;
    if (measure === undefined) return ok(withFiles(options, words, newest(files.value)));
    return ok(withWindow(options, words, files.value, busiest(files.value, measure)));
  }
  const files = await readSpans(read);
  if (!files.ok) return files;
  const window = windowWithin(options, spanOf(files.value));
  if (!window.ok) return window;
  const held = at === undefined ? window.value : nearest(files.value, window.value);
  if (filesWithin(files.value, held).length > 0) return ok(withWindow(options, words, files.value, held));
  return failure(`nothing was recorded then: ${spanText(spanOf(files.value))} is held`);
}

/** A moment between two files, of a recorder that did not run: the minute in which it runs again. */
function nearest(files: readonly SpannedFile[], window: Span): Span {
  if (filesWithin(files, window).length > 0) return window;
  const [before, after] = [files.some(({ to }) => to < window.from), files.find(({ from }) => from > window.to)];
  if (!before || after === undefined) return window;
  notify(`sysdrill: nothing was recorded at ${clock(window.from)}; the next events are of ${clock(after.from)}`);
  return { from: after.from, to: after.from + MOMENT };
}

function withWindow(options: Options, words: readonly string[], files: readonly SpannedFile[], window: Span): Options {
  const { from, to } = window;
  const chosen = withFiles(options, words, filesWithin(files, window));
  return { ...chosen, from: isoOf(from), to: to > spanOf(files).to ? undefined : isoOf(to), window };
}

/** The newest file of a recording has none yet. */
function hasIndex(path: string, k: number, paths: readonly string[]): boolean {
  return k === paths.length - 1 || readIndex(path) !== undefined;
}

function withFiles(options: Options, words: readonly string[], files: readonly SpannedFile[]): Options {
  const read = files.map(({ path }) => path);
  const inputName = files.length === 1 ? read[0] : `${words.join(', ')} (${spanText(spanOf(files))})`;
  return { ...options, read, isOrdered: true, ...(inputName === undefined ? {} : { inputName }) };
}

/** The last files, at least one. */
function newest(files: readonly RingFile[]): readonly RingFile[] {
  let events = 0;
  const start = files.findLastIndex(({ index }) => {
    events += index.events;
    return events > SCREEN_EVENTS;
  });
  return files.slice(Math.min(start + 1, files.length - 1));
}

function windowWithin({ at, from, to }: Options, span: Span): Result<Span, string> {
  const start = at ?? from;
  const first = start === undefined ? ok(span.from) : timeWithin(at === undefined ? '--from' : '--at', start, span);
  if (!first.ok) return first;
  if (at !== undefined) return ok({ from: first.value, to: first.value + MOMENT });
  const last = to === undefined ? ok(span.to) : timeWithin('--to', to, span);
  if (!last.ok) return last;
  return last.value < first.value ? failure('--to is before --from') : ok({ from: first.value, to: last.value });
}

/** ns since the epoch. A time of the day is the last one that was recorded. */
function timeWithin(option: string, text: string, span: Span): Result<bigint, string> {
  const time = latestEpoch(text, span);
  return time === undefined
    ? failure(`${option} wants 03:00, 2026-11-23T03:00:00, +1.5h or -2h, not "${text}"`)
    : ok(time);
}

/** A time as --from takes it. */
function isoOf(time: bigint): string {
  const seconds = new Date(Number(time / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(time % 1_000_000_000n).padStart(9, '0')}Z`;
}

function spanText({ from, to }: Span): string {
  return `${clock(from)} to ${clock(to)}`;
}

/** Local time, as --from takes it. */
export function clock(time: bigint): string {
  const date = new Date(Number(time / 1_000_000n));
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}
