// SPDX-License-Identifier: Apache-2.0
// What the stream says the machine looks like: threads (thread-table.ts), fds, users, containers, and dictionaries of the
// snapshots that rows point at (thread-snapshots.ts). apply-event.ts changes it event by event.

import { EventCursor } from '../scap/event-cursor.js';
import type { InterfaceInfo, MachineInfo } from '../scap/metadata.js';
import { AlertLog } from './alert-log.js';
import { CgroupSamples } from './cgroup-samples.js';
import type { ContainerInfo } from './container-info.js';
import { CpuClock } from './cpu-clock.js';
import type { CurrentEvent } from './current-event.js';
import { FdDictionary } from './fd-dictionary.js';
import { type FdInfo, FdType } from './fd-info.js';
import { FdSpace, type FdTable } from './fd-table.js';
import { HostSamples } from './host-samples.js';
import { ListRoom } from './list-room.js';
import type { NameOptions } from './names.js';
import { PathTexts } from './path-texts.js';
import { Pods } from './pods.js';
import { asksFd, asksUse, type StateScope, WHOLE_STATE } from './state-scope.js';
import { StringLists } from './string-lists.js';
import type { Thread } from './thread.js';
import { ThreadSnapshots } from './thread-snapshots.js';
import { ThreadTable } from './thread-table.js';
import { TidTimes } from './tid-times.js';
import { UserTables } from './users.js';
import { Waits } from './waits.js';

const FILES = [FdType.FILE, FdType.FILE_V2, FdType.DIRECTORY];

export class MachineState implements CurrentEvent {
  readonly names: NameOptions;
  readonly scope: StateScope;
  /** Whether anybody asks what files are called. */
  readonly asksFiles: boolean;
  /** Whether anybody asks for memory, faults and CPU time of threads. */
  readonly asksUse: boolean;
  machine: MachineInfo | undefined;
  interfaces: readonly InterfaceInfo[] = [];
  readonly users = new UserTables();
  readonly containers = new Map<string, ContainerInfo>();
  /** When metadata of which container came; undefined where all were forgotten (restart). */
  readonly containerLog: { readonly row: number; readonly container: ContainerInfo | undefined }[] = [];
  readonly pods = new Pods();
  readonly table: ThreadTable;
  readonly snapshots: ThreadSnapshots;
  readonly fdDictionary = new FdDictionary();
  readonly fdSpace: FdSpace;
  readonly paths = new PathTexts(this.fdDictionary);
  readonly stringLists = new StringLists();
  /** For what was there before the first event, and for containers. */
  room = new ListRoom();
  /** Counts how often ids of versions, ThreadInfos and FdInfos were reassigned: who remembers some has to ask again. */
  generation = 0;
  /** Ports that this machine listens on, as far as the fd lists said. */
  readonly serverPorts = new Set<number>();

  /** Row from which a thread without CPU samples was idle (own-events.ts); Infinity: never. */
  cpuSamplesFrom = Number.POSITIVE_INFINITY;

  readonly waits = new Waits();
  readonly hostSamples = new HostSamples();
  readonly cgroupSamples = new CgroupSamples();
  readonly alerts = new AlertLog();
  readonly cpuClock = new CpuClock();

  /** ns since the epoch of the capture's first event: the zero of all relative times. */
  baseTime = 0n;

  /** When each CPU was last given to another thread. */
  readonly switchedIn: number[] = [];
  /** When each thread that is on a CPU was given it, by tid. Not by CPU: many captures have the number of a buffer there. */
  readonly onCpuSince = new TidTimes();

  // The current event.
  row = -1;
  /** ns since baseTime. */
  time = 0;
  /** `time` of the event that comes next. A member, because as an argument it would be an object for each event. */
  nextTime = 0;
  thread: Thread | undefined;
  /** Its FdInfo; 0 none. */
  fd = 0;
  fdNum = -1;
  /** NaN where the type has no return value. */
  result = Number.NaN;
  /** ns; 0 on enter events, NaN where not recorded. */
  latency = Number.NaN;
  /** Rows back to the enter event of the same call; 0 where it was not recorded. */
  pairDistance = 0;
  fdNameChanged = false;
  hasChanged = false;
  /** Whether the exit event has its enter event. */
  isPaired = false;
  readonly enterCursor = new EventCursor();

  /** An fd whose close has been seen to succeed; it leaves its table with the next event. */
  #closedTable: FdTable | undefined;
  #closedThread: Thread | undefined;
  #closedFd = -1;
  #closedRow = -1;

  constructor(names: NameOptions = { users: true }, scope = WHOLE_STATE) {
    this.names = names;
    this.scope = scope;
    this.asksFiles = FILES.some((type) => asksFd(scope, type));
    this.asksUse = asksUse(scope);
    // Only the snapshots of threads lead to fd tables, and fields that look into them need every fd.
    this.fdSpace = new FdSpace(scope.snapshots && this.asksUse);
    this.snapshots = new ThreadSnapshots(this, this);
    this.table = new ThreadTable(this, this.snapshots, this.fdSpace);
  }

  /** Live threads, by tid. */
  get threads(): ReadonlyMap<number, Thread> {
    return this.table.alive;
  }

  /** Begins with event `row`, at `nextTime`: what the one before has ended goes. */
  begin(row: number): void {
    this.row = row;
    this.table.finishEnding();
    if (this.#closedTable !== undefined) this.#endClose();
    this.time = this.nextTime;
    this.thread = undefined;
    this.fd = 0;
    this.fdNum = -1;
    this.result = Number.NaN;
    this.latency = Number.NaN;
    this.pairDistance = 0;
    this.fdNameChanged = false;
    this.hasChanged = false;
    this.isPaired = false;
  }

  /** Drops what the last event has ended and the next one would drop: for a look at the state between the two. */
  settle(): void {
    this.row++;
    if (this.#closedTable !== undefined) this.#endClose();
    this.table.finishEnding();
    this.row--;
  }

  /** Arguments of the enter event that the current exit event completes; undefined where they were not recorded. */
  enterArguments(): EventCursor | undefined {
    const stored = this.thread?.enterArguments;
    if (!this.isPaired || stored === undefined || stored.type < 0) return undefined;
    if (!this.enterCursor.load(stored.bytes, stored.view, 0, stored.length)) return undefined;
    return this.enterCursor;
  }

  /** Absolute time of the current event; 0n where it has none. */
  absoluteTime(): bigint {
    return Number.isNaN(this.time) ? 0n : this.baseTime + BigInt(this.time);
  }

  /** Enters or replaces an fd of the thread's table, and makes it the current event's fd. */
  setFd(thread: Thread, fd: number, id: number): void {
    const table = thread.fds;
    if (table === undefined) return;
    const before = table.size;
    if (table.get(fd) !== id) this.hasChanged = true;
    table.set(this.row, fd, id);
    if (table.size !== before) this.table.touchProcess(thread);
    this.fd = id;
  }

  /** As setFd, for calls that create an fd: a close of the same number in progress no longer counts. */
  createFd(thread: Thread, fd: number, id: number): void {
    thread.fds?.cancelClose(fd);
    this.setFd(thread, fd, id);
    thread.lastFd = fd;
    this.fdNameChanged = this.fdDictionary.hasName(id);
  }

  /** Removes an fd after the current event, which still counts it. */
  closeFd(thread: Thread, table: FdTable, fd: number): void {
    if (this.#closedTable !== undefined) this.#endClose();
    this.#closedThread = thread;
    this.#closedTable = table;
    this.#closedFd = fd;
    this.#closedRow = this.row;
    this.hasChanged = true;
  }

  #endClose(): void {
    const table = this.#closedTable;
    this.#closedTable = undefined;
    if (table?.delete(this.#closedRow, this.#closedFd) !== true || this.#closedThread === undefined) return;
    this.table.touchProcess(this.#closedThread);
  }

  /** Replaces the current event's fd by a changed one. */
  changeFd(thread: Thread, fd: number, old: number, changes: Partial<FdInfo>): number {
    const id = this.fdDictionary.derive(old, changes);
    if (!this.fdDictionary.isNamedAs(id, old)) this.fdNameChanged = true;
    this.setFd(thread, fd, id);
    return id;
  }

  /** Starts again, for a capture concatenated after another: threads, fds and users are void, dictionaries stay. */
  restart(): void {
    this.table.clear();
    this.machine = undefined;
    this.interfaces = [];
    this.switchedIn.length = 0;
    this.onCpuSince.clear();
    this.containers.clear();
    this.containerLog.push({ row: this.row, container: undefined });
    this.pods.clear(this.row);
    this.serverPorts.clear();
    this.cpuSamplesFrom = Number.POSITIVE_INFINITY;
    this.waits.clear();
    this.hostSamples.clear();
    this.cgroupSamples.clear();
    this.users.clear(this.row);
    this.#closedTable = undefined;
  }
}
