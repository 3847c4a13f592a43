// SPDX-License-Identifier: Apache-2.0
// Rows of the key table: the program itself.

import { EVERYWHERE, type KeyBinding, PAGES } from './binding.js';

export const PROGRAM_KEYS: readonly KeyBinding[] = [
  {
    keys: ['M'],
    command: 'mouse',
    when: [...PAGES],
    hint: '',
    rank: 99,
    description: 'Gives the mouse to the terminal, to mark text with it, and takes it back.',
  },
  {
    keys: ['C-l'],
    command: 'redraw',
    when: [...EVERYWHERE],
    hint: '',
    rank: 99,
    description: 'Paints the screen again.',
  },
  {
    keys: ['C-z'],
    command: 'suspend',
    when: [...EVERYWHERE],
    hint: '',
    rank: 99,
    description: 'Stops the program; `fg` brings it back.',
  },
  {
    keys: ['q', 'f10', 'Q'],
    command: 'quit',
    when: ['table'],
    hint: 'Quit',
    rank: 1,
    description: 'Quits; asks once where live events would be lost.',
  },
  {
    keys: ['f10', 'Q'],
    command: 'quit',
    when: [...PAGES.filter((page) => page !== 'table')],
    hint: '',
    rank: 99,
    description: 'Quits; asks once where live events would be lost.',
  },
  {
    keys: ['f10'],
    command: 'quit',
    when: ['chooser', 'prompt'],
    hint: '',
    rank: 99,
    description: 'Quits; asks once where live events would be lost.',
  },
  {
    keys: ['C-c'],
    command: 'quit',
    when: [...EVERYWHERE],
    hint: '',
    rank: 99,
    description: 'Quits at once, always.',
  },
];
