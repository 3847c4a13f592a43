// SPDX-License-Identifier: Apache-2.0
// Alerts of rules over a capture that grows: to their outputs, into the recording, with the spans that rules save.

import type { CompiledFilter } from '../engine/filter/compile.js';
import type { Capture } from '../engine/ingest/capture.js';
import type { AlertSpans } from '../engine/pipeline/alert-spans.js';
import { viewAlert } from '../engine/pipeline/view-alert.js';
import type { TimeWindow } from '../engine/protocol/protocol.js';
import type { RowView } from '../engine/query/row-view.js';
import { ok, type Result } from '../engine/result.js';
import type { Alert } from '../engine/rules/alert.js';
import { alertEvent } from '../engine/rules/alert-event.js';
import { AlertWriter } from '../engine/rules/alert-text.js';
import { AlertSink, openOutputs } from '../engine/rules/outputs/alert-sink.js';
import { RuleEvaluator } from '../engine/rules/rule-evaluator.js';
import { type ActiveRules, activeRules, countOf, readRuleTexts } from '../engine/rules/rule-texts.js';
import { SequenceRunner, sequenceAlert } from '../engine/rules/sequence-runner.js';
import { ViewRuleRunner } from '../engine/rules/view-rule-runner.js';
import { DEFAULT_PRINT } from '../engine/text/print-options.js';
import { VIEWS } from '../views/index.js';
import { notify } from './complain.js';
import { namesOf } from './filter-words.js';
import type { Options } from './options.js';
import { Output } from './output.js';
import { isPast, windowOf } from './time-window.js';

/** The rules that are to run; the error names the first problem of the first invalid file. */
export function rulesOf({ rules }: Options): Result<ActiveRules, string> {
  return activeRules(readRuleTexts(rules.files), VIEWS, rules.selection);
}

/** Outputs are opened with the rights of the caller. */
export function sinkOf(options: Options): Result<{ sink: AlertSink; stdout: Output }, string> {
  const { portName } = namesOf(options);
  const writer = new AlertWriter({ ...DEFAULT_PRINT, buffers: options.buffers, maxBuffer: 0, portName });
  const stdout = new Output(options);
  const given = { json: options.json, targets: options.rules.targets, limit: options.rules.limit };
  const outputs = openOutputs(given);
  return outputs.ok ? ok({ sink: new AlertSink(writer, stdout, given, outputs.value), stdout }) : outputs;
}

export interface PrinterOptions {
  readonly options: Options;
  readonly filter: CompiledFilter | undefined;
  readonly sink: AlertSink;
  /** Saves what rules ask for; undefined: nothing is saved. */
  readonly spans?: AlertSpans | undefined;
  /** Puts alerts into the stream that is recorded. */
  readonly note?: (block: Uint8Array) => void;
}

export class AlertPrinter {
  problem: string | undefined;
  readonly #capture: Capture;
  readonly #given: PrinterOptions;
  #evaluator: RuleEvaluator;
  #views: ViewRuleRunner;
  #sequences: SequenceRunner;
  #window: TimeWindow | undefined;
  #left: number;
  #wantsMore = true;
  #wantsReload = false;

  constructor(capture: Capture, { rules, viewRules, sequences }: ActiveRules, given: PrinterOptions) {
    const { options } = given;
    this.#capture = capture;
    this.#given = given;
    this.#left = options.count;
    this.#evaluator = new RuleEvaluator(capture, rules, { matching: options.rules.matching });
    this.#views = new ViewRuleRunner(capture, viewRules);
    this.#sequences = new SequenceRunner(capture, sequences);
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
    const rules = rulesOf(options);
    if (!rules.ok) {
      notify(`sysdrill: the rules stay as they were: ${rules.error}`);
      return;
    }
    const from = this.#evaluator.next;
    const { rules: ofEvents, viewRules, sequences } = rules.value;
    this.#evaluator = new RuleEvaluator(this.#capture, ofEvents, { matching: options.rules.matching, from });
    this.#views = new ViewRuleRunner(this.#capture, viewRules, this.#capture.store.span().to);
    this.#sequences = new SequenceRunner(this.#capture, sequences, from);
    notify(`sysdrill: ${countOf(rules.value)} rules from now on`);
  }

  /** The source has ended: the last events, and the windows that are not full. */
  printRest(): void {
    if (this.printNew() && this.#capture.store.rows > 0) this.#printViews(true);
  }

  #printViews(isEnd: boolean): boolean {
    const window = this.#fixedWindow();
    if (window === undefined) return false;
    return this.#views.step((rule, rows, row, at) => {
      if (at.to < window.from || at.from > window.to) return true;
      return this.#send(viewAlert(this.#capture, rule, rows, { row, window: at }), -1);
    }, isEnd);
  }

  #printMore(): boolean {
    if (this.#capture.store.rows === 0) return true;
    const window = this.#fixedWindow();
    if (window === undefined) return false;
    const { filter, sink, spans } = this.#given;
    const isShown = (view: RowView): boolean =>
      view.time >= window.from && view.time <= window.to && filter?.matches(view) !== false;
    const goesOn = this.#evaluator.run((rule, view) => {
      if (!isShown(view)) return true;
      spans?.take(rule, view);
      return this.#send(sink.alertOf(rule, view), view.tid);
    });
    return (
      goesOn &&
      this.#sequences.run(
        (match, view) => !isShown(view) || this.#send(sequenceAlert(sink.alertOf(match.last, view), match), view.tid),
      ) &&
      this.#printViews(false) &&
      !isPast(this.#capture, window)
    );
  }

  /** False when no more are wanted. */
  #send(alert: Alert, tid: number): boolean {
    const { sink, note } = this.#given;
    sink.send(alert);
    note?.(alertEvent(alert, tid, BigInt(Date.now()) * 1_000_000n));
    return !sink.isClosed && --this.#left > 0;
  }

  #fixedWindow(): TimeWindow | undefined {
    if (this.#window !== undefined) return this.#window;
    const window = windowOf(this.#given.options, this.#capture);
    if (window.ok) this.#window = window.value;
    else this.problem = window.error;
    return this.#window;
  }
}
