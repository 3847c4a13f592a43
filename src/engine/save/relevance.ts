// SPDX-License-Identifier: Apache-2.0
// Whom the shown events of a saved part speak of: the processes that made them or are named in them, the ancestors and
// leaders of these, with their users and containers. Nobody else is in the part.

import type { Capture } from '../ingest/capture.js';
import { EventCursor } from '../scap/event-cursor.js';
import { EVENT_TYPES, eventTypeIds, ParamType } from '../scap/event-types.js';
import { parseContainerJson } from '../state/container-events.js';
import type { StateLists } from '../state/state-lists.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { Chunk } from '../store/event-store.js';
import { type KeptRows, Mark } from './save-capture-rows.js';

/** Parameters that name processes, by type number. */
const NAMED: readonly (readonly number[])[] = EVENT_TYPES.map(({ params }) =>
  params.flatMap(({ type }, index) => (type === ParamType.PID || type === ParamType.PID32 ? [index] : [])),
);
/** Parameters that name users and groups. */
const IDS: readonly (readonly number[])[] = EVENT_TYPES.map(({ params }) =>
  params.flatMap(({ type }, index) => (type === ParamType.UID || type === ParamType.GID ? [index] : [])),
);

/** Parameter with the parent, of the exits of calls that make threads; -1 for all others. */
const PARENT: readonly number[] = EVENT_TYPES.map(({ name, isExit, params }) =>
  isExit && /^(?:clone3?|v?fork)$/.test(name) ? params.findIndex((param) => param.name === 'ptid') : -1,
);
const CONTAINERS: ReadonlySet<number> = new Set(eventTypeIds('container_json_e container_json_2_e'));

export class Relevance {
  /** Threads and, by their leaders' numbers, processes. */
  readonly #tids = new Set<number>();
  readonly #users = new Set<number>();
  readonly #groups = new Set<number>();
  readonly #containers = new Set<string>();
  readonly #pods = new Set<string>();
  /** Thread → those that made one of this number. */
  readonly #makers = new Map<number, readonly number[]>();
  readonly #capture: Capture;
  readonly #cursor = new EventCursor();

  /** Of everything that is shown; all chunks must be held, and looked at. */
  constructor(capture: Capture, kept: KeptRows) {
    this.#capture = capture;
    for (const chunk of capture.store.chunks) {
      this.#takeShown(chunk, kept);
      this.#findMakers(chunk);
    }
    this.#close();
  }

  /** Whether what changed a row's thread is needed. Rows of no thread are. */
  needs(chunk: Chunk, i: number): boolean {
    const info = this.#infoOf(chunk, i);
    if (info !== undefined) return this.#has(info);
    const type = this.#capture.kinds.of(chunk.kindAt(i)).typeId;
    if (!CONTAINERS.has(type) || !this.#load(chunk, i)) return true;
    const container = parseContainerJson(this.#cursor.text(0) ?? '');
    return container !== undefined && this.#containers.has(container.id);
  }

  hasThread(tid: number): boolean {
    return this.#tids.has(tid);
  }

  /** The lists without those that nothing speaks of. */
  listsOf({ processes, fds, users, containers, pods }: StateLists): StateLists {
    const isListed = ({ tid, pid }: { readonly tid: number; readonly pid: number }) =>
      this.#tids.has(tid) || this.#tids.has(pid);
    return {
      processes: processes.filter(isListed),
      fds: fds.filter(({ tid }) => this.#tids.has(tid)),
      users: users.map((lists) => ({
        ...lists,
        users: lists.users.filter(({ uid }) => this.#users.has(uid)),
        groups: lists.groups.filter(({ gid }) => this.#groups.has(gid)),
      })),
      containers: containers.filter(({ id }) => this.#containers.has(id)),
      pods: pods.filter(({ id }) => this.#pods.has(id)),
    };
  }

  #takeShown(chunk: Chunk, kept: KeptRows): void {
    const marks = kept.marks(chunk);
    for (let i = 0; marks !== undefined && i < chunk.count; i++) {
      if (((marks[i] as number) & Mark.SHOWN) === 0) continue;
      const info = this.#infoOf(chunk, i);
      if (info !== undefined) this.#take(info);
      this.#takeNamed(chunk, i);
    }
  }

  /** Processes, users and groups that an event's parameters name. */
  #takeNamed(chunk: Chunk, i: number): void {
    const type = this.#capture.kinds.of(chunk.kindAt(i)).typeId;
    const named = NAMED[type] ?? [];
    const ids = IDS[type] ?? [];
    if (named.length + ids.length === 0 || !this.#load(chunk, i)) return;
    for (const index of named) this.#tids.add(this.#cursor.int(index) ?? -1);
    for (const index of ids) {
      const id = this.#cursor.uint(index) ?? -1;
      this.#users.add(id);
      this.#groups.add(id);
    }
  }

  /** Who made whom: a parent may have ended, and another be named, before anybody looked. */
  #findMakers(chunk: Chunk): void {
    for (let i = 0; i < chunk.count; i++) {
      const type = this.#capture.kinds.of(chunk.kindAt(i)).typeId;
      const parent = PARENT[type] ?? -1;
      if (parent < 0 || !this.#load(chunk, i)) continue;
      const child = this.#cursor.int(0) ?? -1;
      const [made, maker] =
        child === 0 ? [this.#cursor.tid, this.#cursor.int(parent) ?? -1] : [child, this.#cursor.tid];
      if (made > 0 && maker > 0) this.#makers.set(made, [...(this.#makers.get(made) ?? []), maker]);
    }
  }

  #load(chunk: Chunk, i: number): boolean {
    const span = this.#capture.raw.span(chunk.offsetAt(i), 8);
    const length = span?.view.getUint32(span.at + 4, true) ?? 0;
    const block = length === 0 ? undefined : this.#capture.raw.read(chunk.offsetAt(i), length);
    if (block === undefined || block.length < length) return false;
    return this.#cursor.load(block, new DataView(block.buffer, block.byteOffset, length), 0, length);
  }

  /** Ancestors of those that are needed, their leaders, and what any of them ever was. */
  #close(): void {
    const { infos } = this.#capture.state.snapshots;
    let before: number;
    do {
      before = this.#tids.size;
      for (const tid of this.#tids) for (const maker of this.#makers.get(tid) ?? []) this.#tids.add(maker);
      for (const info of infos) if (info !== undefined && this.#has(info)) this.#take(info);
    } while (this.#tids.size > before);
  }

  #has({ tid, pid }: ThreadInfo): boolean {
    return this.#tids.has(tid) || this.#tids.has(pid);
  }

  #take({ tid, pid, ptid, sid, pgid, uid, gid, loginUid, containerId, pod }: ThreadInfo): void {
    for (const number of [tid, pid, ptid, sid, pgid]) if (number > 0) this.#tids.add(number);
    for (const id of [uid, loginUid]) this.#users.add(id);
    this.#groups.add(gid);
    if (containerId !== '') this.#containers.add(containerId);
    if (pod !== undefined) this.#pods.add(pod.id);
  }

  #infoOf(chunk: Chunk, i: number): ThreadInfo | undefined {
    const version = chunk.versionAt(i);
    const { infos, versions } = this.#capture.state.snapshots;
    return version === 0 ? undefined : infos[versions.info.at(version)];
  }
}
