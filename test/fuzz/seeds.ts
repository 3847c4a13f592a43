// SPDX-License-Identifier: Apache-2.0
// What is mutated: the small captures of the repository, pieces of the larger ones with the processes that they speak of,
// blocks of every kind, and inputs that once found something (test/fuzz/corpus).

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { isEventBlock } from '../../src/engine/scap/block-types.js';
import type { ListedFd, ListedProcess } from '../../src/engine/scap/metadata.js';
import { ScapReader } from '../../src/engine/scap/scap-reader.js';
import { captureHeader } from '../../src/engine/scap/scap-writer.js';
import { partialSink } from '../engine/scap/partial-sink.js';
import { everyBlock } from '../property/small-capture.js';

export type Blocks = readonly Uint8Array[];

/** Compiled, this file is in build/test/fuzz. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SMALL = ['loopback-server-side.scap', 'sendmmsg-resolver.scap', 'udp-recv-without-address.scap'];
const EVENTS_OF_A_PIECE = 24;
const PIECES = 60;
/** Fds of a process that a piece keeps. */
const FDS = 6;

export const CORPUS = join(ROOT, 'test', 'fuzz', 'corpus');

/** Every seed as its blocks. */
export function fuzzSeeds(): Blocks[] {
  const captures = join(ROOT, 'test', 'captures');
  const small = SMALL.map((name) => blocksOf(readFileSync(join(captures, name))));
  const large = [readFileSync(join(captures, 'files.scap')), readFileSync(join(ROOT, 'docs', 'demo.scap'))];
  return [...small, blocksOf(everyBlock()), ...large.flatMap((bytes) => pieces(plain(bytes))), ...corpus()];
}

/** Inputs that once found something, as they were. */
export function corpusInputs(): { readonly name: string; readonly bytes: Uint8Array }[] {
  return readdirSync(CORPUS)
    .filter((name) => name.endsWith('.scap'))
    .map((name) => ({ name, bytes: readFileSync(join(CORPUS, name)) }));
}

export function blocksOf(bytes: Uint8Array): Blocks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = at + 8 <= bytes.length ? view.getUint32(at + 4, true) : 0;
    const end = length < 12 ? bytes.length : Math.min(bytes.length, at + length);
    blocks.push(Uint8Array.from(bytes.subarray(at, end)));
    at = end;
  }
  return blocks;
}

function corpus(): Blocks[] {
  return corpusInputs().map(({ bytes }) => blocksOf(bytes));
}

function plain(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
}

/** Runs of events out of a capture, with a header of the threads that occur in them. */
function pieces(bytes: Buffer): Blocks[] {
  const processes = new Map<number, ListedProcess>();
  const fds = new Map<number, readonly ListedFd[]>();
  const tids: number[] = [];
  const sink = partialSink({
    processes: (list) => {
      for (const process of list) processes.set(process.tid, process);
    },
    fds: (tid, list) => fds.set(tid, list.slice(0, FDS)),
    event: (cursor) => tids.push(cursor.tid),
  });
  new ScapReader(sink).push(bytes);
  const events = blocksOf(bytes).filter((block) => isEventBlock(new DataView(block.buffer).getUint32(0, true)));
  const step = Math.max(EVENTS_OF_A_PIECE, Math.floor(tids.length / PIECES));
  return Array.from({ length: Math.floor(tids.length / step) }, (_, piece) => {
    const from = piece * step;
    const wanted = [...new Set(tids.slice(from, from + EVENTS_OF_A_PIECE))];
    const listed = wanted.flatMap((tid) => processes.get(tid) ?? []);
    const header = captureHeader(
      {
        machine: { cpus: 2, memoryBytes: 1e9, maxPid: 32768, hostname: 'fuzz', bootTime: 1n },
        interfaces: [],
        users: [{ uid: 0, gid: 0, name: 'root', home: '/root', shell: '/bin/sh' }],
        groups: [{ gid: 0, name: 'root' }],
        processes: listed,
        fds: listed.map(({ tid }) => ({ tid, fds: fds.get(tid) ?? [] })),
      },
      'newest',
    );
    return [...blocksOf(header), ...events.slice(from, from + EVENTS_OF_A_PIECE)];
  });
}
