// SPDX-License-Identifier: Apache-2.0
// What the control group of a container says at the end of the window. Only rows that stand for a thread have these fields,
// no events.

import type { EventKind } from '../event/event-kind.js';
import type { CgroupFigures } from '../state/cgroup-figures.js';
import type { Field, FieldSource } from './field.js';
import { BYTES, fieldTable, ofEventsOf, PERCENT, present } from './field-table.js';

const isNoEvent = ({ typeId }: EventKind): boolean => typeId === -1;

function ofCgroup(name: keyof CgroupFigures): FieldSource {
  return ofEventsOf(isNoEvent, (event) => present(event.cgroup()?.[name] ?? Number.NaN));
}

const RATIO = { unit: 'ratio' } as const;

export const CGROUP_FIELDS: readonly Field[] = fieldTable('drill', [
  [
    'drill.cgroup.cpu',
    'DOUBLE',
    'CPU that the container used in the last second of the window, in percent of what it may use; nothing where it has no limit.',
    ofCgroup('cpu'),
    PERCENT,
  ],
  ['drill.cgroup.cpu.limit', 'DOUBLE', 'Cores that the container may use.', ofCgroup('cpuLimit'), RATIO],
  [
    'drill.cgroup.throttled',
    'DOUBLE',
    'Percent of the periods in which the container was stopped at its CPU limit.',
    ofCgroup('throttled'),
    PERCENT,
  ],
  [
    'drill.cgroup.memory',
    'UINT64',
    'Memory of the container, cached parts of files included.',
    ofCgroup('memory'),
    BYTES,
  ],
  ['drill.cgroup.memory.limit', 'UINT64', 'Memory that the container may use.', ofCgroup('memoryLimit'), BYTES],
  [
    'drill.cgroup.memory.share',
    'DOUBLE',
    'Memory of the container, in percent of what it may use.',
    ofCgroup('memoryShare'),
    PERCENT,
  ],
  [
    'drill.cgroup.oom',
    'UINT64',
    'Processes of the container that were killed at its memory limit, since it began.',
    ofCgroup('oomKills'),
  ],
  ['drill.cgroup.pids', 'UINT64', 'Processes and threads of the container.', ofCgroup('pids')],
  [
    'drill.cgroup.pids.share',
    'DOUBLE',
    'Processes and threads of the container, in percent of what it may have.',
    ofCgroup('pidsShare'),
    PERCENT,
  ],
  [
    'drill.cgroup.stall.cpu',
    'DOUBLE',
    'Percent of the time in which something in the container waited for a CPU (PSI).',
    ofCgroup('stallCpu'),
    PERCENT,
  ],
  [
    'drill.cgroup.stall.memory',
    'DOUBLE',
    'Percent of the time in which something in the container waited for memory (PSI).',
    ofCgroup('stallMemory'),
    PERCENT,
  ],
  [
    'drill.cgroup.stall.io',
    'DOUBLE',
    'Percent of the time in which something in the container waited for disks (PSI).',
    ofCgroup('stallIo'),
    PERCENT,
  ],
]);
