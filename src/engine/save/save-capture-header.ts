// SPDX-License-Identifier: Apache-2.0
// Everything that a saved capture, or a further file of a recording, says before its first event: the machine as it was just
// before that event. Threads, fds and the host's users are in the lists of the header; containers, and users inside of them,
// for which the header has no place, are events in front, as capture tools write them.

import type { Capture, Section } from '../ingest/capture.js';
import { eventType } from '../scap/event-types.js';
import type { ListedFd, ListedProcess } from '../scap/metadata.js';
import { ownEvent } from '../scap/own-event.js';
import { CPU_SAMPLES, LOCKS, PODS, WAITS, WAITS_BEGIN } from '../scap/own-event-table.js';
import { captureHeader, eventBlock, type ScapDialect } from '../scap/scap-writer.js';
import { encodeText } from '../scap/text.js';
import { containerEvent, containerJson } from '../state/container-json.js';
import type { PodInfo } from '../state/pods.js';
import { type StateLists, stateBefore } from '../state/state-lists.js';
import type { UserLists } from '../state/users.js';

const UNKNOWN_TIME = 0xffffffffffffffffn;
const USER_ADDED = eventType('user_added_e').id;
const GROUP_ADDED = eventType('group_added_e').id;
/** Last fd type that old readers know (scap-writer.ts). */
const LAST_OLD_FD_TYPE = 16;

/** What of the machine is listed. */
export interface HeaderScope {
  listsOf(lists: StateLists): StateLists;
  hasThread(tid: number): boolean;
}

export interface HeaderOptions {
  /** As sysdig of 2022 reads it, whatever is known. */
  readonly isCompatible: boolean;
  /** Undefined: everything is listed. */
  readonly relevance: HeaderScope | undefined;
}

/** Whole blocks, from the section header to what comes before event `row`; `row` may be the next one to come. */
export function headerBefore(capture: Capture, row: number, { isCompatible, relevance }: HeaderOptions): Uint8Array {
  const section = sectionOf(capture, row);
  const lists = stateBefore(capture.state, row);
  const { processes, fds, users, containers, pods } = relevance?.listsOf(lists) ?? lists;
  const [host, ...inside] = users;
  const header = {
    machine: section?.machine,
    interfaces: section?.interfaces ?? [],
    users: host?.users ?? [],
    groups: host?.groups ?? [],
    processes,
    fds,
  };
  const time = timeOf(capture, row);
  return Buffer.concat([
    captureHeader(header, isCompatible ? 'everywhere' : dialectOf(processes, fds)),
    ...(capture.state.cpuSamplesFrom < row ? [ownEvent(CPU_SAMPLES, { time })] : []),
    ...containers.map((info) => containerEvent(containerJson({ info }), time)),
    ...podsEvents(pods, time),
    ...waitsBefore(capture, row, time, relevance),
    ...inside.flatMap((lists) => userEvents(lists, time)),
  ]);
}

function podsEvents(pods: readonly PodInfo[], time: bigint): readonly Uint8Array[] {
  return pods.flatMap(({ record }) => (record === undefined ? [] : [ownEvent(PODS, { time }, [record])]));
}

/** What was said of waits and holds until further notice. */
function waitsBefore(
  capture: Capture,
  row: number,
  time: bigint,
  relevance: HeaderScope | undefined,
): readonly Uint8Array[] {
  const { moment, records: all } = capture.waits.saidBefore(row);
  if (all.length === 0) return [];
  const isListed = (tid: number | undefined) =>
    relevance === undefined || (tid !== undefined && relevance.hasThread(tid));
  const records = all.filter(({ record }) => isListed(record.tid));
  const locks = moment.locks.filter(({ waiter }) => isListed(waiter));
  const since = Number(time - capture.state.baseTime);
  const aged = records.map(({ record, time: then }) => ({
    ...record,
    waited: record.waited === undefined ? undefined : Math.max(0, Math.round(record.waited + since - then)),
  }));
  return [ownEvent(WAITS_BEGIN, { time }), ownEvent(WAITS, { time }, aged), ownEvent(LOCKS, { time }, locks)];
}

/** The capture within the stream that a row belongs to. */
export function sectionOf(capture: Capture, row: number): Section | undefined {
  return capture.sections.findLast((section) => section.row <= row);
}

/** ns since the epoch of the event, or of the one before it. */
function timeOf({ store, state }: Capture, row: number): bigint {
  const at = store.locate(Math.min(row, store.rows - 1));
  const time = at === undefined ? Number.NaN : at.chunk.timeAt(at.index);
  return Number.isNaN(time) ? UNKNOWN_TIME : state.baseTime + BigInt(time);
}

/**
 * A capture stays as readable as it was: where only what sysdig of 2022 reads is known, the lists are written as it
 * wants them.
 */
function dialectOf(
  processes: readonly ListedProcess[],
  fds: readonly { readonly fds: readonly ListedFd[] }[],
): ScapDialect {
  const isNew =
    processes.some((p) => p.tty !== 0 || p.pgid >= 0 || p.exeIno !== 0) ||
    fds.some((list) => list.fds.some((fd) => fd.type > LAST_OLD_FD_TYPE));
  return isNew ? 'newest' : 'everywhere';
}

function userEvents({ container, users, groups }: UserLists, time: bigint): Uint8Array[] {
  const event = (type: number, params: readonly Uint8Array[]) => eventBlock({ cpu: 0, time, tid: -1, type, params });
  return [
    ...users.map((user) =>
      event(USER_ADDED, [
        uint32(user.uid),
        uint32(user.gid),
        ...[user.name, user.home, user.shell, container].map(cString),
      ]),
    ),
    ...groups.map((group) => event(GROUP_ADDED, [uint32(group.gid), cString(group.name), cString(container)])),
  ];
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function cString(text: string): Uint8Array {
  return Buffer.concat([encodeText(text), new Uint8Array(1)]);
}
