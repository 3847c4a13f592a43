// SPDX-License-Identifier: Apache-2.0

/** The table, or a copy with room for `size` entries. */
export function roomFor(table: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  if (size <= table.length) return table;
  const bigger = new Uint8Array(Math.max(size, table.length * 2));
  bigger.set(table);
  return bigger;
}
