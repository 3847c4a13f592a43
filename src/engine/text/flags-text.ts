// SPDX-License-Identifier: Apache-2.0
// Names of flag, enum and mode values: how a value is taken apart by the table of its parameter. param-text.ts calls
// these and remembers the answers, because a capture repeats a handful of values.

type NameTable = readonly (readonly [name: string, value: number])[];

/**
 * Names of the bits of `value`, joined by `|`; bits that no entry names are left out. An entry's bits are taken away
 * before the next one is tried (O_RDWR is O_RDONLY and O_WRONLY here), and an entry that is the whole value ends the walk.
 */
export function flagNames(table: NameTable, value: number): string {
  let names = '';
  let rest = value;
  for (const [name, bits] of table) {
    const matches = bits === 0 ? value === 0 : rest !== 0 && (rest & bits) >>> 0 === bits;
    if (!matches) continue;
    names = names === '' ? name : `${names}|${name}`;
    rest = (rest & ~bits) >>> 0;
    if (bits === value) break;
  }
  return names;
}

/** Every entry that is exactly `value`: aliases give `AF_LOCAL|AF_UNIX`. */
export function enumNames(table: NameTable, value: number): string {
  let names = '';
  for (const [name, number] of table) {
    if (number === value) names = names === '' ? name : `${names}|${name}`;
  }
  return names;
}

/** As flagNames, but an entry that is the whole value is named even where its bits have been taken away already. */
export function modeNames(table: NameTable, value: number): string {
  let names = '';
  let rest = value;
  for (const [name, bits] of table) {
    const whole = bits === value;
    const matches = whole || (bits !== 0 && rest !== 0 && (rest & bits) >>> 0 === bits);
    if (!matches) continue;
    names = names === '' ? name : `${names}|${name}`;
    if (whole) break;
    rest = (rest & ~bits) >>> 0;
  }
  return names;
}
