// SPDX-License-Identifier: Apache-2.0

/** UTC with nine digits; null where the event has no time. */
export function isoTime(ns: bigint | undefined): string | null {
  if (ns === undefined) return null;
  const seconds = new Date(Number(ns / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(ns % 1_000_000_000n).padStart(9, '0')}Z`;
}
