// SPDX-License-Identifier: Apache-2.0
// This machine, scanned, written as the header of a capture, and read back.

import { readMachineSeed } from '../../../../src/engine/live/capture/machine-seed.js';
import { eventType } from '../../../../src/engine/scap/event-types.js';
import type { ListedFd, ListedProcess, MachineInfo } from '../../../../src/engine/scap/metadata.js';
import { type Defect, ScapReader } from '../../../../src/engine/scap/scap-reader.js';
import { captureHeader, eventBlock } from '../../../../src/engine/scap/scap-writer.js';

export function machineSeedBlocks() {
  const seed = readMachineSeed({ users: true });
  const event = { cpu: 0, time: 1n, tid: 1, type: eventType('close_e').id, params: [new Uint8Array(8)] };
  const processes: ListedProcess[] = [];
  const fds: { tid: number; fds: readonly ListedFd[] }[] = [];
  const defects: Defect[] = [];
  let machine: MachineInfo | undefined;
  const reader = new ScapReader({
    section: () => undefined,
    machine: (value) => {
      machine = value;
    },
    interfaces: () => undefined,
    users: () => undefined,
    processes: (list) => processes.push(...list),
    fds: (tid, list) => fds.push({ tid, fds: list }),
    event: () => undefined,
    defect: (defect) => defects.push(defect),
  });
  reader.push(captureHeader(seed, 'newest'));
  reader.push(eventBlock(event));
  reader.end();
  return { seed, read: { machine, processes, fds, defects } };
}
