// SPDX-License-Identifier: Apache-2.0

/** At least nine digits, the event table's 10_PADDED_DEC: the sub-second part of a time. */
export function padded9(value: number | bigint): string {
  if (value < 0) return `-${padded9(-value)}`;
  return value.toString().padStart(9, '0');
}
