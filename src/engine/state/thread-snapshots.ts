// SPDX-License-Identifier: Apache-2.0
// What rows point at: ThreadInfos, which say who a thread is, and versions, which add the numbers that change often. Both
// are made when somebody asks for them, of what has changed since.

import type { ContainerInfo } from './container-info.js';
import { podUid } from './container-match.js';
import type { CurrentEvent } from './current-event.js';
import type { FdSpace } from './fd-table.js';
import type { NameOptions } from './names.js';
import type { Pods } from './pods.js';
import { renumber } from './renumber.js';
import { NO_ATTRIBUTES, Thread } from './thread.js';
import { NO_ID, type ThreadInfo } from './thread-info.js';
import { ThreadSnapshot } from './thread-snapshot.js';
import { ThreadVersions } from './thread-versions.js';
import type { UserTables } from './users.js';

/** Stands for every user and group where none are to be named. */
const UNNAMED = { uid: NO_ID, gid: NO_ID, name: '<NA>', home: '<NA>', shell: '<NA>' };

/** What a snapshot takes from elsewhere. */
interface SnapshotSources {
  readonly names: NameOptions;
  readonly users: UserTables;
  readonly containers: ReadonlyMap<string, ContainerInfo>;
  readonly pods: Pods;
  readonly fdSpace: FdSpace;
}

/** Label that the kubelet gives to containers. */
const POD_LABEL = 'io.kubernetes.pod.uid';

export class ThreadSnapshots {
  /** By id; [0] is a stand-in for "no thread" and never shown. */
  readonly infos: ThreadInfo[] = [];
  readonly versions = new ThreadVersions();
  readonly #event: CurrentEvent;
  readonly #sources: SnapshotSources;

  constructor(event: CurrentEvent, sources: SnapshotSources) {
    this.#event = event;
    this.#sources = sources;
    const { fdSpace } = sources;
    this.take(new Thread(-1, NO_ATTRIBUTES, { isPlaceholder: true, row: -1, fdSpace, predecessor: undefined }));
  }

  /** What the thread is now, as a snapshot. */
  infoOf(thread: Thread): ThreadInfo {
    return thread.info === undefined || thread.stale ? this.take(thread) : thread.info;
  }

  /** Id of the pod that it runs in; undefined outside of pods. */
  podIdOf({ attributes: { containerId, cgroups } }: Thread): string | undefined {
    if (containerId === '' || this.#sources.names.containers === false) return undefined;
    return this.#sources.containers.get(containerId)?.labels[POD_LABEL] ?? podUid(cgroups);
  }

  /** A snapshot more, whether the thread has changed or not. */
  take(thread: Thread): ThreadInfo {
    const attributes = thread.attributes;
    thread.stale = false;
    const leaderThread = thread.isMain ? undefined : thread.process?.leader;
    const leader = leaderThread === undefined ? undefined : this.infoOf(leaderThread);
    const parentThread = (leaderThread ?? thread).parent;
    const parentLeader = parentThread?.leader ?? parentThread;
    const parent = parentLeader === undefined || parentLeader === thread ? undefined : this.infoOf(parentLeader);
    const { names, users, containers, pods } = this.#sources;
    const pod = this.podIdOf(thread);
    const container = names.containers === false ? '' : attributes.containerId;
    const info = new ThreadSnapshot(this.infos.length, attributes, {
      user: names.users ? users.user(container, attributes.uid) : UNNAMED,
      group: names.users ? users.group(container, attributes.gid) : UNNAMED,
      loginUser: names.users ? users.user(container, attributes.loginUid) : UNNAMED,
      containerId: container,
      container: container === '' ? undefined : containers.get(container),
      pod: pod === undefined ? undefined : pods.of(pod),
      leader,
      parent,
      fds: thread.fds,
      isPlaceholder: thread.isPlaceholder,
    });
    this.infos.push(info);
    thread.info = info;
    thread.seenEpoch = 0;
    // It has been so since the change, whenever somebody asks for the first time.
    if (this.infos.length > 1) thread.history.push(thread.changedRow, info.id);
    return info;
  }

  /** Number of the thread's version after the current event. */
  versionOf(thread: Thread): number {
    const epoch = thread.process?.epoch ?? 1;
    if (!thread.stale && thread.seenEpoch === epoch && thread.version !== 0) return thread.version;
    return this.#makeVersion(thread, epoch);
  }

  #makeVersion(thread: Thread, epoch: number): number {
    const info = this.infoOf(thread);
    const leader = thread.leader ?? thread;
    const { versions } = this;
    const fdCount = leader.fds?.size ?? 0;
    const threadCount = thread.process?.alive ?? 0;
    const v = thread.version;
    thread.seenEpoch = epoch;
    if (v !== 0 && versions.equals(v, info.id, leader, thread, fdCount, threadCount)) return v;
    thread.version = versions.add(info.id, leader, thread, fdCount, threadCount, this.#event.row, v);
    return thread.version;
  }

  /** Keeps the ThreadInfos whose kept[id] is 1; answers the new id of each old one. */
  renumberInfos(kept: Uint8Array): Uint32Array {
    return renumber(this.infos, kept);
  }
}
