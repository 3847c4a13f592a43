// SPDX-License-Identifier: Apache-2.0
// Files of other formats are recognised by name, however they come.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ScapReader } from '../../../src/engine/scap/scap-reader.js';
import { partialSink } from './partial-sink.js';

function reasonFor(bytes: Uint8Array, cut = bytes.length): string {
  let said = '';
  const sink = partialSink({
    defect: ({ reason }) => {
      said = reason;
    },
  });
  const reader = new ScapReader(sink);
  for (let at = 0; at < bytes.length; at += cut) reader.push(bytes.subarray(at, at + cut));
  reader.end();
  return said;
}

function hex(text: string): Uint8Array {
  return Buffer.from(text.replaceAll(' ', '').padEnd(64, '0'), 'hex');
}

const PCAPNG = Buffer.concat([
  Buffer.from('0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000', 'hex'),
  Buffer.from('01000000140000000100000000000400' + '14000000', 'hex'),
]);

const CASES: readonly (readonly [name: string, bytes: Uint8Array, sentence: RegExp])[] = [
  ['zstd', hex('28b52ffd'), /compressed with zstd; unpack it first/],
  ['xz', hex('fd377a585a00'), /compressed with xz/],
  ['bzip2', hex('425a6839'), /compressed with bzip2/],
  ['gzip twice', gzipSync('x'), /compressed with gzip twice/],
  ['pcap', hex('d4c3b2a1'), /pcap file of packets, without system calls/],
  ['pcapng', PCAPNG, /pcapng file of packets, without system calls/],
  ['big-endian', hex('0a0d0d0a 0000001c 1a2b3c4d 0001 0000'), /big-endian machine/],
  ['text', Buffer.from('#!/bin/sh\necho hello\n'), /does not start with a section header/],
];

for (const [name, bytes, sentence] of CASES) {
  test(`${name} is called by its name`, () => {
    assert.match(reasonFor(bytes), sentence);
    assert.equal(reasonFor(bytes, 1), reasonFor(bytes));
  });
}
