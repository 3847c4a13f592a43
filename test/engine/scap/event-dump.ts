// SPDX-License-Identifier: Apache-2.0
// Everything that a reader makes of a stream, as comparable text: a line per event with all its raw parameters (long ones
// as a hash), a line per metadata block, and the defects.

import { createHash } from 'node:crypto';
import type { EventCursor } from '../../../src/engine/scap/event-cursor.js';
import { type Defect, ScapReader, type ScapSink } from '../../../src/engine/scap/scap-reader.js';
import { partialSink } from './partial-sink.js';

export interface Dump {
  readonly events: string[];
  /** Offset of each event's block. */
  readonly offsets: number[];
  readonly metadata: string[];
  readonly defects: Defect[];
}

export function emptyDump(): Dump {
  return { events: [], offsets: [], metadata: [], defects: [] };
}

/** The sink that fills a dump. */
export function dumpSink(dump: Dump): ScapSink {
  const note = (kind: string, value: unknown): void => {
    dump.metadata.push(`${kind} ${text(value)}`);
  };
  return {
    section: () => note('section', ''),
    machine: (machine) => note('machine', machine),
    interfaces: (list) => note('interfaces', list),
    users: (users, groups) => note('users', [users, groups]),
    processes: (list) => note('processes', [...list]),
    fds: (tid, fds) => note(`fds ${tid}`, fds),
    event: (cursor, offset) => {
      dump.events.push(eventLine(dump.events.length + 1, cursor));
      dump.offsets.push(offset);
    },
    defect: (defect) => dump.defects.push(defect),
  };
}

/** How many events there were and a hash of their times and types: a dump for those who read thousands of streams. */
export interface Tally {
  events: number;
  hash: number;
  readonly defects: Defect[];
}

export function emptyTally(): Tally {
  return { events: 0, hash: 0, defects: [] };
}

export function tallySink(tally: Tally): ScapSink {
  return partialSink({
    event: ({ timeLow, type }) => {
      tally.events++;
      tally.hash = (Math.imul(tally.hash, 31) + timeLow + type) | 0;
    },
    defect: (defect) => tally.defects.push(defect),
  });
}

/** The tally's hash after each number of events. */
export function hashesOf(bytes: Uint8Array): number[] {
  const tally = emptyTally();
  const hashes = [0];
  const sink = tallySink(tally);
  const reader = new ScapReader({
    ...sink,
    event: (cursor, offset) => {
      sink.event(cursor, offset);
      hashes.push(tally.hash);
    },
  });
  reader.push(bytes);
  reader.end();
  return hashes;
}

/** Reads chunks to their end. */
export function dumpChunks(chunks: Iterable<Uint8Array>, reason?: string): Dump {
  const dump = emptyDump();
  const reader = new ScapReader(dumpSink(dump));
  for (const chunk of chunks) reader.push(chunk);
  reader.end(reason);
  return dump;
}

export function dumpBytes(bytes: Uint8Array): Dump {
  return dumpChunks([bytes]);
}

/**
 * Cuts bytes into chunks of the sizes in turn. All chunks are handed out in one buffer that is overwritten before the
 * next: a reader that keeps a reference into a chunk reads rubbish.
 */
export function* cut(bytes: Uint8Array, sizes: readonly number[]): Iterable<Uint8Array> {
  const buffer = new Uint8Array(Math.max(...sizes));
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const part = bytes.subarray(at, at + (sizes[i % sizes.length] ?? 1));
    buffer.fill(0xa5);
    buffer.set(part);
    yield buffer.subarray(0, part.length);
    at += part.length;
  }
}

function eventLine(num: number, cursor: EventCursor): string {
  const params: string[] = [];
  for (let i = 0; i < cursor.nparams; i++) {
    const bytes = cursor.buffer(i);
    params.push(bytes === undefined ? '-' : short(bytes));
  }
  const { timeHigh, timeLow, cpu, type, tid, dumpFlags } = cursor;
  return `${num} ${timeHigh}.${timeLow} cpu=${cpu} type=${type} tid=${tid} flags=${dumpFlags} ${params.join(' ')}`;
}

function short(bytes: Uint8Array): string {
  if (bytes.length <= 64) return Buffer.from(bytes).toString('hex');
  return `${bytes.length}:${createHash('md5').update(bytes).digest('hex')}`;
}

function text(value: unknown): string {
  const json = JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
  return json.length <= 2000 ? json : `${json.length}:${createHash('md5').update(json).digest('hex')}`;
}
