// SPDX-License-Identifier: Apache-2.0
// What the index of a recording says of one of its files: its span, what is in it, and how busy each 10 seconds were. It
// lies beside the file as NAME.index.json. Whatever is not as expected in one, or about a file of another size, is no
// index: the file is looked at again then.

import type { IndexedAlert } from './indexed-alert.js';

/** Seconds that a slot of the rollup covers. */
export const SLOT_SECONDS = 10;

/** Ten seconds of a file. */
export interface Slot {
  /** Its start, seconds since the epoch, a multiple of SLOT_SECONDS. */
  readonly at: number;
  readonly events: number;
  /** Calls that failed. */
  readonly errors: number;
  /** Bytes that calls read and wrote. */
  readonly bytes: number;
}

export interface FileIndex {
  /** Bytes of the file that it speaks of. */
  readonly size: number;
  /** Earliest and latest event, ns since the epoch. */
  readonly from: bigint;
  readonly to: bigint;
  readonly events: number;
  /** Events lost while the file was written; undefined: nobody counted. */
  readonly drops: number | undefined;
  readonly alerts: readonly IndexedAlert[];
  /** In order of time, only those with events. */
  readonly slots: readonly Slot[];
}

const VERSION = 1;
const SUFFIX = '.index.json';

/** Where the index of a file lies. */
export function indexPath(file: string): string {
  return `${file}${SUFFIX}`;
}

export function encodeIndex({ from, to, drops, slots, ...rest }: FileIndex): string {
  const columns = (['at', 'events', 'errors', 'bytes'] as const).map((name) => [name, slots.map((s) => s[name])]);
  const text = { from: String(from), to: String(to), drops: drops ?? null, slots: Object.fromEntries(columns) };
  return `${JSON.stringify({ version: VERSION, ...rest, ...text })}\n`;
}

/** Undefined where the bytes are not an index of this version. */
export function decodeIndex(text: string): FileIndex | undefined {
  const index = members(parsed(text));
  if (index === undefined || index['version'] !== VERSION) return undefined;
  const [size, from, to, events] = [
    count(index['size']),
    nanoseconds(index['from']),
    nanoseconds(index['to']),
    count(index['events']),
  ];
  const slots = slotsOf(index['slots']);
  const alerts = alertsOf(index['alerts']);
  if (size === undefined || from === undefined || to === undefined || events === undefined) return undefined;
  if (slots === undefined || alerts === undefined) return undefined;
  return { size, from, to, events, drops: count(index['drops']), alerts, slots };
}

function slotsOf(value: unknown): Slot[] | undefined {
  const columns = members(value);
  const [at, events, errors, bytes] = ['at', 'events', 'errors', 'bytes'].map((name) => counts(columns?.[name]));
  if (at === undefined || events === undefined || errors === undefined || bytes === undefined) return undefined;
  return at.map((start, i) => ({ at: start, events: events[i] ?? 0, errors: errors[i] ?? 0, bytes: bytes[i] ?? 0 }));
}

function alertsOf(value: unknown): IndexedAlert[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const alerts = value.map(alertOf);
  return alerts.every((alert) => alert !== undefined) ? alerts : undefined;
}

function alertOf(value: unknown): IndexedAlert | undefined {
  const alert = members(value);
  if (alert === undefined) return undefined;
  const [time, rule, priority, output, json] = ['time', 'rule', 'priority', 'output', 'json'].map((name) =>
    typeof alert[name] === 'string' ? alert[name] : undefined,
  );
  if (rule === undefined || priority === undefined || output === undefined || json === undefined) return undefined;
  return nanoseconds(time) === undefined ? undefined : { time: time ?? '', rule, priority, output, json };
}

type Members = Readonly<Record<string, unknown>>;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function members(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null ? (value as Members) : undefined;
}

function nanoseconds(value: unknown): bigint | undefined {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? BigInt(value) : undefined;
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function counts(value: unknown): readonly number[] | undefined {
  return Array.isArray(value) && value.every((v) => count(v) !== undefined) ? (value as number[]) : undefined;
}
