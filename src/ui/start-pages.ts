// SPDX-License-Identifier: Apache-2.0
// What `-v` takes besides views: csysdig's names of pages that are not views here. They open over the start view.

import type { Command } from './keys/binding.js';

export const START_PAGES: ReadonlyMap<string, Command> = new Map([
  ['dig', 'dig-all'],
  ['echo', 'echo-all'],
  ['overview', 'overview'],
  ['alerts', 'alerts'],
  ['map', 'map'],
]);
