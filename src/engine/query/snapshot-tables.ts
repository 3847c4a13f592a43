// SPDX-License-Identifier: Apache-2.0
// Tables of yes and no by snapshot number (thread version, fd, kind), which row tests are made of.

import { NO_CODE } from './snapshot-codes.js';

/** Keeps those of rows[0, n) whose snapshot passes, in place; returns how many. */
export function keepByTable(pass: Uint8Array, column: Uint16Array | Uint32Array, rows: Int32Array, n: number): number {
  let kept = 0;
  for (let k = 0; k < n; k++) {
    const i = rows[k] as number;
    if (pass[column[i] as number] === 1) rows[kept++] = i;
  }
  return kept;
}

/** The table, or a copy with room for `size` entries. */
export function roomFor(table: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  if (size <= table.length) return table;
  const bigger = new Uint8Array(Math.max(size, table.length * 2));
  bigger.set(table);
  return bigger;
}

/** Takes the codes of snapshots that do not pass away. */
export function narrowByTable(pass: Uint8Array, codes: Int32Array): true {
  for (let id = 0; id < codes.length; id++) if (pass[id] !== 1) codes[id] = NO_CODE;
  return true;
}
