// SPDX-License-Identifier: Apache-2.0
// Rules over what the engine reads, for the screen: their alerts become events of the stream, and go to the outputs of
// --alert-to. For a capture file they are put in after the chunk that made them, with the time of their event; of the running
// system they go through the capture process, so that they are recorded with it.

import { VIEWS } from '../../views/index.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { RuleLoad } from '../protocol/alerts.js';
import type { RowView } from '../query/row-view.js';
import { compileViewFilter } from '../query/view-filter.js';
import { failure, ok, type Result } from '../result.js';
import type { Alert } from '../rules/alert.js';
import { alertEvent } from '../rules/alert-event.js';
import { AlertWriter } from '../rules/alert-text.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import { AlertSink, NO_PRINTOUT, openOutputs } from '../rules/outputs/alert-sink.js';
import { RuleEvaluator } from '../rules/rule-evaluator.js';
import type { RuleSelection } from '../rules/rule-selection.js';
import { type ActiveRules, activeRules, countOf, NO_RULES, type RuleText, readRuleTexts } from '../rules/rule-texts.js';
import { SequenceRunner, sequenceAlert } from '../rules/sequence-runner.js';
import type { ThrottleLimit } from '../rules/throttle.js';
import { ViewRuleRunner } from '../rules/view-rule-runner.js';
import { incidentOf } from '../state/alert-log.js';
import { DEFAULT_PRINT } from '../text/print-options.js';
import { AlertSpans } from './alert-spans.js';
import type { LiveSource } from './live-source.js';
import { viewAlert } from './view-alert.js';

/** Plain data: it goes to the engine's thread. */
export interface WatchOptions {
  /** Files and folders, for reading them again. */
  readonly files: readonly string[];
  /** What is in them: they are read with the rights of the caller. */
  readonly texts: readonly RuleText[];
  readonly selection: RuleSelection;
  readonly matching: 'first' | 'all';
  /** Only alerts of events that pass; "" all. */
  readonly filter: string;
  readonly targets: readonly string[];
  readonly json: boolean;
  readonly limit: ThrottleLimit | undefined;
  /** Folder of what rules with `capture` save; undefined: nothing is saved. */
  readonly spans: string | undefined;
}

/** An incident whose alerts are held back. */
interface Silence {
  /** ms since the epoch. */
  readonly until: number;
  count: number;
}

export class RuleWatch {
  readonly #capture: Capture;
  readonly #live: LiveSource | undefined;
  readonly #options: WatchOptions;
  readonly #filter: CompiledFilter | undefined;
  readonly #writer: AlertWriter;
  readonly #sink: AlertSink;
  readonly #spans: AlertSpans | undefined;
  readonly #silences = new Map<string, Silence>();
  /** Files that were added since the start. */
  readonly #added: string[] = [];
  #active: ActiveRules = NO_RULES;
  #evaluator: RuleEvaluator;
  #views: ViewRuleRunner;
  #sequences: SequenceRunner;
  /** The last message for the screen; shown once. */
  #said: string | undefined;

  private constructor(capture: Capture, live: LiveSource | undefined, options: WatchOptions, parts: WatchParts) {
    this.#capture = capture;
    this.#live = live;
    this.#options = options;
    this.#filter = parts.filter;
    this.#writer = parts.writer;
    this.#sink = parts.sink;
    this.#active = parts.active;
    const { spans } = options;
    const say = (message: string): void => {
      this.#said = message;
    };
    this.#spans =
      spans === undefined ? undefined : new AlertSpans(capture, { folder: spans, fromRing: undefined, say });
    this.#evaluator = new RuleEvaluator(capture, this.#active.rules, { matching: options.matching });
    this.#views = new ViewRuleRunner(capture, this.#active.viewRules);
    this.#sequences = new SequenceRunner(capture, this.#active.sequences);
  }

  /** The error is a sentence. */
  static open(
    capture: Capture,
    live: LiveSource | undefined,
    options: WatchOptions,
    portName: (typeof DEFAULT_PRINT)['portName'],
  ): Result<RuleWatch, string> {
    const active = activeRules(options.texts, VIEWS, options.selection);
    if (!active.ok) return active;
    const filter = compileViewFilter(undefined, options.filter);
    if (!filter.ok) return failure(filter.error.message);
    const outputs = openOutputs(options);
    if (!outputs.ok) return outputs;
    const writer = new AlertWriter({ ...DEFAULT_PRINT, maxBuffer: 0, portName });
    const sink = new AlertSink(writer, NO_PRINTOUT, options, outputs.value);
    return ok(new RuleWatch(capture, live, options, { active: active.value, filter: filter.value, writer, sink }));
  }

  get rules(): number {
    return countOf(this.#active);
  }

  /** What there is to say since the last time. */
  takeSaid(): string | undefined {
    const said = this.#said;
    this.#said = undefined;
    return said;
  }

  /** Looks at what has come. */
  step(isEnd = false): void {
    if (!this.#capture.isStartKnown) return;
    const made: (readonly [Alert, number])[] = [];
    this.#evaluator.run((rule, view) => {
      if (this.#filter?.matches(view) !== false) made.push([this.#take(rule, view), view.tid]);
      return true;
    });
    this.#sequences.run((match, view) => {
      const alert = sequenceAlert(this.#writer.alert(match.last, view), match);
      if (this.#filter?.matches(view) !== false) made.push([alert, view.tid]);
      return true;
    });
    this.#views.step((rule, rows, row, window) => {
      made.push([viewAlert(this.#capture, rule, rows, { row, window }), -1]);
      return true;
    }, isEnd);
    for (const [alert, tid] of made) this.#put(alert, tid);
    void this.#spans?.step();
  }

  /** The source has ended. */
  finish(): void {
    this.step(true);
    void this.#spans?.close();
  }

  /** Waits, at most some seconds, for the outputs. */
  async close(): Promise<void> {
    await this.#sink.close();
  }

  /** Reads the rules again, those of `added` too; ones that are invalid leave the old ones in place. */
  reload(added: string | undefined): Result<RuleLoad, string> {
    const { files, selection, matching } = this.#options;
    const more = added === undefined || this.#added.includes(added) ? this.#added : [...this.#added, added];
    const active = activeRules(readRuleTexts([...files, ...more]), VIEWS, selection);
    if (!active.ok) return active;
    if (added !== undefined && !this.#added.includes(added)) this.#added.push(added);
    this.#active = active.value;
    const { rules, viewRules, sequences } = active.value;
    const from = this.#evaluator.next;
    this.#evaluator = new RuleEvaluator(this.#capture, rules, { matching, from });
    this.#sequences = new SequenceRunner(this.#capture, sequences, from);
    this.#views = new ViewRuleRunner(this.#capture, viewRules, Math.max(0, this.#capture.store.span().to));
    return ok({ rules: this.rules });
  }

  /** Holds alerts of an incident back, for so many ms of the clock; 0 lets them pass again. */
  silence(incident: string, ms: number): void {
    if (ms > 0) this.#silences.set(incident, { until: Date.now() + ms, count: 0 });
    else this.#silences.delete(incident);
  }

  #take(rule: CompiledRule, view: RowView): Alert {
    this.#spans?.take(rule, view);
    return this.#writer.alert(rule, view);
  }

  #put(alert: Alert, tid: number): void {
    const passed = this.#unlessSilent(alert);
    if (passed === undefined) return;
    this.#sink.send(passed);
    if (this.#live !== undefined) {
      this.#live.note(alertEvent(passed, tid, BigInt(Date.now()) * 1_000_000n));
      return;
    }
    const { time = this.#capture.state.baseTime } = passed;
    this.#capture.insert(alertEvent(passed, tid, time));
  }

  /** Undefined while its incident is silent; the first one afterwards says how many were held back. */
  #unlessSilent(alert: Alert): Alert | undefined {
    if (this.#silences.size === 0) return alert;
    const incident = incidentOf({ rule: alert.rule, key: alert.incident.key });
    const silence = this.#silences.get(incident);
    if (silence === undefined) return alert;
    if (Date.now() < silence.until) {
      silence.count++;
      return undefined;
    }
    this.#silences.delete(incident);
    return { ...alert, withheld: alert.withheld + silence.count };
  }
}

interface WatchParts {
  readonly active: ActiveRules;
  readonly filter: CompiledFilter | undefined;
  readonly writer: AlertWriter;
  readonly sink: AlertSink;
}
