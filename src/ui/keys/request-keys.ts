// SPDX-License-Identifier: Apache-2.0
// Rows of the key table: the map of services, and where the time of a request went.

import type { KeyBinding } from './binding.js';

export const REQUEST_KEYS: readonly KeyBinding[] = [
  {
    keys: ['enter'],
    command: 'enter',
    when: ['map'],
    hint: 'Requests',
    rank: 2,
    description: 'Shows the requests of the chosen line.',
  },
  {
    keys: ['O'],
    command: 'map',
    when: ['table', 'map'],
    hint: '',
    rank: 99,
    description: 'Draws which service asks which other, with rate, errors and p95; there, goes back.',
  },
];
