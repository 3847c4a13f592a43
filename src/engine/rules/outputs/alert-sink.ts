// SPDX-License-Identifier: Apache-2.0
// Where the alerts of a run go: standard output, and whatever --alert-to names. With a limit, what repeats is withheld.

import type { RowView } from '../../query/row-view.js';
import { failure, ok, type Result } from '../../result.js';
import type { Alert } from '../alert.js';
import type { AlertWriter } from '../alert-text.js';
import type { CompiledRule } from '../compiled-rule.js';
import { Throttle, type ThrottleLimit } from '../throttle.js';
import { openOutput } from './open-outputs.js';
import type { AlertOutput } from './output.js';

/** Where lines of text or JSON are printed. */
export interface AlertPrintout {
  json(text: string): void;
  line(text: string): void;
  flush(): void;
  /** Nobody reads it any more. */
  readonly closed: boolean;
}

/** A screen shows alerts by itself. */
export const NO_PRINTOUT: AlertPrintout = {
  json: () => undefined,
  line: () => undefined,
  flush: () => undefined,
  closed: false,
};

export interface SinkOptions {
  readonly json: boolean;
  readonly targets: readonly string[];
  readonly limit: ThrottleLimit | undefined;
}

export class AlertSink {
  readonly #writer: AlertWriter;
  readonly #stdout: AlertPrintout;
  readonly #json: boolean;
  readonly #outputs: readonly AlertOutput[];
  readonly #throttle: Throttle | undefined;

  constructor(
    writer: AlertWriter,
    stdout: AlertPrintout,
    { json, limit }: SinkOptions,
    outputs: readonly AlertOutput[],
  ) {
    this.#writer = writer;
    this.#stdout = stdout;
    this.#json = json;
    this.#outputs = outputs;
    this.#throttle = limit === undefined ? undefined : new Throttle(limit);
  }

  /** Nobody reads standard output any more. */
  get isClosed(): boolean {
    return this.#stdout.closed;
  }

  alertOf(rule: CompiledRule, view: RowView): Alert {
    return this.#writer.alert(rule, view);
  }

  /** Sends an alert, now or with others. */
  send(alert: Alert): void {
    for (const one of this.#throttle?.take(alert) ?? [alert]) this.#send(one);
  }

  /** Sends what is withheld and waits for the outputs; answers sentences about what was lost. */
  async close(): Promise<readonly string[]> {
    for (const alert of this.#throttle?.rest() ?? []) this.#send(alert);
    this.#stdout.flush();
    const problems = await Promise.all(this.#outputs.map((output) => output.close()));
    return problems.filter((problem) => problem !== undefined);
  }

  #send(alert: Alert): void {
    const whole = alert.withheld === 0 ? alert : withCount(alert);
    if (this.#json) this.#stdout.json(whole.json);
    else this.#stdout.line(whole.line);
    for (const output of this.#outputs) output.send(whole);
  }
}

/** The count in the line and, as a member of its own, in the JSON object. */
function withCount(alert: Alert): Alert {
  const json = `${alert.json.slice(0, -1)},"withheld":${alert.withheld}}`;
  return { ...alert, json, line: `${alert.line} (${alert.withheld} more withheld)` };
}

/** The outputs of --alert-to; the error is a message for the user. */
export function openOutputs({ targets, json }: SinkOptions): Result<readonly AlertOutput[], string> {
  const outputs: AlertOutput[] = [];
  for (const target of targets) {
    const opened = openOutput(target, json);
    if (!opened.ok) return failure(`--alert-to: ${opened.error}`);
    outputs.push(opened.value);
  }
  return ok(outputs);
}
