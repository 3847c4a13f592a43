// SPDX-License-Identifier: Apache-2.0
// How far the source is, what is held of it, what it costs.

import { lagOf } from '../ingest/catch-up.js';
import { NO_FIGURES } from '../protocol/capture-report.js';
import type { EngineStatus, SourceState } from '../protocol/protocol.js';
import type { OpenInput } from './open-input.js';
import type { RuleWatch } from './rule-watch.js';

const NS_PER_MS = 1e6;
/** ms over which the rate of events is measured, at least. */
const RATE_SPAN = 900;

interface WatchedInput extends OpenInput {
  readonly watch?: RuleWatch | undefined;
}

export class EngineStatusMeter {
  readonly #input: WatchedInput;
  #hasEnded = false;
  #rate = 0;
  #rateFrom = { time: 0, rows: 0 };
  /** ms between two refreshes, as far as their length says. */
  #every = 0;

  constructor(input: WatchedInput) {
    this.#input = input;
  }

  /** The source has ended, however it did. */
  ended(): void {
    this.#hasEnded = true;
  }

  /** The table is made again after `every` ms, or after the usual time where that is longer. */
  refreshed(every: number): void {
    this.#every = every;
  }

  message(): { readonly kind: 'status'; readonly status: EngineStatus } {
    return { kind: 'status', status: this.#status() };
  }

  #status(): EngineStatus {
    const { capture, source, live } = this.#input;
    const { store, state } = capture;
    const { drops, cpu, narrowed, recorded, hidden, limited } = live?.report() ?? NO_FIGURES;
    this.#measureRate();
    return {
      source: live === undefined ? source.name : 'live',
      live: live !== undefined,
      hostname: state.machine?.hostname ?? '',
      state: this.#state(),
      events: store.rows,
      eventRate: this.#rate,
      span: store.span(),
      baseTime: store.rows === 0 ? '' : String(state.baseTime),
      cautions: capture.cautions(),
      drops: { ...drops, evicted: store.evicted, skipped: capture.skipped },
      ...(live === undefined
        ? {}
        : {
            capture: {
              cpu,
              narrowed,
              recorded,
              hidden,
              limited,
              behind: lagOf(capture, Date.now()),
              every: this.#every * NS_PER_MS,
              pid: live.pid,
            },
          }),
      memoryBytes: capture.memoryBytes,
      diskBytes: capture.diskBytes,
      threads: state.threads.size,
      latencyRecorded: capture.latencyRecorded,
      ...this.#alerts(),
    };
  }

  #alerts(): Pick<EngineStatus, 'alerts'> {
    const { watch, capture } = this.#input;
    const { total, last } = capture.state.alerts;
    if (watch === undefined && total === 0) return {};
    const said = watch?.takeSaid();
    const { rule = '', priority = '', message = '' } = last ?? {};
    return {
      alerts: {
        total,
        rules: watch?.rules ?? 0,
        last: last === undefined ? undefined : { rule, priority, text: message },
        ...(said === undefined ? {} : { said }),
      },
    };
  }

  #state(): SourceState {
    const { capture, source, live } = this.#input;
    if (!this.#hasEnded)
      return live === undefined ? { kind: 'loading', fraction: source.progress() } : { kind: 'live' };
    const { defect } = capture;
    if (defect === undefined) return { kind: 'complete' };
    const { offset, reason } = defect;
    if (capture.store.rows === 0) return { kind: 'failed', message: `${source.name}: ${reason}`, hint: '' };
    return { kind: 'ended-early', offset, reason };
  }

  #measureRate(): void {
    const now = performance.now();
    const elapsed = now - this.#rateFrom.time;
    if (elapsed < RATE_SPAN) return;
    const { rows } = this.#input.capture.store;
    this.#rate = this.#rateFrom.time === 0 ? 0 : ((rows - this.#rateFrom.rows) * 1000) / elapsed;
    this.#rateFrom = { time: now, rows };
  }
}
