// SPDX-License-Identifier: Apache-2.0
// How far the source is, what is held of it, what it costs.

import { NO_FIGURES } from '../protocol/capture-report.js';
import type { EngineStatus, SourceState } from '../protocol/protocol.js';
import type { OpenInput } from './open-input.js';

const NS_PER_MS = 1_000_000n;
/** ms over which the rate of events is measured, at least. */
const RATE_SPAN = 900;

export class EngineStatusMeter {
  readonly #input: OpenInput;
  #hasEnded = false;
  #rate = 0;
  #rateFrom = { time: 0, rows: 0 };

  constructor(input: OpenInput) {
    this.#input = input;
  }

  /** The source has ended, however it did. */
  ended(): void {
    this.#hasEnded = true;
  }

  message(): { readonly kind: 'status'; readonly status: EngineStatus } {
    return { kind: 'status', status: this.#status() };
  }

  #status(): EngineStatus {
    const { capture, source, live } = this.#input;
    const { store, state } = capture;
    const { drops, events, cpu, narrowed, recorded } = live?.report() ?? NO_FIGURES;
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
      drops: { ...drops, evicted: store.evicted },
      ...(live === undefined
        ? {}
        : { capture: { cpu, narrowed, recorded, behind: this.#behind(events), pid: live.pid } }),
      memoryBytes: capture.memoryBytes,
      diskBytes: capture.diskBytes,
      threads: state.threads.size,
      latencyRecorded: capture.latencyRecorded,
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

  /** ns that the newest event is old while others wait. `sent`: events that the capture process has handed over. */
  #behind(sent: number): number {
    const { store, state } = this.#input.capture;
    if (sent <= store.rows || store.rows === 0) return 0;
    return Math.max(0, Number(BigInt(Date.now()) * NS_PER_MS - state.baseTime) - store.span().to);
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
