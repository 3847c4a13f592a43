// SPDX-License-Identifier: Apache-2.0
// -r FILE -w FILE: saves what the filter and the window of time keep, with the state that explains it.

import { failure, ok, type Result } from '../engine/result.js';
import { type Saved, type SaveOptions, StreamSaver, saveCapture } from '../engine/save/save-capture.js';
import { userFilter } from './filter-words.js';
import { fileSpec, openToRead } from './open-input.js';
import type { Options } from './options.js';
import { redactionOf } from './redaction.js';
import { countsFromEnd, windowOf } from './time-window.js';

/** Columns and bytes that are held while a file streams through. */
const HELD_BYTES = 96 << 20;
/** With a filter, more: a part of what is held whole has nothing of processes that its events do not speak of. */
const HELD_WITH_FILTER = 384 << 20;

/** The error is a message for the user; the value are lines for standard error. */
export async function saveEvents(options: Options, path: string): Promise<Result<readonly string[], string>> {
  const filter = userFilter(options.words);
  if (!filter.ok) return filter;
  const redaction = redactionOf(options);
  if (!redaction.ok) return redaction;
  const held = filter.value === undefined ? HELD_BYTES : HELD_WITH_FILTER;
  const needsEnd = countsFromEnd(options.from) || countsFromEnd(options.to);
  const input = await openToRead(fileSpec(options), options, {
    rawBudget: needsEnd ? options.memory : held,
  });
  if (!input.ok) return input;
  const opened = input.value;
  const { capture } = opened;
  const saveOptions = (): Result<SaveOptions, string> => {
    const window = windowOf(options, capture);
    if (!window.ok) return window;
    return ok({
      filter: filter.value,
      window: window.value,
      count: options.count,
      path,
      compress: options.compress,
      compatible: options.compatible,
      redaction: redaction.value,
      rotation: options.rotate,
      sources: options.read,
    });
  };
  let stream: StreamSaver | undefined;
  let problem: string | undefined;
  await opened.read(async () => {
    if (needsEnd || capture.store.rows === 0) return true;
    if (stream === undefined) {
      // The window counts from the first event.
      const known = saveOptions();
      if (!known.ok) {
        problem = known.error;
        return false;
      }
      stream = new StreamSaver(capture, known.value, held);
    }
    return stream.step();
  });
  if (problem !== undefined) return failure(problem);
  if (capture.store.rows === 0) return failure(`${opened.name}: ${capture.defect?.reason ?? 'it is empty'}`);
  const whole = needsEnd ? saveOptions() : undefined;
  if (whole?.ok === false) return whole;
  const saved = whole === undefined ? await stream?.finish() : await saveCapture(capture, whole.value);
  if (saved === undefined) return failure(`${opened.name}: it is empty`);
  if (!saved.ok) return saved;
  const warning = opened.warning();
  return ok([...(warning === undefined ? [] : [warning]), summary(saved.value, path), ...saved.value.notes]);
}

function summary(saved: Saved, path: string): string {
  const where = path === '-' ? 'standard output' : saved.files === 1 ? path : `${saved.files} files ${path}…`;
  const missing = saved.missing === 0 ? '' : `; ${saved.missing} were not held any more`;
  const megabytes = (saved.bytes / 1e6).toFixed(1);
  return `sysdrill: ${saved.events} events and ${saved.stateEvents} that explain them, ${megabytes} MB, to ${where}${missing}`;
}
