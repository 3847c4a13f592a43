// SPDX-License-Identifier: Apache-2.0
// A folder of captures as one recording: its files in the order of their names, with what their indexes say. Files without
// an index (of other tools, or the one that is being written) are looked at when their span is asked for.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { failure, ok, type Result } from '../result.js';
import { type FileSpan, peekSpan } from '../scap/peek-file.js';
import { decodeIndex, type FileIndex, indexPath, SLOT_SECONDS } from './file-index.js';
import { walkFile } from './walk-file.js';

/** ns since the epoch, both ends included. */
export interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

/** A file and its span. */
export interface SpannedFile extends Span {
  readonly path: string;
}

export interface RingFile extends SpannedFile {
  readonly index: FileIndex;
}

const NOT_SEEN: FileSpan = { from: undefined, to: undefined };
const CAPTURE = /\.scap\d*(?:\.gz)?$/;
const NS_PER_SECOND = 1_000_000_000n;

/** Whether a path is a folder. */
export function isFolder(path: string): boolean {
  return path !== '-' && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Paths of the captures in a folder, in the order of their names. Throws what node throws. */
export function capturesIn(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => CAPTURE.test(name));
  return names.sort(byNumbers).map((name) => join(folder, name));
}

/** `trace9.scap` comes before `trace10.scap`. */
function byNumbers(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true }) || (a < b ? -1 : 1);
}

/** The index of a file, if there is one and the file has not changed since. */
export function readIndex(path: string): FileIndex | undefined {
  try {
    const index = decodeIndex(readFileSync(indexPath(path), 'utf8'));
    return index?.size === statSync(path).size ? index : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Captures with their indexes, in order of time; those without an index are walked through, those without an event left
 * out. The error is a message for the user.
 */
export async function readRing(paths: readonly string[]): Promise<Result<readonly RingFile[], string>> {
  const files: RingFile[] = [];
  let problem = 'there is no capture';
  for (const path of paths) {
    const index = await indexOf(path);
    if (index.ok) files.push({ path, index: index.value, from: index.value.from, to: index.value.to });
    else problem = `${path} ${index.error}`;
  }
  if (files.length === 0) return failure(problem);
  return ok(files.sort((a, b) => byTime(a.from, b.from)));
}

/**
 * Captures with their spans, in order of time, without reading those that have no index: a day of them would take longer
 * than the minute that is asked for. A compressed one is taken to last until the next begins. Those without an event
 * are left out. The error is a message for the user.
 */
export async function readSpans(paths: readonly string[]): Promise<Result<readonly SpannedFile[], string>> {
  const looks = paths.map(lookAt);
  const starts = looks.map(({ from }) => from).filter((from) => from !== undefined);
  const next = (from: bigint): bigint | undefined => leastAfter(starts, from);
  const files: SpannedFile[] = [];
  let problem = 'there is no capture';
  for (const { path, from, to } of looks) {
    const end = to ?? (from === undefined ? undefined : next(from));
    const file = from === undefined || end === undefined ? await walked(path) : ok({ path, from, to: end });
    if (file.ok) files.push(file.value);
    else problem = `${path} ${file.error}`;
  }
  if (files.length === 0) return failure(problem);
  return ok(files.sort((a, b) => byTime(a.from, b.from)));
}

function leastAfter(times: readonly bigint[], time: bigint): bigint | undefined {
  let least: bigint | undefined;
  for (const other of times) if (other > time && (least === undefined || other < least)) least = other;
  return least === undefined ? undefined : least - 1n;
}

function lookAt(path: string): FileSpan & { readonly path: string } {
  const { from, to } = readIndex(path) ?? peeked(path);
  return { path, from, to: from !== undefined && to !== undefined && to < from ? undefined : to };
}

function peeked(path: string): FileSpan {
  try {
    return statSync(path).isFile() ? peekSpan(path) : NOT_SEEN;
  } catch {
    // Reading it says why it cannot be read.
    return NOT_SEEN;
  }
}

async function walked(path: string): Promise<Result<SpannedFile, string>> {
  const index = await walkFile(path);
  return index.ok ? ok({ path, from: index.value.from, to: index.value.to }) : index;
}

async function indexOf(path: string): Promise<Result<FileIndex, string>> {
  const index = readIndex(path);
  return index === undefined ? walkFile(path) : ok(index);
}

/** Of all files together, which are one at least. */
export function spanOf(files: readonly Span[]): Span {
  const froms = files.map(({ from }) => from).sort(byTime);
  const tos = files.map(({ to }) => to).sort(byTime);
  return { from: froms[0] ?? 0n, to: tos.at(-1) ?? 0n };
}

function byTime(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The files with events in a span, in order. */
export function filesWithin<File extends Span>(files: readonly File[], { from, to }: Span): readonly File[] {
  return files.filter((file) => file.from <= to && file.to >= from);
}

export type Measure = 'events' | 'errors' | 'bytes';

/** The ten seconds with the most of something, over all files; of equal ones the first. */
export function busiest(files: readonly RingFile[], measure: Measure): Span {
  const sums = new Map<number, number>();
  for (const { index } of files)
    for (const slot of index.slots) sums.set(slot.at, (sums.get(slot.at) ?? 0) + slot[measure]);
  let best = -1;
  let most = -1;
  for (const [at, sum] of sums) if (sum > most) [best, most] = [at, sum];
  const from = BigInt(best) * NS_PER_SECOND;
  return { from, to: from + BigInt(SLOT_SECONDS) * NS_PER_SECOND - 1n };
}
