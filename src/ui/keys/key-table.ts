// SPDX-License-Identifier: Apache-2.0
// THE key table. What a key does, where, and what it is called is in these rows and nowhere else: dispatch, footer, help
// page and docs/reference/keys.md all read them. csysdig's keys keep their meaning; every function key has a letter,
// because terminals, multiplexers and desktops eat function keys. The footer keeps the order of the rows.

import { ALERT_KEYS } from './alert-keys.js';
import type { KeyBinding } from './binding.js';
import { CHART_KEYS } from './chart-keys.js';
import { MOVING_KEYS } from './moving-keys.js';
import { PAGE_KEYS } from './page-keys.js';
import { PROGRAM_KEYS } from './program-keys.js';
import { REQUEST_KEYS } from './request-keys.js';
import { TABLE_KEYS } from './table-keys.js';
import { TIME_KEYS } from './time-keys.js';

export const KEY_TABLE: readonly KeyBinding[] = [
  ...PAGE_KEYS,
  ...ALERT_KEYS,
  ...CHART_KEYS,
  ...REQUEST_KEYS,
  ...TABLE_KEYS,
  ...TIME_KEYS,
  ...MOVING_KEYS,
  ...PROGRAM_KEYS,
];
