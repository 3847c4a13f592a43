// SPDX-License-Identifier: Apache-2.0
// The part of a stream that a user may see who may not see all: events of the user's own threads, the machine's figures,
// and what is said of the user's own containers and waits. Everything else stays here.

import type { Capture } from '../../ingest/capture.js';
import type { HeaderScope } from '../../save/save-capture-header.js';
import { EventCursor } from '../../scap/event-cursor.js';
import { eventTypeIds } from '../../scap/event-types.js';
import { ownEventName, ownEventWhere } from '../../scap/own-event.js';
import { CPU_SAMPLES, HOST, HOST_CPUS, LOCKS, WAITS, WAITS_BEGIN } from '../../scap/own-event-table.js';
import { parseContainerJson } from '../../state/container-events.js';
import type { StateLists } from '../../state/state-lists.js';
import type { Chunk } from '../../store/event-store.js';
import { OwnProcesses } from './own-processes.js';

/** Own events that say nothing of processes. */
const HARMLESS: ReadonlySet<string> = new Set([CPU_SAMPLES, HOST, HOST_CPUS, WAITS_BEGIN].map(({ name }) => name));
const CONTAINERS: ReadonlySet<number> = new Set(eventTypeIds('container_json_e container_json_2_e'));
const OF_MANY: ReadonlySet<string> = new Set([WAITS.name, LOCKS.name]);

export class OwnStreams {
  readonly #capture: Capture;
  readonly #processes: OwnProcesses;
  readonly #cursor = new EventCursor();
  /** The next row that has not been looked at. */
  #next = 0;
  #isSeeded = false;

  constructor(capture: Capture, processes = new OwnProcesses()) {
    this.#capture = capture;
    this.#processes = processes;
  }

  /** Events are missing: whose each thread is, is asked again. */
  forget(): void {
    this.#processes.forget();
    this.#isSeeded = false;
  }

  /** Looks at the rows that have come; blocks for each of these users. */
  take(users: ReadonlySet<number>): ReadonlyMap<number, Uint8Array> {
    const { store } = this.#capture;
    if (!this.#isSeeded) this.#seed();
    const parts = new Map([...users].map((uid) => [uid, [] as Uint8Array[]]));
    for (let row = Math.max(this.#next, store.evicted); row < store.rows; row++) {
      const at = store.locate(row);
      if (at !== undefined) this.#row(at.chunk, at.index, parts);
    }
    this.#next = store.rows;
    return new Map([...parts].map(([uid, blocks]) => [uid, Buffer.concat(blocks)]));
  }

  /** Asked at once: later a thread may have become another. */
  #seed(): void {
    const { threads, snapshots } = this.#capture.state;
    for (const thread of threads.values()) this.#processes.ownerOf(snapshots.infoOf(thread));
    this.#isSeeded = true;
  }

  /** What of the machine as it is now is a user's. */
  scopeOf(uid: number): HeaderScope {
    const hasThread = (tid: number): boolean => this.#isOwn(tid, uid);
    return { hasThread, listsOf: (lists) => this.#listsOf(lists, uid) };
  }

  #row(chunk: Chunk, index: number, parts: ReadonlyMap<number, Uint8Array[]>): void {
    const { infos, versions } = this.#capture.state.snapshots;
    const version = chunk.versionAt(index);
    const info = version === 0 ? undefined : infos[versions.info.at(version)];
    if (info === undefined) {
      if (parts.size > 0) this.#ofNobody(chunk, index, parts);
      return;
    }
    const uid = this.#processes.ownerOf(info);
    const blocks = uid === undefined ? undefined : parts.get(uid);
    const block = blocks === undefined ? undefined : this.#block(chunk, index);
    // An alert may be about the event of one, and speak of others.
    if (block !== undefined && ownEventName(this.#cursor) === undefined) blocks?.push(block);
  }

  #ofNobody(chunk: Chunk, index: number, parts: ReadonlyMap<number, Uint8Array[]>): void {
    const block = this.#block(chunk, index);
    if (block === undefined) return;
    const name = ownEventName(this.#cursor);
    for (const [uid, blocks] of parts) {
      const isContainer = CONTAINERS.has(this.#cursor.type);
      const part = isContainer ? this.#ofContainer(block, uid) : this.#ofNote(name ?? '', block, uid);
      if (part !== undefined) blocks.push(part);
    }
  }

  #ofNote(name: string, block: Uint8Array, uid: number): Uint8Array | undefined {
    if (HARMLESS.has(name)) return block;
    return OF_MANY.has(name) ? ownEventWhere(this.#cursor, (tid) => this.#isOwn(tid, uid)) : undefined;
  }

  #ofContainer(block: Uint8Array, uid: number): Uint8Array | undefined {
    const container = parseContainerJson(this.#cursor.text(0) ?? '');
    return container !== undefined && this.#containersOf(uid).has(container.id) ? block : undefined;
  }

  /** Loads it into the cursor. A copy: the store's memory is used again. */
  #block(chunk: Chunk, index: number): Uint8Array | undefined {
    const { raw } = this.#capture;
    const offset = chunk.offsetAt(index);
    const span = raw.span(offset, 8);
    const length = span?.view.getUint32(span.at + 4, true) ?? 0;
    const bytes = length === 0 ? undefined : raw.read(offset, length);
    if (bytes === undefined || bytes.length < length) return undefined;
    const block = Uint8Array.from(bytes);
    return this.#cursor.load(block, new DataView(block.buffer), 0, length) ? block : undefined;
  }

  #isOwn(tid: number, uid: number): boolean {
    const thread = this.#capture.state.threads.get(tid);
    return thread !== undefined && this.#processes.ownerOf(this.#capture.state.snapshots.infoOf(thread)) === uid;
  }

  #containersOf(uid: number): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const { tid, attributes } of this.#capture.state.threads.values()) {
      if (attributes.uid === uid && attributes.containerId !== '' && this.#isOwn(tid, uid))
        ids.add(attributes.containerId);
    }
    return ids;
  }

  #listsOf({ processes, fds, users, containers }: StateLists, uid: number): StateLists {
    const own = new Set(
      processes.filter(({ tid, uid: user }) => user === uid && this.#isOwn(tid, uid)).map(({ tid }) => tid),
    );
    const ids = this.#containersOf(uid);
    return {
      processes: processes.filter(({ tid }) => own.has(tid)),
      fds: fds.filter(({ tid }) => own.has(tid)),
      // Of the host everybody may read them; those inside of containers are others'.
      users: users.slice(0, 1),
      containers: containers.filter(({ id }) => ids.has(id)),
      // What the cluster says of them is the administrator's.
      pods: [],
    };
  }
}
