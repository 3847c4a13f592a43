// SPDX-License-Identifier: Apache-2.0
// What the capture tool itself puts into the stream: containers, users, groups.

import type { EventCursor } from '../scap/event-cursor.js';
import { containerTypeName, parseContainerJson } from './container-events.js';
import type { ContainerInfo } from './container-info.js';
import type { HandlerRow } from './handler.js';
import type { MachineState } from './machine-state.js';
import { onNotification, onOwnEvent } from './own-events.js';
import { copyAttributes, NO_ATTRIBUTES, Thread } from './thread.js';

/**
 * The new metadata counts for every thread of the container, from now on. Where only the id was known so far it counts for
 * the past too: the container had its name all the time, only the capture tool learnt it late.
 */
function setContainer(state: MachineState, container: ContainerInfo): void {
  const known = state.containers.get(container.id);
  if (known?.hasMetadata === false) Object.assign(known, container);
  else state.containers.set(container.id, container);
  state.containerLog.push({ row: state.row, container: state.containers.get(container.id) });
  for (const thread of state.threads.values()) {
    if (thread.attributes.containerId === container.id) state.table.markStale(thread);
  }
}

function onContainerJson(state: MachineState, event: EventCursor): void {
  const text = event.text(0) ?? '';
  const described = parseContainerJson(text);
  if (described === undefined) return;
  const isRoom = state.room.container(text.length);
  // One that is known already replaces what was known.
  if (!isRoom && !state.containers.has(described.id)) return;
  const container = isRoom ? described : { ...described, labels: {}, podSandboxLabels: {}, mounts: [], env: [] };
  setContainer(state, container);
  state.thread = placeholderThread(state, container.id, event.tid);
}

/** Whom the event is attributed to, as in sysdig: a process of its own that is named after the container. */
function placeholderThread(state: MachineState, id: string, tid: number): Thread {
  const attributes = copyAttributes(NO_ATTRIBUTES);
  attributes.tid = tid;
  attributes.vtid = -2;
  attributes.vpid = -2;
  attributes.comm = `container:${id}`;
  attributes.exe = attributes.comm;
  attributes.containerId = id;
  return new Thread(tid, attributes, {
    isPlaceholder: false,
    row: state.row,
    fdSpace: state.fdSpace,
    predecessor: undefined,
  });
}

/** The form of 2015: (id, type, name, image). */
function onContainer(state: MachineState, event: EventCursor): void {
  const id = event.text(0);
  if (id === undefined) return;
  const json = { id, name: event.text(2) ?? '', image: event.text(3) ?? '' };
  const container = parseContainerJson(JSON.stringify(json));
  if (container !== undefined) setContainer(state, { ...container, type: containerTypeName(event.uint(1) ?? 65535) });
}

function onAsync(state: MachineState, event: EventCursor): void {
  if (event.text(1) !== 'container') {
    onOwnEvent(state, event);
    return;
  }
  const container = parseContainerJson(event.text(2) ?? '');
  if (container !== undefined) setContainer(state, container);
}

function usersChanged(state: MachineState, container: string): void {
  for (const thread of state.threads.values()) {
    if (thread.attributes.containerId === container) state.table.markStale(thread);
  }
}

function onUserAdded(state: MachineState, event: EventCursor): void {
  const uid = event.uint(0);
  const name = event.text(2) ?? '';
  if (uid === undefined || name === '' || name.startsWith('+') || name.startsWith('-')) return;
  const container = event.text(5) ?? '';
  const user = { uid, gid: event.uint(1) ?? 0, name, home: event.text(3) ?? '', shell: event.text(4) ?? '' };
  state.users.setUser(container, user, state.row);
  usersChanged(state, container);
}

function onUserDeleted(state: MachineState, event: EventCursor): void {
  const uid = event.uint(0);
  if (uid === undefined) return;
  state.users.removeUser(event.text(5) ?? '', uid, state.row);
  usersChanged(state, event.text(5) ?? '');
}

function onGroupAdded(state: MachineState, event: EventCursor): void {
  const gid = event.uint(0);
  const name = event.text(1) ?? '';
  if (gid === undefined || name === '' || name.startsWith('+') || name.startsWith('-')) return;
  state.users.setGroup(event.text(2) ?? '', { gid, name }, state.row);
  usersChanged(state, event.text(2) ?? '');
}

function onGroupDeleted(state: MachineState, event: EventCursor): void {
  const gid = event.uint(0);
  if (gid === undefined) return;
  state.users.removeGroup(event.text(2) ?? '', gid, state.row);
  usersChanged(state, event.text(2) ?? '');
}

export const META_HANDLERS: readonly HandlerRow[] = [
  ['container_json_e container_json_2_e', onContainerJson],
  ['container_e', onContainer],
  ['asyncevent_e', onAsync],
  ['notification_e', onNotification],
  ['user_added_e', onUserAdded],
  ['user_deleted_e', onUserDeleted],
  ['group_added_e', onGroupAdded],
  ['group_deleted_e', onGroupDeleted],
];
