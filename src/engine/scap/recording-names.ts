// SPDX-License-Identifier: Apache-2.0
// Names of the files of a recording, as sysdig gives them (cyclewriter.cpp): a counter after the name, from 0 again in a
// ring; with leading zeros where files are counted by size. With -G and a `%` in the name, the time in its place
// (strftime(3)), in local time; a ring then removes the oldest.

/** When a recording begins its next file. */
export interface Rotation {
  /** 0: not by this. */
  readonly megabytes: number;
  readonly seconds: number;
  readonly events: number;
  /** Files that are kept; 0: all. */
  readonly files: number;
}

/** `index`: files before this one; `begun`: when this one begins. */
export function recordingName(path: string, rotation: Rotation, index: number, begun: Date): string {
  const { megabytes, seconds, events, files } = rotation;
  if (path === '-' || megabytes + seconds + events === 0) return path;
  if (isTimed(path, rotation)) return timeName(path, begun);
  const counter = String(files === 0 ? index : index % files);
  const isPadded = megabytes > 0 && events === 0 && files > 0;
  return `${path}${isPadded ? counter.padStart(String(files).length, '0') : counter}`;
}

/** Whether names say when their file begins. */
export function isTimed(path: string, { seconds }: Rotation): boolean {
  return seconds > 0 && path.includes('%');
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const MS_PER_DAY = 86_400_000;

const two = (n: number): string => String(n).padStart(2, '0');

/** Of the conversions of strftime those that make sense in a name, in the C locale. */
const CONVERSIONS: Readonly<Record<string, (at: Date) => string>> = {
  Y: (at) => String(at.getFullYear()),
  y: (at) => two(at.getFullYear() % 100),
  m: (at) => two(at.getMonth() + 1),
  d: (at) => two(at.getDate()),
  e: (at) => String(at.getDate()).padStart(2),
  H: (at) => two(at.getHours()),
  I: (at) => two(at.getHours() % 12 || 12),
  M: (at) => two(at.getMinutes()),
  S: (at) => two(at.getSeconds()),
  // Ours, for files that may follow each other within a second: milliseconds.
  L: (at) => String(at.getMilliseconds()).padStart(3, '0'),
  p: (at) => (at.getHours() < 12 ? 'AM' : 'PM'),
  j: (at) => String(dayOfYear(at)).padStart(3, '0'),
  a: (at) => (DAYS[at.getDay()] ?? '').slice(0, 3),
  A: (at) => DAYS[at.getDay()] ?? '',
  b: (at) => (MONTHS[at.getMonth()] ?? '').slice(0, 3),
  h: (at) => (MONTHS[at.getMonth()] ?? '').slice(0, 3),
  B: (at) => MONTHS[at.getMonth()] ?? '',
  u: (at) => String(at.getDay() || 7),
  w: (at) => String(at.getDay()),
  s: (at) => String(Math.floor(at.getTime() / 1000)),
  F: (at) => timeName('%Y-%m-%d', at),
  T: (at) => timeName('%H:%M:%S', at),
  R: (at) => timeName('%H:%M', at),
  z: (at) => offset(-at.getTimezoneOffset()),
  '%': () => '%',
};

/** What is not a conversion stays as it is, as in glibc. */
function timeName(text: string, at: Date): string {
  return text.replace(/%(.)/gs, (whole, letter: string) => CONVERSIONS[letter]?.(at) ?? whole);
}

function dayOfYear(at: Date): number {
  const midnight = Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  return (midnight - Date.UTC(at.getFullYear(), 0, 0)) / MS_PER_DAY;
}

function offset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
}
