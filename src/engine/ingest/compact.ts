// SPDX-License-Identifier: Apache-2.0
// What live capture forgets together with the rows that leave: threads that ended before the oldest row held, their past,
// and dictionary entries that no row, thread or fd table points at any more. Numbers of versions, ThreadInfos and FdInfos
// are reassigned (mark, move, rewrite), so that dictionaries stay dense and queries keep indexing flat arrays.
// Cost: two passes over the rows held; Capture.trim() calls it once per quarter of them.

import type { FdTable } from '../state/fd-table.js';
import type { MachineState } from '../state/machine-state.js';
import { numbering } from '../state/renumber.js';
import type { Thread } from '../state/thread.js';
import type { ThreadSnapshots } from '../state/thread-snapshots.js';
import type { EventStore } from '../store/event-store.js';

/** Forgets what only rows that have left the store could ask for. */
export function compact(state: MachineState, store: EventStore): void {
  const { chunks } = store;
  const floor = chunks[0]?.base ?? store.rows;
  const { snapshots } = state;
  const threads = state.table.forgetBefore(floor);
  const versions = keptVersions(snapshots, chunks, threads, floor);
  const infos = keptInfos(snapshots, threads, versions);
  const tables = tablesOf(snapshots, threads, infos);
  for (const table of tables) table.trim(floor - 1);
  const fds = keptFds(state, chunks, tables);
  const newVersion = snapshots.versions.compact(versions, numbering(infos));
  const newInfo = snapshots.renumberInfos(infos);
  for (const thread of threads) thread.renumber(newVersion, newInfo);
  const newFd = state.fdDictionary.compact(fds);
  state.fdSpace.compact(tables, newFd);
  state.fd = newFd[state.fd] as number;
  store.renumber(newVersion, newFd);
  state.generation++;
}

/** 1 for versions that a row or the past of a thread needs; the chain of each thread is cut after its oldest. */
function keptVersions(
  { versions }: ThreadSnapshots,
  chunks: EventStore['chunks'],
  threads: readonly Thread[],
  floor: number,
): Uint8Array {
  const kept = new Uint8Array(versions.count);
  kept[0] = 1;
  for (const chunk of chunks) for (const version of chunk.packed().head.versions) kept[version] = 1;
  for (const thread of threads) {
    let v = thread.version;
    while (v !== 0) {
      kept[v] = 1;
      if (versions.since.at(v) < floor) versions.previous.set(v, 0);
      v = versions.previous.at(v);
    }
  }
  // Rows of threads that are gone: their chains go no further back than what is kept.
  for (let v = 1; v < kept.length; v++) if (kept[versions.previous.at(v)] === 0) versions.previous.set(v, 0);
  return kept;
}

/** 1 for ThreadInfos that a kept version or the history of a thread names. */
function keptInfos(
  { infos, versions }: ThreadSnapshots,
  threads: readonly Thread[],
  keptVersion: Uint8Array,
): Uint8Array {
  const kept = new Uint8Array(infos.length);
  kept[0] = 1;
  for (let v = 1; v < keptVersion.length; v++) if (keptVersion[v] === 1) kept[versions.info.at(v)] = 1;
  for (const { info, history } of threads) {
    if (info !== undefined) kept[info.id] = 1;
    for (let i = 1; i < history.length; i += 2) kept[history[i] as number] = 1;
  }
  return kept;
}

/** Every fd table that somebody can still ask, those of children before those that they were copied from. */
function tablesOf({ infos }: ThreadSnapshots, threads: readonly Thread[], keptInfo: Uint8Array): readonly FdTable[] {
  const tables = new Set<FdTable>();
  for (const { ownFds } of threads) if (ownFds !== undefined) tables.add(ownFds);
  for (const [id, info] of infos.entries()) if (keptInfo[id] === 1 && info.fds !== undefined) tables.add(info.fds);
  for (const table of tables) if (table.base !== undefined) tables.add(table.base);
  return [...tables].sort((a, b) => b.birthRow - a.birthRow);
}

function keptFds(
  { fdDictionary, fd }: MachineState,
  chunks: EventStore['chunks'],
  tables: readonly FdTable[],
): Uint8Array {
  const kept = new Uint8Array(fdDictionary.count);
  kept[0] = 1;
  kept[fd] = 1;
  for (const chunk of chunks) for (const id of chunk.packed().head.fds) kept[id] = 1;
  for (const table of tables) table.markIds(kept);
  return kept;
}
