// SPDX-License-Identifier: Apache-2.0
import { FILES, KINDS, MACHINE, PLACES, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const spectroFile = {
  id: 'spectro_file',
  name: 'Spectrogram-File',
  description: 'Latency over time as in Spectrogram-All, of calls on files only.',
  tips: ['Page cache answers in microseconds, a disk in milliseconds: two bands, and what lies between is contention.'],
  kind: 'spectrogram',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...FILES, ...KINDS],
  filter: 'evt.dir=< and fd.type=file',
  key: 'evt.latency.quantized',
  useDefaults: false,
  columns: [
    { name: 'LATENCY', field: 'evt.latency.quantized', description: 'Step of the logarithmic scale.' },
    { name: 'COUNT', field: 'evt.count', description: 'Calls in this step.', aggregate: 'SUM' },
  ],
} as const satisfies View;
