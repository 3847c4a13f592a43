// SPDX-License-Identifier: Apache-2.0
// Rows of the key table: moving about.

import { type KeyBinding, LISTS, PAGES, TIMED } from './binding.js';

/** Pages of lines. */
const TEXTS = ['dig', 'echo', 'inspector', 'text'] as const;

export const MOVING_KEYS: readonly KeyBinding[] = [
  { keys: ['up'], command: 'up', when: [...LISTS], hint: '', rank: 99, description: 'Moves up.' },
  { keys: ['k', 'C-p'], command: 'up', when: [...PAGES], hint: '', rank: 99, description: 'Moves up.' },
  { keys: ['down'], command: 'down', when: [...LISTS], hint: '', rank: 99, description: 'Moves down.' },
  { keys: ['j', 'C-n'], command: 'down', when: [...PAGES], hint: '', rank: 99, description: 'Moves down.' },
  { keys: ['pageup'], command: 'page-up', when: [...LISTS], hint: '', rank: 99, description: 'Moves up by a screen.' },
  { keys: ['C-b'], command: 'page-up', when: [...PAGES], hint: '', rank: 99, description: 'Moves up by a screen.' },
  {
    keys: ['pagedown'],
    command: 'page-down',
    when: [...LISTS],
    hint: '',
    rank: 99,
    description: 'Moves down by a screen.',
  },
  {
    keys: ['space'],
    command: 'page-down',
    when: [...TEXTS],
    hint: '',
    rank: 99,
    description: 'Moves down by a screen.',
  },
  {
    keys: ['C-u'],
    command: 'half-up',
    when: [...TEXTS, 'table'],
    hint: '',
    rank: 99,
    description: 'Moves up by half a screen.',
  },
  {
    keys: ['C-d'],
    command: 'half-down',
    when: [...TEXTS, 'table'],
    hint: '',
    rank: 99,
    description: 'Moves down by half a screen.',
  },
  { keys: ['home'], command: 'home', when: [...LISTS], hint: '', rank: 99, description: 'Goes to the start.' },
  { keys: ['g'], command: 'home', when: ['inspector', 'text'], hint: '', rank: 99, description: 'Goes to the start.' },
  { keys: ['end'], command: 'end', when: [...LISTS], hint: '', rank: 99, description: 'Goes to the end.' },
  { keys: ['G'], command: 'end', when: [...PAGES], hint: '', rank: 99, description: 'Goes to the end.' },
  {
    keys: ['left'],
    command: 'left',
    when: [...TIMED, 'inspector', 'text'],
    hint: '',
    rank: 99,
    description: 'Chooses the cell to the left in a table; scrolls elsewhere.',
  },
  {
    keys: ['right'],
    command: 'right',
    when: [...TIMED, 'inspector', 'text'],
    hint: '',
    rank: 99,
    description: 'Chooses the cell to the right in a table; scrolls elsewhere.',
  },
];
