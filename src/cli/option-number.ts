// SPDX-License-Identifier: Apache-2.0
// The number of an option, with or without a unit. What a plain number counts is the name of the value in --help.

import { parseCount, parseDuration, parseSize } from '../engine/protocol/quantity.js';

const SECOND = 1e9;
const MS = 1e6;
/** A recording's megabytes are 10⁶ bytes, as sysdig's. */
const MEGABYTE = 1e6;

const READERS: Readonly<Record<string, (text: string) => number | undefined>> = {
  BYTES: parseSize,
  MB: parseMegabytes,
  SECONDS: (text) => scaled(parseDuration(text, SECOND), SECOND),
  MS: (text) => scaled(parseDuration(text, MS), MS),
};

/** NaN where the text is not a number of `value`: BYTES, MB, SECONDS, MS; anything else is counted. */
export function optionNumber(text: string, value: string | undefined): number {
  const read = READERS[value ?? ''] ?? parseCount;
  return read(text) ?? Number.NaN;
}

function parseMegabytes(text: string): number | undefined {
  const plain = parseCount(text);
  if (plain !== undefined && !/[a-z]\s*$/i.test(text)) return plain;
  return scaled(parseCount(text.trim().replace(/i?B$/i, '')), MEGABYTE);
}

function scaled(value: number | undefined, by: number): number | undefined {
  return value === undefined ? undefined : value / by;
}
