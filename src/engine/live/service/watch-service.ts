// SPDX-License-Identifier: Apache-2.0
// Serves those who watch a recorder without rights: keeps the machine's state from the stream, so that each of them can
// begin at any time, and hands the events on. Who sees all gets blocks as they come. Others get their own a report later:
// where events are missing, nobody knows whose the next ones are, and that is said by the second report from then on.

import type { Socket } from 'node:net';
import { Capture } from '../../ingest/capture.js';
import { type CaptureReport, reportLine } from '../../protocol/capture-report.js';
import { headerBefore } from '../../save/save-capture-header.js';
import { BlockCutter, countEvents } from '../../scap/block-cutter.js';
import { StreamRawStore } from '../../store/raw-store.js';
import { Admission, type AdmissionRules, type Peer } from './admission.js';
import { OwnStreams } from './own-stream.js';
import { WATCHER_QUEUE, Watcher } from './watcher.js';

/** Bytes of columns and events that are held: what waits are read from, and the last chunk. */
const HELD = 48 << 20;

/** What has come for a watcher since the report before the last, and since the last. */
interface Held {
  sure: Uint8Array[];
  recent: Uint8Array[];
}

export class WatchService {
  readonly #capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  readonly #cutter = new BlockCutter();
  readonly #own = new OwnStreams(this.#capture);
  readonly #admission: Admission;
  readonly #queue: number;
  #watchers: Watcher[] = [];
  /** For those who see their own only. */
  readonly #held = new Map<Watcher, Held>();
  #lost = 0;

  /** `queue`: bytes that may wait for a watcher. */
  constructor(rules: AdmissionRules, queue = WATCHER_QUEUE) {
    this.#queue = queue;
    this.#admission = new Admission(rules);
  }

  /** How many are watching. */
  get size(): number {
    return this.#watchers.length;
  }

  /** A new connection. */
  accept(socket: Socket, peer: Peer, nowMs: number): void {
    this.#watchers = this.#watchers.filter(({ isGone }) => !isGone);
    const admitted = this.#admission.admit(
      peer,
      this.#watchers.map(({ uid }) => uid),
      nowMs,
    );
    const watcher = new Watcher(socket, peer.uid, { scope: admitted.ok ? admitted.value : 'own', queue: this.#queue });
    if (admitted.ok) this.#watchers.push(watcher);
    else watcher.end(admitted.error);
  }

  /** A piece of the stream, cut anywhere. Undefined, or why nothing more can be served. */
  feed(piece: Uint8Array): string | undefined {
    const blocks = Uint8Array.from(this.#cutter.push(piece));
    if (blocks.length === 0) return undefined;
    this.#capture.feed(blocks);
    this.#watchers = this.#watchers.filter(({ isGone }) => !isGone);
    for (const watcher of this.#watchers) if (watcher.scope === 'all') watcher.blocks(blocks);
    this.#hold();
    this.#capture.trim(HELD);
    this.#beginAll();
    return this.#capture.defect?.reason;
  }

  /** Figures of the recorder. What was held is shown where nothing is missing, and thrown away where something is. */
  report(report: CaptureReport, nowMs: number): void {
    const lost = report.drops.kernel + report.drops.shim;
    if (lost > this.#lost) this.#throwAway();
    else this.#show();
    this.#lost = lost;
    for (const watcher of this.#watchers) {
      const drops = { ...report.drops, shim: report.drops.shim + watcher.lost };
      watcher.report(reportLine({ ...report, drops, limited: watcher.scope === 'own' }), nowMs);
    }
  }

  /** The recorder has ended. */
  close(reason: string): void {
    for (const watcher of this.#watchers) watcher.end(reason);
    this.#watchers = [];
    this.#capture.close();
  }

  #hold(): void {
    const limited = this.#watchers.filter(({ scope }) => scope === 'own');
    for (const watcher of this.#held.keys()) if (!limited.includes(watcher)) this.#held.delete(watcher);
    const parts = this.#own.take(new Set(limited.map(({ uid }) => uid)));
    for (const watcher of limited) {
      const blocks = parts.get(watcher.uid);
      if (blocks !== undefined && blocks.length > 0) this.#heldFor(watcher).recent.push(blocks);
    }
  }

  #heldFor(watcher: Watcher): Held {
    const held = this.#held.get(watcher) ?? { sure: [], recent: [] };
    this.#held.set(watcher, held);
    return held;
  }

  #show(): void {
    for (const [watcher, held] of this.#held) {
      watcher.blocks(Buffer.concat(held.sure));
      held.sure = held.recent;
      held.recent = [];
    }
  }

  #throwAway(): void {
    this.#own.forget();
    for (const [watcher, { sure, recent }] of this.#held) {
      watcher.lost += countEvents(Buffer.concat([...sure, ...recent]));
      watcher.needsHead = true;
    }
    this.#held.clear();
  }

  /** The machine as it is now, for those who wait for it. */
  #beginAll(): void {
    const { store, isStartKnown } = this.#capture;
    if (!isStartKnown) return;
    for (const watcher of this.#watchers) {
      if (!watcher.needsHead || !watcher.isReady) continue;
      const relevance = watcher.scope === 'all' ? undefined : this.#own.scopeOf(watcher.uid);
      watcher.head(headerBefore(this.#capture, store.rows, { isCompatible: false, relevance }));
      // What is held for it lies before its head.
      this.#held.delete(watcher);
    }
  }
}
