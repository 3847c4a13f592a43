// SPDX-License-Identifier: Apache-2.0
// The event that the state has just taken in, as an EventView: for lines that are printed while a stream passes, so that
// nothing is stored, and no block is looked up and taken apart a second time. Says what row-view.ts says of the stored
// event, but for fields that look back at earlier events (stream-needs.ts says which do).

import type { EventKind } from '../event/event-kind.js';
import { Trait } from '../event/event-kinds.js';
import type { ColumnName, EventView, ThreadMetric } from '../event/event-view.js';
import type { Capture } from '../ingest/capture.js';
import type { EventCursor } from '../scap/event-cursor.js';
import type { EventType } from '../scap/event-types.js';
import type { IpAddress } from '../scap/ip-address.js';
import type { FdInfo } from '../state/fd-info.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { GroupInfo, UserInfo } from '../state/users.js';
import type { Chunk } from '../store/event-store.js';
import { type ColumnReader, columnReader } from './columns.js';
import { isLocalTo } from './container-addresses.js';

export class PassingEvent implements EventView {
  readonly #capture: Capture;
  #cursor: EventCursor | undefined;
  #kind = 0;
  #flags = 0;
  #isNamed = false;
  thread: ThreadInfo | undefined;
  /** The event as a row, for columns that only queries have. */
  #row: Chunk | undefined;
  #rowNumber = -1;
  readonly #readers = new Map<ColumnName, ColumnReader>();

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** Moves to the current event of the state, whose bytes the cursor is on. `flags`: union of RowFlag. */
  moveTo(cursor: EventCursor, kind: number, flags: number): this {
    const { thread, snapshots, fdNameChanged } = this.#capture.state;
    this.#cursor = cursor;
    this.#kind = kind;
    this.#flags = flags;
    this.#isNamed = fdNameChanged;
    this.thread = thread === undefined ? undefined : snapshots.infoOf(thread);
    return this;
  }

  get num(): number {
    return this.#capture.state.row + 1;
  }

  get time(): number {
    return this.#capture.state.time;
  }

  get absoluteTime(): bigint | undefined {
    const { time, baseTime } = this.#capture.state;
    return Number.isNaN(time) ? undefined : baseTime + BigInt(time);
  }

  get baseTime(): bigint {
    return this.#capture.state.baseTime;
  }

  get kind(): EventKind {
    return this.#capture.kinds.of(this.#kind);
  }

  get type(): EventType {
    return this.#capture.kinds.type(this.#kind);
  }

  get cpu(): number {
    return this.params().cpu;
  }

  get tid(): number {
    return this.thread?.tid ?? this.params().tid;
  }

  get fd(): FdInfo | undefined {
    const { fd, fdDictionary } = this.#capture.state;
    return fd === 0 ? undefined : fdDictionary.at(fd);
  }

  get fdNum(): number {
    return this.#capture.state.fdNum;
  }

  get result(): number {
    return this.#has(Trait.EXIT) ? this.#capture.state.result : Number.NaN;
  }

  get latency(): number {
    return this.#has(Trait.INTERNAL | Trait.SWITCH) ? Number.NaN : this.#capture.state.latency;
  }

  get fdNameChanged(): boolean {
    return this.#isNamed;
  }

  get hostname(): string {
    return this.#capture.state.machine?.hostname ?? '';
  }

  metric(name: ThreadMetric): number | undefined {
    const version = this.#version();
    return version === 0 ? undefined : this.#capture.state.snapshots.versions[name].at(version);
  }

  column(name: ColumnName): number {
    if (name === 'num') return this.num;
    let reader = this.#readers.get(name);
    if (reader === undefined) {
      reader = columnReader(this.#capture, name);
      this.#readers.set(name, reader);
    }
    return reader(this.#asRow(), 0);
  }

  params(): EventCursor {
    if (this.#cursor === undefined) throw new Error('no event has passed');
    return this.#cursor;
  }

  fdAt(n: number): FdInfo | undefined {
    const { row, fdDictionary } = this.#capture.state;
    const id = this.thread?.fds?.idAt(row, n) ?? 0;
    return id === 0 ? undefined : fdDictionary.at(id);
  }

  openFds(): readonly FdInfo[] {
    const { row, fdDictionary } = this.#capture.state;
    return this.thread?.fds?.at(row).map(([, id]) => fdDictionary.at(id)) ?? [];
  }

  threadAt(tid: number): ThreadInfo | undefined {
    return this.#capture.threadAt(tid, this.#capture.state.row);
  }

  userAt(uid: number): UserInfo | undefined {
    return this.#capture.state.users.user(this.thread?.containerId ?? '', uid);
  }

  groupAt(gid: number): GroupInfo | undefined {
    return this.#capture.state.users.group(this.thread?.containerId ?? '', gid);
  }

  isLocalIp(ip: IpAddress): boolean {
    return isLocalTo(this.#capture, this.thread, ip);
  }

  /** Looks back. */
  cgroup(): undefined {
    return undefined;
  }

  wait(): undefined {
    return undefined;
  }

  exchange(): undefined {
    return undefined;
  }

  /** Looks back. */
  enterEvent(): undefined {
    return undefined;
  }

  #has(trait: number): boolean {
    return ((this.#capture.kinds.traits[this.#kind] as number) & trait) !== 0;
  }

  #version(): number {
    const { thread, snapshots } = this.#capture.state;
    return thread === undefined ? 0 : snapshots.versionOf(thread);
  }

  #asRow(): Chunk {
    const { state, store } = this.#capture;
    if (this.#row !== undefined && this.#rowNumber === state.row) return this.#row;
    this.#row ??= store.sideChunk(0, 1);
    this.#rowNumber = state.row;
    const row = this.#row;
    row.count = 1;
    row.time[0] = state.time;
    row.kind[0] = this.#kind;
    row.cpu[0] = this.cpu;
    row.version[0] = this.#version();
    row.fd[0] = state.fd;
    row.fdNum[0] = state.fdNum;
    row.result[0] = state.result;
    row.latency[0] = state.latency;
    row.flags[0] = this.#flags;
    return row;
  }
}
