// SPDX-License-Identifier: Apache-2.0
// One who watches through the service. What is sent waits in a queue with a bound: who does not read loses events, which
// are counted, and gets the machine as it is when there is room again. It has nothing to say: a byte from it ends it.

import type { Socket } from 'node:net';
import { type FrameKind, frameOf, type Hello, SERVICE_VERSION } from '../../protocol/service-frames.js';
import { countEvents } from '../../scap/block-cutter.js';

export type Scope = Hello['scope'];

/** Bytes that may wait for a watcher beyond the head of its stream. */
export const WATCHER_QUEUE = 16 << 20;
/** ms that one who does not read at all is kept. */
const PATIENCE = 60_000;

export class Watcher {
  readonly uid: number;
  readonly scope: Scope;
  /** Events that it has not got because it did not read. */
  lost = 0;
  /** Wants the machine as it is before any more events. */
  needsHead = true;
  readonly #socket: Socket;
  readonly #queue: number;
  #room = 0;
  #fullSince: number | undefined;

  constructor(socket: Socket, uid: number, { scope, queue }: { readonly scope: Scope; readonly queue: number }) {
    this.#socket = socket;
    this.#queue = queue;
    this.uid = uid;
    this.scope = scope;
    this.#send('hello', JSON.stringify({ version: SERVICE_VERSION, scope } satisfies Hello));
    socket.on('data', () => this.end('the service takes no words from those who watch'));
    socket.on('error', () => socket.destroy());
  }

  get isGone(): boolean {
    return this.#socket.destroyed;
  }

  /** Whether there is room for a head. */
  get isReady(): boolean {
    return this.#socket.writableLength <= this.#room / 2;
  }

  head(blocks: Uint8Array): void {
    this.#room = this.#queue + blocks.length;
    this.needsHead = false;
    this.#send('blocks', blocks);
  }

  /** Whole event blocks. */
  blocks(blocks: Uint8Array): void {
    if (blocks.length === 0) return;
    if (this.needsHead || this.#socket.writableLength > this.#room) {
      this.needsHead = true;
      this.lost += countEvents(blocks);
    } else this.#send('blocks', blocks);
  }

  /** `nowMs`: any clock. */
  report(line: string, nowMs: number): void {
    if (this.#socket.writableLength <= this.#room) {
      this.#fullSince = undefined;
      this.#send('report', line);
      return;
    }
    this.#fullSince ??= nowMs;
    if (nowMs - this.#fullSince > PATIENCE) this.#socket.destroy();
  }

  /** Says why, and hangs up. */
  end(reason: string): void {
    if (this.isGone) return;
    this.#socket.removeAllListeners('data').resume();
    this.#send('end', reason);
    this.#socket.end();
    setTimeout(() => this.#socket.destroy(), 1000).unref();
  }

  #send(kind: FrameKind, content: Uint8Array | string): void {
    if (this.isGone) return;
    for (const bytes of frameOf(kind, content)) this.#socket.write(bytes);
  }
}
