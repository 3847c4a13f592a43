// SPDX-License-Identifier: Apache-2.0
// The service of a recorder, from the recorder's side: a process of its own, without rights, that gets the stream by a
// pipe. What it is too slow for is left out and counted; whatever happens to it, the recording does not notice.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { programFile } from '../../../program-files.js';
import { type CaptureFigures, reportLine } from '../../protocol/capture-report.js';
import { failure, ok, type Result } from '../../result.js';
import { BlockCutter, countEvents } from '../../scap/block-cutter.js';
import type { AdmissionRules } from './admission.js';

/** Its descriptors. */
export const REPORTS = 3;
export const READY = 4;
export const READY_WORD = 'ready';
const PROGRAM = programFile('engine/live/service/service-process.js');
/** Bytes that may wait for it. */
const QUEUE = 32 << 20;

export interface ServicePlan {
  readonly socket: string;
  readonly rules: AdmissionRules;
}

export interface RunningService {
  readonly pid: number;
  /** A piece of the stream, which is not changed afterwards. */
  take(piece: Uint8Array): void;
  report(figures: CaptureFigures): void;
  close(): Promise<void>;
}

/** Resolves when it listens, or to why it does not. `ended`: called when it ends by itself. */
export async function startService(plan: ServicePlan, ended: () => void): Promise<Result<RunningService, string>> {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(plan)], {
    stdio: ['pipe', 'ignore', 'inherit', 'pipe', 'pipe'],
    // Ctrl-C is for the recorder: the service ends when nothing comes any more.
    detached: true,
  });
  const exit = once(child, 'close').then(() => undefined);
  const word = await Promise.race([firstWord(child.stdio[READY] as Readable), exit]);
  if (word !== READY_WORD || child.pid === undefined) return failure(word ?? 'its process has ended');
  return ok(new Service(child, child.pid, exit, ended));
}

function firstWord(stream: Readable): Promise<string> {
  return new Promise((resolve) => stream.setEncoding('utf8').once('data', (text: string) => resolve(text.trim())));
}

class Service implements RunningService {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #exit: Promise<void>;
  readonly #cutter = new BlockCutter();
  #lost = 0;
  #isClosing = false;

  constructor(child: ChildProcess, pid: number, exit: Promise<void>, ended: () => void) {
    this.#child = child;
    this.pid = pid;
    this.#exit = exit;
    for (const stream of [child.stdin, child.stdio[REPORTS]]) stream?.on('error', () => undefined);
    void exit.then(() => {
      if (!this.#isClosing) ended();
    });
  }

  take(piece: Uint8Array): void {
    const { stdin } = this.#child;
    if (stdin?.writable !== true) return;
    const blocks = this.#cutter.push(piece);
    if (blocks.length === 0) return;
    if (stdin.writableLength > QUEUE) this.#lost += countEvents(blocks);
    else stdin.write(blocks);
  }

  report({ drops, events, narrowed, used, hidden }: CaptureFigures): void {
    const stream = this.#child.stdio[REPORTS] as Writable;
    if (!stream.writable || stream.writableLength > 1 << 16) return;
    const { cpuMs = 0, ms = 0 } = used ?? {};
    const all = { kernel: drops.kernel, shim: drops.shim + this.#lost };
    stream.write(reportLine({ drops: all, events, narrowed, cpuMs, ms, hidden, bytes: 0, queue: 0, containers: [] }));
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#child.stdin?.end();
    (this.#child.stdio[REPORTS] as Writable).end();
    await this.#exit;
  }
}
