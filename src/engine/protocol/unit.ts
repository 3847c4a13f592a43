// SPDX-License-Identifier: Apache-2.0
// What a value counts, and what follows from that for its cells. The catalogue gives each field its unit; a column of a
// view names another one only where the field alone does not say it.

/** `id`: a number that is a name, never summed nor shortened. `ratio`: a number without a unit. `time`: ns since the epoch. */
export const UNITS = ['bytes', 'percent', 'ns', 'count', 'ratio', 'time', 'id', 'address', 'boolean', 'text'] as const;
export type Unit = (typeof UNITS)[number];

/** Cells of a column, where nothing else is said. */
const WIDTHS: Readonly<Record<Unit, number>> = {
  bytes: 8,
  percent: 8,
  ns: 8,
  count: 8,
  ratio: 8,
  time: 19,
  id: 8,
  address: 17,
  boolean: 8,
  text: 16,
};

export function widthOf(unit: Unit): number {
  return WIDTHS[unit];
}

/** Sizes, counts and times start with the largest; names, and numbers that are names, with the first. */
export function startsDescending(unit: Unit): boolean {
  return !(unit === 'id' || unit === 'address' || unit === 'boolean' || unit === 'text');
}
