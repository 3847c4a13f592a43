// SPDX-License-Identifier: Apache-2.0
// Records what the peer selects with generated filters: `node build/test/oracle/record-filters.js PROGRAM [CAPTURE…] > FILE`,
// where PROGRAM is a sysdig. Run by hand when filters or captures are added; the recording is what filters.test.ts reads.
// Option -d lets the peer read all events and filter only what it shows: without it, it takes most of its state from those
// that pass, and a filter would change the values that it tests.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { Capture } from '../../src/engine/ingest/capture.js';
import { generateFilters } from './generate-filters.js';
import { matchingNumbers } from './matching-numbers.js';
import { findCapture, loadCapture } from './oracle-captures.js';

const run = promisify(execFile);
const CAPTURES: readonly (readonly [name: string, filters: number])[] = [
  ['files.scap', 260],
  ['shell.scap', 120],
  ['web.scap', 60],
  ['redis.scap', 60],
  ['containers.scap', 60],
  ['curl_google.scap', 160],
  ['cat_write.scap', 120],
  ['single_ipv6_conn.scap', 120],
  ['open-multiple-files.scap', 120],
];

export interface RecordedFilter {
  readonly capture: string;
  readonly filter: string;
  /** Events that the peer selected, and a digest of their numbers. */
  readonly count: number;
  readonly digest: string;
  /** Where ours differ: how many events only one of the two selects, and the digest of ours. */
  readonly onlyPeer?: number;
  readonly onlyOurs?: number;
  readonly ours?: string;
}

/** Digest of event numbers. */
export function digestOf(numbers: readonly number[]): string {
  return createHash('md5').update(numbers.join(' ')).digest('hex').slice(0, 12);
}

function difference(theirs: readonly number[], ours: readonly number[]): { onlyPeer: number; onlyOurs: number } {
  const both = new Set(ours);
  const onlyPeer = theirs.filter((num) => !both.has(num)).length;
  return { onlyPeer, onlyOurs: ours.length - (theirs.length - onlyPeer) };
}

/** Numbers of the events that the peer selects; undefined if it does not know the field, or not with this operator. */
export async function peerNumbers(program: string, path: string, filter: string): Promise<number[] | undefined> {
  try {
    const { stdout } = await run(program, ['-r', path, '-d', '-p', '%evt.num', filter], { maxBuffer: 1 << 28 });
    return stdout.split('\n').filter(Boolean).map(Number);
  } catch {
    return undefined;
  }
}

/** What is recorded of a filter. */
export function comparedWith(
  theirs: readonly number[],
  { capture, name, filter }: { readonly capture: Capture; readonly name: string; readonly filter: string },
): RecordedFilter {
  const ours = matchingNumbers(capture, filter);
  const digest = digestOf(theirs);
  const base: RecordedFilter = { capture: name, filter, count: theirs.length, digest };
  return digestOf(ours) === digest ? base : { ...base, ...difference(theirs, ours), ours: digestOf(ours) };
}

/** Of a capture that is named on the command line. */
const OF_OTHERS = 60;

async function main(program: string, wanted: readonly string[]): Promise<void> {
  const others = wanted.map((name) => [name, OF_OTHERS] as const);
  for (const [name, count] of others.length > 0 ? others : CAPTURES) {
    const path = findCapture(name);
    if (path === undefined) continue;
    const capture = await loadCapture(path);
    for (const [i, filter] of generateFilters(capture, count, 7 + name.length).entries()) {
      const theirs = await peerNumbers(program, path, filter);
      if (theirs === undefined) continue;
      process.stdout.write(`${JSON.stringify(comparedWith(theirs, { capture, name: basename(path), filter }))}\n`);
      if (i % 20 === 0) process.stderr.write(`${name} ${i}\n`);
    }
  }
}

if (process.argv[1]?.endsWith('record-filters.js') === true) {
  await main(process.argv[2] ?? 'sysdig', process.argv.slice(3));
}
