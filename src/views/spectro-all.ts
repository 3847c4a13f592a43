// SPDX-License-Identifier: Apache-2.0
import { FILES, KINDS, MACHINE, PLACES, PORTS, PROCESSES } from './selections.js';
import type { View } from './view.js';

export const spectroAll = {
  id: 'spectro_all',
  name: 'Spectrogram-All',
  description: 'A picture of latency over time: each cell counts the calls that took about so long at that moment.',
  tips: [
    'A bright band that moves to the right: something is getting slower.',
    'Mark a rectangle and press Enter to see exactly those calls.',
  ],
  kind: 'spectrogram',
  appliesTo: [...MACHINE, ...PLACES, ...PROCESSES, ...FILES, ...PORTS, ...KINDS],
  filter: 'evt.dir=<',
  key: 'evt.latency.quantized',
  useDefaults: false,
  columns: [
    { name: 'LATENCY', field: 'evt.latency.quantized', description: 'Step of the logarithmic scale.' },
    { name: 'COUNT', field: 'evt.count', description: 'Calls in this step.', aggregate: 'SUM' },
  ],
} as const satisfies View;
