// SPDX-License-Identifier: Apache-2.0
import { COMMAND, CONTAINER, PID } from './columns.js';
import { MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const kernelModules = {
  id: 'kernel_modules',
  name: 'Kernel Code',
  description: 'Who put code into the kernel, or took it out: modules, BPF programs, another kernel (kexec).',
  tips: [
    'Failed attempts are here too: RES says why.',
    'Of bpf only the loading of programs counts; the ARGUMENTS have the command.',
  ],
  kind: 'list',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES],
  filter:
    'evt.dir=< and (evt.type in (init_module, finit_module, delete_module, kexec_load, kexec_file_load) or (evt.type = bpf and evt.arg.cmd = BPF_PROG_LOAD))',
  useDefaults: true,
  columns: [
    { name: 'TIME', field: 'evt.time', description: 'When the call ended.' },
    { name: 'CALL', field: 'evt.type', description: 'What was done.', width: 16 },
    { name: 'RES', field: 'evt.res', description: 'SUCCESS, or the error.', width: 10 },
    PID,
    { name: 'PARENT', field: 'proc.pname', description: 'Name of the parent.', width: 14 },
    { name: 'USER', field: 'user.name', description: 'User that did it.' },
    CONTAINER,
    { name: 'ARGUMENTS', field: 'evt.args', description: 'Name of the module, flags, command.', width: 40 },
    COMMAND,
  ],
  sort: { column: 'TIME', descending: false },
} as const satisfies View;
