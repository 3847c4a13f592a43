// SPDX-License-Identifier: Apache-2.0
// A capture that ends anywhere is read to its last whole block: here in this process, and by programs, of which sysdig and
// tshark are other people's.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PLAIN_FORMAT } from '../../src/engine/format/default-formats.js';
import { compileFormat } from '../../src/engine/format/format.js';
import { Capture } from '../../src/engine/ingest/capture.js';
import { RowView } from '../../src/engine/query/row-view.js';
import { countEvents, wholeBlocks } from '../../src/engine/scap/block-cutter.js';
import { StreamRawStore } from '../../src/engine/store/raw-store.js';
import { MAIN } from '../fixtures/program-file.js';

const FOLDER = fileURLToPath(new URL('../../../test/captures', import.meta.url));

/** Bytes of a section header: in less than that, tshark sees a file of another kind. */
export const SECTION_BYTES = 28;

export const TRUNCATED = ['loopback-server-side', 'sendmmsg-resolver', 'udp-recv-without-address'] as const;

export interface WholeCapture {
  readonly bytes: Buffer;
  /** The default line of each event; empty where it has none. */
  readonly lines: readonly string[];
}

export function wholeCapture(name: string): WholeCapture {
  const bytes = readFileSync(join(FOLDER, `${name}.scap`));
  return { bytes, lines: linesOf(readBytes(bytes)) };
}

/** Reads the first `size` bytes: every event of the whole blocks has the line that it has in the whole capture. */
export function checkCut({ bytes, lines }: WholeCapture, size: number): void {
  const capture = readBytes(bytes.subarray(0, size));
  const whole = wholeBlocks(bytes.subarray(0, size));
  const events = countEvents(bytes.subarray(0, whole));
  assert.deepEqual(linesOf(capture), lines.slice(0, events), `cut at ${size}`);
  // A file that ends before its first event is refused, even between two blocks.
  assert.equal(capture.defect === undefined, whole === size && events > 0, `cut at ${size}`);
}

function readBytes(bytes: Uint8Array): Capture {
  const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  capture.feed(bytes);
  capture.end();
  return capture;
}

function linesOf(capture: Capture): string[] {
  const format = compileFormat(PLAIN_FORMAT);
  assert.ok(format.ok);
  const view = new RowView(capture);
  return capture.store.chunks.flatMap((chunk) =>
    Array.from({ length: chunk.count }, (_, i) => format.value.line(view.moveTo(chunk, i)) ?? ''),
  );
}

interface Reader {
  readonly name: string;
  readonly command: (path: string) => readonly [string, readonly string[]];
  /** Lines that it prints for events whose lines in sysdrill are given; sysdig hides an event that we hide. */
  readonly expected: (lines: readonly string[]) => number;
}

const NUMBERS = ['-p', '*%evt.num'];
/** Both leave out what the kernel's scheduler reports, unless it is asked for. */
const shown = (lines: readonly string[]): number => lines.filter((line) => !/ procinfo /.test(line)).length;
const READERS: readonly Reader[] = [
  { name: 'sysdrill', command: (path) => [process.execPath, [MAIN, '-r', path, ...NUMBERS]], expected: shown },
  { name: 'sysdig', command: (path) => ['sysdig', ['-r', path, ...NUMBERS]], expected: shown },
  { name: 'tshark', command: (path) => ['tshark', ['-r', path]], expected: (lines) => lines.length },
];

/** The programs that are there. */
export function readersHere(): readonly Reader[] {
  return READERS.filter(({ name }) => name === 'sysdrill' || spawnSync(name, ['--version']).error === undefined);
}

/** Writes the first `size` bytes to `path`; each program prints what is in the whole blocks. */
export function checkPrograms({ bytes, lines }: WholeCapture, size: number, path: string): void {
  const part = bytes.subarray(0, size);
  writeFileSync(path, part);
  const events = lines.slice(0, countEvents(part.subarray(0, wholeBlocks(part))));
  for (const { name, command, expected } of readersHere()) {
    const { stdout, signal } = spawnSync(...command(path), { encoding: 'latin1' });
    assert.equal(signal, null, `${name}, cut at ${size}`);
    assert.equal(stdout.split('\n').filter(Boolean).length, expected(events), `${name}, cut at ${size}`);
  }
}
