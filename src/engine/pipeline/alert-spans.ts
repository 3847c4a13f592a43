// SPDX-License-Identifier: Apache-2.0
// What rules with `capture` save around their alerts: out of memory where it reaches back far enough, else out of the
// recording's folder. Further alerts of the rule, before the span is complete, make it longer and begin no other.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Capture } from '../ingest/capture.js';
import type { RowView } from '../query/row-view.js';
import { failure, type Result } from '../result.js';
import type { CompiledRule } from '../rules/compiled-rule.js';
import { savedAfter } from '../rules/read-capture.js';
import { type Saved, saveCapture } from '../save/save-capture.js';
import { ONE_FILE } from '../save/save-capture-blocks.js';

export interface SpansOptions {
  /** Where they are saved; it is made when it is needed. */
  readonly folder: string;
  /** Saves a span (ns since the epoch) out of a recording; undefined where there is none of it, or there is memory only. */
  readonly fromRing: ((path: string, span: EpochSpan) => Promise<Result<unknown, string> | undefined>) | undefined;
  readonly say: (message: string) => void;
}

/** ns since the epoch. */
export interface EpochSpan {
  readonly from: bigint;
  readonly to: bigint;
}

/** ns since the capture's first event. */
interface Pending {
  readonly rule: CompiledRule;
  readonly from: number;
  /** Number of the event of the first alert. */
  readonly num: number;
  to: number;
}

const NS_PER_MS = 1e6;
/** Spans that may wait at one time: rules beyond that have theirs left out, with a message. */
const MOST_PENDING = 64;
/** Alerts of one rule may make its span this much longer, at most: ns. */
const LONGEST = 3600e9;

export class AlertSpans {
  readonly #capture: Capture;
  readonly #given: SpansOptions;
  readonly #pending = new Map<CompiledRule, Pending>();
  #saving: Promise<void> = Promise.resolve();

  constructor(capture: Capture, given: SpansOptions) {
    this.#capture = capture;
    this.#given = given;
  }

  /** A rule has matched the row that the view is at. */
  take(rule: CompiledRule, view: RowView): void {
    const { item } = rule;
    if (!item.capture || Number.isNaN(view.time)) return;
    const to = view.time + savedAfter(item) * NS_PER_MS;
    const pending = this.#pending.get(rule);
    if (pending !== undefined) {
      pending.to = Math.min(Math.max(pending.to, to), pending.from + LONGEST);
      return;
    }
    if (this.#pending.size >= MOST_PENDING) {
      this.#given.say(`${rule.name}: not saved, ${MOST_PENDING} others are waiting to be`);
      return;
    }
    this.#pending.set(rule, { rule, from: view.time - item.captureBefore * NS_PER_MS, num: view.num, to });
  }

  /** Saves what is complete; resolves when it has been. */
  step(): Promise<void> {
    const now = this.#capture.store.span().to;
    for (const pending of this.#pending.values()) if (pending.to <= now) this.#begin(pending);
    return this.#saving;
  }

  /** The source has ended: saves what there is. */
  close(): Promise<void> {
    for (const pending of this.#pending.values()) this.#begin(pending);
    return this.#saving;
  }

  #begin(pending: Pending): void {
    this.#pending.delete(pending.rule);
    this.#saving = this.#saving.then(() => this.#save(pending));
  }

  async #save(pending: Pending): Promise<void> {
    const { folder, say } = this.#given;
    const path = join(folder, this.#nameOf(pending));
    const saved = await this.#saved(path, pending);
    say(saved.ok ? `${pending.rule.name}: ${saved.value} saved in ${path}` : `${path} was not saved: ${saved.error}`);
  }

  /** How much was saved, in words. */
  async #saved(path: string, { from, to }: Pending): Promise<Result<string, string>> {
    try {
      mkdirSync(this.#given.folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      return failure((error as Error).message);
    }
    const { store } = this.#capture;
    const isHeld = store.evicted === 0 || store.span().from <= from;
    const fromRing = isHeld ? undefined : await this.#savedFromRing(path, from, to);
    if (fromRing?.ok === true) return fromRing;
    const saved = await saveCapture(this.#capture, {
      filter: undefined,
      window: { from, to },
      count: Number.POSITIVE_INFINITY,
      path,
      compress: false,
      rotation: ONE_FILE,
      sources: [],
    });
    return saved.ok ? { ok: true, value: eventsText(saved.value, isHeld) } : saved;
  }

  async #savedFromRing(path: string, from: number, to: number): Promise<Result<string, string> | undefined> {
    const base = this.#capture.state.baseTime;
    const span = { from: base + BigInt(Math.floor(from)), to: base + BigInt(Math.ceil(to)) };
    const saved = await this.#given.fromRing?.(path, span);
    return saved?.ok === true ? { ok: true, value: 'the span' } : saved;
  }

  /** The rule, the time and the event, as Falco names them. */
  #nameOf({ rule, from, num }: Pending): string {
    const base = this.#capture.state.baseTime;
    const at = base + BigInt(Math.max(0, Math.floor(from)));
    const stamp = new Date(Number(at / 1_000_000n)).toISOString().replace(/[-:]/g, '').slice(0, 15);
    const name = rule.name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60);
    return `${name || 'rule'}_${stamp}Z_${num}.scap`;
  }
}

function eventsText({ events, missing }: Saved, isHeld: boolean): string {
  return `${events} events${isHeld || missing === 0 ? '' : ', of which the first had left memory,'}`;
}
