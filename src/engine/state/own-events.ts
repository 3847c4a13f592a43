// SPDX-License-Identifier: Apache-2.0
// What the events that sysdrill itself puts into a stream say of the machine. Kinds that are not known are passed over.

import type { EventCursor } from '../scap/event-cursor.js';
import { ownEventName, readOwnEvent } from '../scap/own-event.js';
import {
  ALERT,
  CGROUPS,
  CPU_SAMPLES,
  HOST,
  HOST_CPUS,
  LOCKS,
  PODS,
  WAITS,
  WAITS_BEGIN,
} from '../scap/own-event-table.js';
import type { Handler } from './handler.js';
import type { MachineState } from './machine-state.js';
import { NO_LOCKS } from './waits.js';

/** Before there were such events, the same was said by a notification. */
const OLD_CPU_NOTE = { id: 'sysdrill', text: 'cpu samples of all threads that ran' } as const;

function onCpuSamples(state: MachineState, event: EventCursor): void {
  if (readOwnEvent(CPU_SAMPLES, event) !== undefined) state.cpuSamplesFrom = Math.min(state.cpuSamplesFrom, state.row);
}

function onWaitsBegin(state: MachineState): void {
  state.waits.note(state.row, 'begin');
}

function onWaits(state: MachineState, event: EventCursor): void {
  const records = readOwnEvent(WAITS, event);
  if (records === undefined) return;
  state.waits.note(state.row, 'waits');
  const { row, time } = state;
  for (const record of records) {
    const thread = record.tid === undefined ? undefined : state.threads.get(record.tid);
    if (thread !== undefined) thread.wait = { record, row, time };
  }
}

function onHost(state: MachineState, event: EventCursor): void {
  const [host] = readOwnEvent(HOST, event) ?? [];
  if (host !== undefined) state.hostSamples.add({ row: state.row, time: state.time, host, cpus: [] });
}

function onHostCpus(state: MachineState, event: EventCursor): void {
  state.hostSamples.addCpus(readOwnEvent(HOST_CPUS, event) ?? []);
}

function onCgroups(state: MachineState, event: EventCursor): void {
  const { row, time } = state;
  for (const record of readOwnEvent(CGROUPS, event) ?? []) state.cgroupSamples.add({ row, time, record });
}

function onLocks(state: MachineState, event: EventCursor): void {
  state.waits.locks = readOwnEvent(LOCKS, event) ?? NO_LOCKS;
  state.waits.note(state.row, 'locks');
}

function onAlert(state: MachineState, event: EventCursor): void {
  const [alert] = readOwnEvent(ALERT, event) ?? [];
  if (alert !== undefined) state.alerts.add(state.row, state.time, alert);
}

function onPods(state: MachineState, event: EventCursor): void {
  for (const record of readOwnEvent(PODS, event) ?? []) {
    if (!state.pods.set(record, state.row)) continue;
    for (const thread of state.threads.values()) {
      if (state.snapshots.podIdOf(thread) === record.uid) state.table.markStale(thread);
    }
  }
}

const HANDLERS: ReadonlyMap<string, Handler> = new Map([
  [CPU_SAMPLES.name, onCpuSamples],
  [WAITS_BEGIN.name, onWaitsBegin],
  [WAITS.name, onWaits],
  [LOCKS.name, onLocks],
  [HOST.name, onHost],
  [HOST_CPUS.name, onHostCpus],
  [CGROUPS.name, onCgroups],
  [ALERT.name, onAlert],
  [PODS.name, onPods],
]);

export function onOwnEvent(state: MachineState, event: EventCursor): void {
  const name = ownEventName(event);
  if (name !== undefined) HANDLERS.get(name)?.(state, event);
}

export function onNotification(state: MachineState, event: EventCursor): void {
  if (event.text(0) !== OLD_CPU_NOTE.id || event.text(1) !== OLD_CPU_NOTE.text) return;
  state.cpuSamplesFrom = Math.min(state.cpuSamplesFrom, state.row);
}
