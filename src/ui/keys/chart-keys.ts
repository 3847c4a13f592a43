// SPDX-License-Identifier: Apache-2.0
// Rows of the key table: what only the spectrogram, the overview, Echo, Dig and the inspector have.

import type { KeyBinding } from './binding.js';

const QUIET = { hint: '', rank: 99 } as const;
const CHARTS = ['spectrogram', 'overview'] as const;

export const CHART_KEYS: readonly KeyBinding[] = [
  {
    ...QUIET,
    keys: ['S-left', 'H'],
    command: 'extend-left',
    when: [...CHARTS],
    description: 'Stretches the selection to the left.',
  },
  {
    ...QUIET,
    keys: ['S-right', 'L'],
    command: 'extend-right',
    when: [...CHARTS],
    description: 'Stretches the selection to the right.',
  },
  {
    ...QUIET,
    keys: ['S-up', 'K'],
    command: 'extend-up',
    when: ['spectrogram'],
    description: 'Stretches the rectangle upwards.',
  },
  {
    ...QUIET,
    keys: ['S-down', 'J'],
    command: 'extend-down',
    when: ['spectrogram'],
    description: 'Stretches the rectangle downwards.',
  },
  {
    keys: ['z'],
    command: 'zoom',
    when: [...CHARTS],
    hint: 'Zoom',
    rank: 4,
    description: 'Makes the selected stretch of time the window of all pages.',
  },
  {
    keys: ['x'],
    command: 'swap-axes',
    when: ['spectrogram'],
    hint: 'Axes',
    rank: 4,
    description: 'Lets time run down, or across.',
  },
  {
    keys: ['w'],
    command: 'save-echo',
    when: ['echo'],
    hint: 'Write',
    rank: 5,
    description: 'Writes all blocks to files: as text, and the raw bytes of each direction.',
  },
  {
    ...QUIET,
    keys: ['tab'],
    command: 'next-block',
    when: ['echo'],
    description: 'Goes to the next block.',
  },
  {
    ...QUIET,
    keys: ['S-tab'],
    command: 'previous-block',
    when: ['echo'],
    description: 'Goes to the block before.',
  },
  {
    ...QUIET,
    keys: ['tab'],
    command: 'partner',
    when: ['dig'],
    description: 'Goes to the other side of the call: from enter to exit and back.',
  },
  {
    keys: ['+', '±'],
    command: 'next-in-thread',
    when: ['inspector'],
    hint: 'Next',
    rank: 3,
    description: 'Goes to the next event of the same thread.',
  },
  {
    keys: ['-'],
    command: 'previous-in-thread',
    when: ['inspector'],
    hint: 'Before',
    rank: 3,
    description: 'Goes to the event before of the same thread.',
  },
  {
    ...QUIET,
    keys: ['>'],
    command: 'next-on-fd',
    when: ['inspector'],
    description: 'Goes to the next event on the same file or connection.',
  },
  {
    ...QUIET,
    keys: ['<'],
    command: 'previous-on-fd',
    when: ['inspector'],
    description: 'Goes to the event before on the same file or connection.',
  },
];
