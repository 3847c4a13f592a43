// SPDX-License-Identifier: Apache-2.0
// --rules: the alerts of detection rules, while the capture is read or runs. Memory does not grow with it. On SIGHUP the
// rules of a running system are read again; rules that are invalid leave the old ones in place.

import type { Capture } from '../engine/ingest/capture.js';
import { AlertSpans } from '../engine/pipeline/alert-spans.js';
import { failure, ok, type Result } from '../engine/result.js';
import { AlertPrinter, rulesOf, sinkOf } from './alert-printer.js';
import { callerOf } from './caller.js';
import { notify } from './complain.js';
import { userFilter } from './filter-words.js';
import { openTextInput } from './open-input.js';
import type { Options } from './options.js';
import { countsFromEnd } from './time-window.js';

/** Columns and raw bytes kept while the rules are evaluated, for events that look back. */
const KEPT_BYTES = 96 << 20;

/** Prints; the error is a message for the user. Resolves to a warning where the capture ended early. */
export async function printAlerts(options: Options): Promise<Result<string | undefined, string>> {
  const filter = userFilter(options.words);
  if (!filter.ok) return filter;
  const rules = await callerOf(process.env).asCaller(async () => rulesOf(options));
  if (!rules.ok) return rules;
  const input = await openTextInput(options, { rawBudget: KEPT_BYTES, budget: KEPT_BYTES });
  if (!input.ok) return input;
  const sink = sinkOf(options);
  if (!sink.ok) return sink;
  const opened = input.value;
  const { capture } = opened;
  const spans = spansOf(capture, options, opened.live !== undefined);
  const printer = new AlertPrinter(capture, rules.value, {
    options,
    filter: filter.value,
    sink: sink.value.sink,
    spans,
  });
  if (opened.live !== undefined) process.on('SIGHUP', () => printer.reload());
  const needsEnd = countsFromEnd(options.from) || countsFromEnd(options.to);
  await opened.read(async () => {
    if (needsEnd || !capture.isStartKnown) return true;
    const goOn = printer.printNew();
    if (options.read.length === 0) sink.value.stdout.flush();
    await spans?.step();
    capture.trim(KEPT_BYTES);
    return goOn;
  });
  printer.printRest();
  await spans?.close();
  for (const problem of await sink.value.sink.close()) notify(`sysdrill: warning: ${problem}`);
  if (printer.problem !== undefined) return failure(printer.problem);
  if (capture.store.rows === 0 && capture.defect !== undefined) {
    return failure(`${opened.name}: ${capture.defect.reason}`);
  }
  return ok(opened.warning());
}

/** Where rules save spans: live in the current folder, of captures only where one is named. */
function spansOf(capture: Capture, options: Options, isLive: boolean): AlertSpans | undefined {
  const folder = options.rules.spans ?? (isLive ? '.' : undefined);
  if (folder === undefined) return undefined;
  return new AlertSpans(capture, { folder, fromRing: undefined, say: (message) => notify(`sysdrill: ${message}`) });
}
