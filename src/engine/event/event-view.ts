// SPDX-License-Identifier: Apache-2.0
// One event of the store, seen whole: columns, the snapshots that were true at that moment, parameters decoded from the
// raw bytes on demand. Fields with source `event` and the event printer read it. Implemented by query/row-view.ts.

import type { EventCursor } from '../scap/event-cursor.js';
import type { EventType } from '../scap/event-types.js';
import type { IpAddress } from '../scap/ip-address.js';
import type { CgroupFigures } from '../state/cgroup-figures.js';
import type { FdInfo } from '../state/fd-info.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { GroupInfo, UserInfo } from '../state/users.js';
import type { EventKind } from './event-kind.js';
import type { Exchange } from './exchange.js';
import type { Wait } from './wait.js';

/** What an fd field may need besides the fd: the machine's own addresses decide which end of a tuple is local. */
export interface FdContext {
  isLocalIp(ip: string): boolean;
}

/** Counters of a thread-version (see state/thread-versions.ts). */
export type ThreadMetric = 'vmSizeKb' | 'vmRssKb' | 'vmSwapKb' | 'pfMajor' | 'pfMinor' | 'fdCount' | 'threadCount';

/** Numeric columns that a query computes for many rows at once (see query/columns.ts); NaN is "no value". */
export type ColumnName =
  | 'num'
  | 'time'
  /** ns since the previous event of the capture that is shown (not internal); 0 for the first. */
  | 'deltaTime'
  | 'cpu'
  | 'fdNum'
  | 'result'
  | 'latency'
  | 'waitLatency'
  /** Of exits: starts have none, where `latency` is 0. */
  | 'callLatency'
  | 'bufferLength'
  | 'bufferLengthIn'
  | 'bufferLengthOut'
  | 'bufferLengthFile'
  | 'bufferLengthFileIn'
  | 'bufferLengthFileOut'
  | 'bufferLengthNet'
  | 'bufferLengthNetIn'
  | 'bufferLengthNetOut'
  | 'count'
  | 'countExit'
  /** Exits but those of new threads (RowFlag.NEW_THREAD). */
  | 'countCall'
  | 'countError'
  | 'countErrorFile'
  | 'countErrorNet'
  | 'countErrorMemory'
  | 'countErrorOther'
  | 'countProcess'
  | 'countThread'
  | 'countOpen'
  /** switch events: ns that the thread had the CPU since the CPU's last switch; 0 on other events. */
  | 'execTime'
  /** The sum of execTime of the event's thread up to this event. */
  | 'execTimeTotal'
  | 'cpuTotal'
  | 'cpuUser'
  | 'cpuSystem'
  /** As cpuTotal and so on, in hundredths of a second: what tables add up (query/cpu-tally.ts). */
  | 'cpuTime'
  | 'cpuTimeUser'
  | 'cpuTimeSystem'
  /** Not of events: tables of cores ask the state. */
  | 'coreTime';

export interface EventView extends FdContext {
  /** 1-based event number in the capture. */
  readonly num: number;
  /** ns since the capture's first event; NaN where the event has no time. */
  readonly time: number;
  /** ns since the epoch; undefined where the event has no time. */
  readonly absoluteTime: bigint | undefined;
  /** ns since the epoch of `time` 0: the same for all events of a capture. */
  readonly baseTime: bigint;
  readonly kind: EventKind;
  readonly type: EventType;
  readonly cpu: number;
  /** Tid of the event header; -1 for events of no thread. */
  readonly tid: number;
  /** Undefined for events of no thread. */
  readonly thread: ThreadInfo | undefined;
  /** The fd that the call is about, as it was after the event; undefined where it has none. */
  readonly fd: FdInfo | undefined;
  /** Its number; -1 none. */
  readonly fdNum: number;
  /** Return value of an exit event; NaN where the type has none. */
  readonly result: number;
  /** ns between enter and exit; NaN where not recorded. 0 on enter events. */
  readonly latency: number;
  /** True where this event changed the fd's name. */
  readonly fdNameChanged: boolean;
  /** Counter of the event's thread, or of its process; undefined for events of no thread. */
  metric(name: ThreadMetric): number | undefined;
  /** One cell of the query's columns; NaN is "no value". */
  column(name: ColumnName): number;
  /** The event's parameters. Valid until the view moves on. */
  params(): EventCursor;
  /** Fd n of the event's process at this event. */
  fdAt(n: number): FdInfo | undefined;
  /** Every fd that the event's process had open at this event, by number. */
  openFds(): readonly FdInfo[];
  /** Thread `tid` as it was at this event. */
  threadAt(tid: number): ThreadInfo | undefined;
  /** User and group tables of the event's container, else of the host. */
  userAt(uid: number): UserInfo | undefined;
  groupAt(gid: number): GroupInfo | undefined;
  isLocalIp(ip: IpAddress): boolean;
  /** Host name of the captured machine. */
  readonly hostname: string;
  /** The request that this event answers, or of a request view the one that the row is; valid until the view moves on. */
  exchange(): Exchange | undefined;
  /** What the thread waits for at the end of the window; undefined for events: rows that stand for a thread have it. */
  wait(): Wait | undefined;
  /** Of the thread's container, as of the end of the window; undefined for events, as wait(). */
  cgroup(): CgroupFigures | undefined;
  /** The enter event of the same call, where it was recorded. */
  enterEvent(): EventView | undefined;
}
