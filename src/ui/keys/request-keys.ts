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
  {
    keys: ['b'],
    command: 'breakdown',
    when: ['table'],
    hint: '',
    rank: 99,
    description: 'In Requests: shows where the time of the request under the cursor went.',
  },
  {
    keys: ['enter'],
    command: 'enter',
    when: ['breakdown'],
    hint: 'Go on',
    rank: 2,
    description: 'Goes on to what another service did for the request, or to the event of the call.',
  },
];
