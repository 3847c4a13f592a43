// SPDX-License-Identifier: Apache-2.0
// Gives the entries of a dictionary new numbers when some of them are forgotten (store/compact.ts).

/** New number of each kept entry, in the old order; 0 for the others. */
export function numbering(kept: Uint8Array): Uint32Array {
  const numbers = new Uint32Array(kept.length);
  let next = 0;
  for (let id = 0; id < kept.length; id++) if (kept[id] === 1) numbers[id] = next++;
  return numbers;
}

/** Drops what is not kept from a dictionary and renumbers the rest. */
export function renumber<T extends { readonly id: number }>(all: T[], kept: Uint8Array): Uint32Array {
  const numbers = numbering(kept);
  let next = 0;
  for (let id = 0; id < kept.length; id++) {
    const entry = all[id];
    if (kept[id] !== 1 || entry === undefined) continue;
    (entry as { id: number }).id = next;
    all[next++] = entry;
  }
  all.length = next;
  return numbers;
}
