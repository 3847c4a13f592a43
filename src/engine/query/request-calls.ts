// SPDX-License-Identifier: Apache-2.0
// The calls of one thread in a stretch of time, and how long it was ready to run without a CPU in between, where the capture
// has the scheduler's switches.

import type { Capture } from '../ingest/capture.js';
import type { TimeKind, TimeStep } from '../protocol/request-time.js';
import { EventCursor } from '../scap/event-cursor.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import type { FdInfo } from '../state/fd-info.js';
import type { Chunk } from '../store/event-store.js';
import { loadBlock } from '../store/raw-block.js';
import { kindOfWait } from '../waits/wait-kinds.js';

/** What a thread did between two rows, and between two times (ns since the first event). */
export interface Work {
  readonly tid: number;
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly last: number;
}

export interface CallSteps {
  readonly steps: readonly TimeStep[];
  /** ns without a CPU and outside of calls. */
  readonly queued: number;
  readonly knowsQueue: boolean;
}

const SWITCH = new Set(EVENT_TYPES.filter(({ name }) => name === 'switch').map(({ id }) => id));
/** Parameter of a switch: the thread that gets the CPU. */
const NEXT = 0;

const KINDS: Readonly<Partial<Record<ReturnType<typeof kindOfWait>, TimeKind>>> = {
  lock: 'lock',
  futex: 'lock',
  thread: 'lock',
  ipc: 'lock',
  file: 'disk',
  disk: 'disk',
  socket: 'network',
  pipe: 'network',
  accept: 'network',
  poll: 'wait',
  timer: 'wait',
  event: 'wait',
  signal: 'wait',
  child: 'wait',
};

export function callSteps(capture: Capture, work: Work): CallSteps {
  const isOfThread = threadMatcher(capture, work.tid);
  const steps: TimeStep[] = [];
  const switches = new Switches(work);
  for (const chunk of capture.store.chunks) {
    const first = Math.max(0, work.first + 1 - chunk.base);
    const last = Math.min(chunk.count, work.last + 1 - chunk.base);
    for (let i = first; i < last; i++) {
      if (SWITCH.has(capture.kinds.type(chunk.kindAt(i)).id)) switches.take(capture, { chunk, i }, isOfThread);
      else if (isOfThread(chunk.versionAt(i))) steps.push(...stepOf(capture, chunk, i, work));
    }
  }
  return { steps, queued: switches.queued(steps), knowsQueue: switches.areThere };
}

/** By version of a thread: whether it is this one. */
function threadMatcher({ state }: Capture, tid: number): (version: number) => boolean {
  const known = new Map<number, boolean>();
  return (version) => {
    let is = known.get(version);
    if (is === undefined) {
      is = version !== 0 && state.snapshots.infos[state.snapshots.versions.info.at(version)]?.tid === tid;
      known.set(version, is);
    }
    return is;
  };
}

function stepOf(capture: Capture, chunk: Chunk, i: number, work: Work): readonly TimeStep[] {
  const kind = capture.kinds.of(chunk.kindAt(i));
  const latency = chunk.latencyAt(i);
  if (!kind.isExit || Number.isNaN(latency)) return [];
  const to = Math.min(chunk.timeAt(i), work.to);
  const from = Math.max(chunk.timeAt(i) - latency, work.from);
  if (to <= from) return [];
  const fdId = chunk.fdAt(i);
  const fd = fdId === 0 ? undefined : capture.state.fdDictionary.at(fdId);
  const text = fd === undefined || fd.name === '' ? kind.name : `${kind.name} ${fd.name}`;
  const step = { kind: timeKind(kind.name, kind.category, fd), text, num: chunk.base + i + 1, link: undefined };
  return [{ ...step, from: from - work.from, to: to - work.from }];
}

function timeKind(name: string, category: string, fd: FdInfo | undefined): TimeKind {
  const call = { name, fd: -1, address: undefined, pid: undefined, path: undefined };
  const kind = KINDS[kindOfWait(call, fd)];
  if (kind !== undefined) return kind;
  return category === 'file' ? 'disk' : category === 'net' ? 'network' : 'other';
}

interface Place {
  readonly chunk: Chunk;
  readonly i: number;
}

/** When the thread was without a CPU. */
class Switches {
  readonly #work: Work;
  readonly #cursor = new EventCursor();
  readonly #away: { from: number; to: number }[] = [];
  #left = Number.NaN;
  areThere = false;

  constructor(work: Work) {
    this.#work = work;
  }

  take({ raw }: Capture, { chunk, i }: Place, isOfThread: (version: number) => boolean): void {
    this.areThere = true;
    const time = chunk.timeAt(i);
    if (isOfThread(chunk.versionAt(i))) this.#left = time;
    if (Number.isNaN(this.#left) || !loadBlock(raw, chunk, i, this.#cursor)) return;
    if (Number(this.#cursor.int(NEXT) ?? -1) !== this.#work.tid) return;
    this.#away.push({ from: this.#left, to: time });
    this.#left = Number.NaN;
  }

  /** Inside a call the thread waits for what the call is about. */
  queued(steps: readonly TimeStep[]): number {
    const { from: start } = this.#work;
    return this.#away.reduce((total, { from, to }) => {
      const isInCall = steps.some((step) => step.from + start <= to && step.to + start >= from);
      return isInCall ? total : total + to - from;
    }, 0);
  }
}
