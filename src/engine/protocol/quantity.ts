// SPDX-License-Identifier: Apache-2.0
// Numbers with a unit, as people type them: `5ms`, `10MB`, `20K`. Filters, options and "go to" read them here, so that
// they mean the same everywhere, and the same as on the screen: K is 1024 for bytes and 1000 for counts.

const DURATIONS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
  d: 86_400e9,
};
const NUMBER = String.raw`(\d+(?:\.\d*)?|\.\d+)`;
const DURATION = new RegExp(`^${NUMBER}\\s*(ns|us|µs|ms|s|m|h|d)?$`);
const SIZE = new RegExp(`^${NUMBER}\\s*([KMGTPE]?)(?:i?B)?$`, 'i');
const COUNT = new RegExp(`^${NUMBER}\\s*([KMGTPE]?)$`, 'i');
const POWERS = ['', 'K', 'M', 'G', 'T', 'P', 'E'];

/** ns. A number without a unit counts in units of `bare` ns. Undefined where the text is not a duration. */
export function parseDuration(text: string, bare: number): number | undefined {
  const match = DURATION.exec(text.trim());
  return match === null ? undefined : Number(match[1]) * (DURATIONS[match[2] ?? ''] ?? bare);
}

/** Bytes: `10`, `10K`, `10 MB`, `1.5GiB`. Undefined where the text is not a size. */
export function parseSize(text: string): number | undefined {
  return scaled(SIZE.exec(text.trim()), 1024);
}

/** A count: `20`, `20K`, `1.5M`. Undefined where the text is not one. */
export function parseCount(text: string): number | undefined {
  return scaled(COUNT.exec(text.trim()), 1000);
}

function scaled(match: RegExpExecArray | null, base: number): number | undefined {
  if (match === null) return undefined;
  return Number(match[1]) * base ** POWERS.indexOf((match[2] ?? '').toUpperCase());
}
