// SPDX-License-Identifier: Apache-2.0
// --rules: the alerts of detection rules, while the capture is read or runs. Memory does not grow with it. On SIGHUP the
// rules of a running system are read again; rules that are invalid leave the old ones in place.

import type { CompiledFilter } from '../engine/filter/compile.js';
import type { Capture } from '../engine/ingest/capture.js';
import type { TimeWindow } from '../engine/protocol/protocol.js';
import { failure, ok, type Result } from '../engine/result.js';
import { AlertWriter } from '../engine/rules/alert-text.js';
import type { CompiledRule } from '../engine/rules/compiled-rule.js';
import { RuleEvaluator } from '../engine/rules/rule-evaluator.js';
import { selectedRules } from '../engine/rules/rule-selection.js';
import { DEFAULT_PRINT } from '../engine/text/print-options.js';
import { AlertSink, openOutputs } from './alert-sink.js';
import { callerOf } from './caller.js';
import { tell } from './complain.js';
import { namesOf, userFilter } from './filter-words.js';
import { openTextInput } from './open-input.js';
import type { Options } from './options.js';
import { Output } from './output.js';
import { loadRuleFiles } from './rule-files.js';
import { problemText } from './rules-report.js';
import { countsFromEnd, isBehind, windowOf } from './time-window.js';

/** Columns and raw bytes kept behind the rules, for events that look back. */
const KEPT_BYTES = 96 << 20;

/** Prints; the error is a message for the user. Resolves to a warning where the capture ended early. */
export async function printAlerts(options: Options): Promise<Result<string | undefined, string>> {
  const filter = userFilter(options.words);
  if (!filter.ok) return filter;
  const rules = await callerOf(process.env).asCaller(async () => activeRules(options));
  if (!rules.ok) return rules;
  const input = await openTextInput(options, { rawBudget: KEPT_BYTES, budget: KEPT_BYTES });
  if (!input.ok) return input;
  const sink = sinkOf(options);
  if (!sink.ok) return sink;
  const opened = input.value;
  const { capture } = opened;
  const printer = new AlertPrinter(capture, rules.value, { options, filter: filter.value, sink: sink.value.sink });
  if (opened.live !== undefined) process.on('SIGHUP', () => printer.reload());
  const needsEnd = countsFromEnd(options.from) || countsFromEnd(options.to);
  await opened.read(() => {
    if (needsEnd || !capture.isStartKnown) return true;
    const goOn = printer.printNew();
    if (options.read.length === 0) sink.value.stdout.flush();
    capture.trim(KEPT_BYTES);
    return goOn;
  });
  printer.printNew();
  for (const problem of await sink.value.sink.close()) tell(`sysdrill: warning: ${problem}`);
  if (printer.problem !== undefined) return failure(printer.problem);
  if (capture.store.rows === 0 && capture.defect !== undefined) {
    return failure(`${opened.name}: ${capture.defect.reason}`);
  }
  return ok(opened.warning());
}

/** The rules that are to run; the error names the first problem of the first invalid file. */
function activeRules({ rules }: Options): Result<readonly CompiledRule[], string> {
  const { loader, reports } = loadRuleFiles(rules.files);
  for (const { file, errors } of reports) {
    const [error] = errors;
    if (error !== undefined) return failure(problemText(file, error));
  }
  return ok(selectedRules(loader.compiled.rules, rules.selection));
}

/** Outputs are opened with the rights of the caller. */
function sinkOf(options: Options): Result<{ sink: AlertSink; stdout: Output }, string> {
  const { portName } = namesOf(options);
  const writer = new AlertWriter({ ...DEFAULT_PRINT, buffers: options.buffers, maxBuffer: 0, portName });
  const stdout = new Output();
  const given = { json: options.json, targets: options.rules.targets, limit: options.rules.limit };
  const outputs = openOutputs(given);
  return outputs.ok ? ok({ sink: new AlertSink(writer, stdout, given, outputs.value), stdout }) : outputs;
}

interface PrinterOptions {
  readonly options: Options;
  readonly filter: CompiledFilter | undefined;
  readonly sink: AlertSink;
}

class AlertPrinter {
  problem: string | undefined;
  readonly #capture: Capture;
  readonly #given: PrinterOptions;
  #evaluator: RuleEvaluator;
  #window: TimeWindow | undefined;
  #left: number;
  #wantsMore = true;
  #wantsReload = false;

  constructor(capture: Capture, rules: readonly CompiledRule[], given: PrinterOptions) {
    const { options } = given;
    this.#capture = capture;
    this.#given = given;
    this.#left = options.count;
    this.#evaluator = new RuleEvaluator(capture, rules, { matching: options.rules.matching });
  }

  /** Reads the rules again before the next events are looked at. */
  reload(): void {
    this.#wantsReload = true;
  }

  /** Prints what has come since the last call; false when nothing more is wanted. */
  printNew(): boolean {
    if (this.#wantsReload) this.#reloadNow();
    if (this.#wantsMore) this.#wantsMore = this.#printMore();
    return this.#wantsMore;
  }

  #reloadNow(): void {
    this.#wantsReload = false;
    const { options } = this.#given;
    const rules = activeRules(options);
    if (!rules.ok) {
      tell(`sysdrill: the rules stay as they were: ${rules.error}`);
      return;
    }
    const from = this.#evaluator.next;
    this.#evaluator = new RuleEvaluator(this.#capture, rules.value, { matching: options.rules.matching, from });
    tell(`sysdrill: ${rules.value.length} rules from now on`);
  }

  #printMore(): boolean {
    if (this.#capture.store.rows === 0) return true;
    const window = this.#fixedWindow();
    if (window === undefined) return false;
    const { filter, sink } = this.#given;
    const goesOn = this.#evaluator.run((rule, view) => {
      const isShown = view.time >= window.from && view.time <= window.to && filter?.matches(view) !== false;
      return !isShown || (sink.take(rule, view) && --this.#left > 0);
    });
    return goesOn && !isBehind(this.#capture, window);
  }

  #fixedWindow(): TimeWindow | undefined {
    if (this.#window !== undefined) return this.#window;
    const window = windowOf(this.#given.options, this.#capture);
    if (window.ok) this.#window = window.value;
    else this.problem = window.error;
    return this.#window;
  }
}
