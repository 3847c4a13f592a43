// SPDX-License-Identifier: Apache-2.0
// One row of a capture as an EventView: what fields and the printer read. One view object is moved from row to row; the
// raw block is only fetched when somebody asks for parameters.

import type { EventKind } from '../event/event-kind.js';
import type { ColumnName, EventView, ThreadMetric } from '../event/event-view.js';
import { EXCHANGE_BASE, type Exchange, type ExchangeView } from '../event/exchange.js';
import type { Wait } from '../event/wait.js';
import type { Capture } from '../ingest/capture.js';
import { EventCursor } from '../scap/event-cursor.js';
import type { EventType } from '../scap/event-types.js';
import type { IpAddress } from '../scap/ip-address.js';
import type { CgroupFigures } from '../state/cgroup-figures.js';
import type { FdInfo } from '../state/fd-info.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { GroupInfo, UserInfo } from '../state/users.js';
import { type Chunk, IDLE_BASE, RowFlag } from '../store/event-store.js';
import { loadBlock } from '../store/raw-block.js';
import { type ColumnReader, columnReader } from './columns.js';
import { isLocalTo } from './container-addresses.js';

export class RowView implements EventView {
  readonly #capture: Capture;
  #chunk: Chunk | undefined;
  #index = 0;
  #version = 0;
  #isIdle = false;
  readonly #cursor = new EventCursor();
  #loaded = false;
  readonly #readers = new Map<ColumnName, ColumnReader>();
  #partner: RowView | undefined;
  /** The exchange that the view was moved to; -1: an event, which may have one. */
  #exchange = -1;
  #exchangeView: ExchangeView | undefined;

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /** Moves to row `index` of a chunk: an event, a thread that made none, or an exchange. */
  moveTo(chunk: Chunk, index: number): this {
    if (chunk.base >= EXCHANGE_BASE) {
      this.moveToRow(chunk.base + index);
      return this;
    }
    this.#exchange = -1;
    this.#chunk = chunk;
    this.#index = index;
    this.#version = chunk.versionAt(index);
    this.#loaded = false;
    this.#isIdle = chunk.base >= IDLE_BASE;
    return this;
  }

  /** Moves to a row by its number; false where the store does not hold it. */
  moveToRow(row: number): boolean {
    const exchange = row >= EXCHANGE_BASE ? row - EXCHANGE_BASE : -1;
    const at = this.#capture.store.locate(exchange < 0 ? row : this.#capture.requests.rowOf(exchange));
    if (at === undefined) return false;
    this.moveTo(at.chunk, at.index);
    this.#exchange = exchange;
    return true;
  }

  get chunk(): Chunk {
    if (this.#chunk === undefined) throw new Error('the view is on no row');
    return this.#chunk;
  }

  get index(): number {
    return this.#index;
  }

  get row(): number {
    return this.chunk.base + this.#index;
  }

  get num(): number {
    return this.#isIdle ? 0 : this.row + 1;
  }

  get time(): number {
    return this.chunk.timeAt(this.#index);
  }

  get absoluteTime(): bigint | undefined {
    const time = this.time;
    return Number.isNaN(time) ? undefined : this.#capture.state.baseTime + BigInt(time);
  }

  get baseTime(): bigint {
    return this.#capture.state.baseTime;
  }

  get kindNumber(): number {
    return this.chunk.kindAt(this.#index);
  }

  get kind(): EventKind {
    return this.#capture.kinds.of(this.kindNumber);
  }

  get type(): EventType {
    return this.#capture.kinds.type(this.kindNumber);
  }

  get cpu(): number {
    return this.chunk.cpuAt(this.#index);
  }

  get tid(): number {
    return this.thread?.tid ?? (this.#isIdle ? -1 : this.params().tid);
  }

  get thread(): ThreadInfo | undefined {
    if (this.#version === 0) return undefined;
    const state = this.#capture.state;
    return state.snapshots.infos[state.snapshots.versions.info.at(this.#version)];
  }

  get fd(): FdInfo | undefined {
    const id = this.chunk.fdAt(this.#index);
    return id === 0 ? undefined : this.#capture.state.fdDictionary.at(id);
  }

  get fdNum(): number {
    return this.chunk.fdNumAt(this.#index);
  }

  get result(): number {
    return this.column('result');
  }

  get latency(): number {
    return this.column('latency');
  }

  get fdNameChanged(): boolean {
    return (this.chunk.flagsAt(this.#index) & RowFlag.FD_NAME_CHANGED) !== 0;
  }

  get isStateOnly(): boolean {
    return (this.chunk.flagsAt(this.#index) & RowFlag.STATE_ONLY) !== 0;
  }

  get hostname(): string {
    return this.#capture.state.machine?.hostname ?? '';
  }

  metric(name: ThreadMetric): number | undefined {
    return this.#version === 0 ? undefined : this.#capture.state.snapshots.versions[name].at(this.#version);
  }

  column(name: ColumnName): number {
    let reader = this.#readers.get(name);
    if (reader === undefined) {
      reader = columnReader(this.#capture, name);
      this.#readers.set(name, reader);
    }
    return reader(this.chunk, this.#index);
  }

  params(): EventCursor {
    if (!this.#loaded) this.#load();
    return this.#cursor;
  }

  /** An event whose bytes have left (or that never had any) shows no parameters. */
  #load(): void {
    this.#loaded = true;
    const cursor = this.#cursor;
    cursor.nparams = 0;
    cursor.tid = -1;
    if (this.#isIdle) return;
    loadBlock(this.#capture.raw, this.chunk, this.#index, cursor);
  }

  fdAt(n: number): FdInfo | undefined {
    const table = this.thread?.fds;
    if (table === undefined) return undefined;
    const id = table.idAt(this.row, n);
    return id === 0 ? undefined : this.#capture.state.fdDictionary.at(id);
  }

  openFds(): readonly FdInfo[] {
    const table = this.thread?.fds;
    if (table === undefined) return [];
    const { fdDictionary } = this.#capture.state;
    return table.at(this.row).map(([, id]) => fdDictionary.at(id));
  }

  threadAt(tid: number): ThreadInfo | undefined {
    return this.#capture.threadAt(tid, this.row);
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

  exchange(): Exchange | undefined {
    if (this.#isIdle) return undefined;
    // Looking for exchanges reads the stream, and what the cursor is at may leave the memory meanwhile.
    this.#loaded = false;
    const { requests } = this.#capture;
    const exchange = this.#exchange >= 0 ? this.#exchange : requests.at(this.row);
    if (exchange < 0) return undefined;
    this.#exchangeView ??= requests.view();
    this.#exchangeView.moveTo(exchange);
    return this.#exchangeView;
  }

  wait(): Wait | undefined {
    const { tid } = this.thread ?? {};
    const { asOf } = this.chunk;
    return asOf < 0 || tid === undefined ? undefined : this.#capture.waits.at(tid, asOf);
  }

  cgroup(): CgroupFigures | undefined {
    const { containerId = '' } = this.thread ?? {};
    const { asOf } = this.chunk;
    return asOf < 0 || containerId === '' ? undefined : this.#capture.state.cgroupSamples.figures(containerId, asOf);
  }

  enterEvent(): EventView | undefined {
    const distance = this.chunk.pairAt(this.#index);
    if (distance === 0) return undefined;
    this.#partner ??= new RowView(this.#capture);
    return this.#partner.moveToRow(this.row - distance) ? this.#partner : undefined;
  }
}
