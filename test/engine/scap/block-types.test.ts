// SPDX-License-Identifier: Apache-2.0
// Every block number of the format, official and pre-release, is read as what it is; unknown ones are skipped before the
// first event and end the stream after it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { block, capture, commentOption, event, section, TYPE, u64 } from './block-writer.js';
import { ByteList, concat } from './byte-list.js';
import { dumpBytes } from './event-dump.js';
import {
  fdEntry,
  fdList,
  groupEntry,
  interfaceEntry,
  machineBody,
  prefixed,
  processEntry,
  userEntry,
} from './list-writer.js';

/** Any event, so that the capture holds one. */
const ONE = event({ type: 4, params: [u64(3)] });
const NO_FD = new Uint8Array(0);
const v2Interface = interfaceEntry(1, 'lo');

const METADATA: readonly (readonly [number: number, body: Uint8Array, expected: RegExp])[] = [
  [0x201, machineBody('one'), /^machine .*"hostname":"one"/],
  [0x8002abcd, machineBody('two'), /^machine .*"hostname":"two"/],
  [0x202, processEntry(1, 0), /^processes .*"comm":"comm0".*"env":\[\]/],
  [0x8000abcd, processEntry(1, 0), /^processes .*"comm":"comm0".*"vmRssKb":0/],
  [0x207, processEntry(2, 0), /^processes .*"vmRssKb":200.*"env":\[\]/],
  [0x8013abcd, processEntry(2, 0), /^processes .*"vmRssKb":200.*"env":\[\]/],
  [0x209, processEntry(3, 0), /^processes .*"env":\["A=1","B=2"\],"vtid":-1/],
  [0x8014abcd, processEntry(3, 0), /^processes .*"env":\["A=1","B=2"\],"vtid":-1/],
  [0x210, processEntry(4, 0), /^processes .*"vtid":4900.*"root":""/],
  [0x211, processEntry(5, 0), /^processes .*"sid":-1.*"root":"\/srv"/],
  [0x212, processEntry(6, 0), /^processes .*"sid":-7.*"exePath":""/],
  [0x213, processEntry(7, 0), /^processes .*"vpgid":-1.*"exePath":"\/usr\/bin\/exe"/],
  [0x214, processEntry(8, 0), /^processes .*"vpgid":5008/],
  [0x215, processEntry(9, 0), /^processes .*"vpgid":5008/],
  [0x203, fdList(5, fdEntry(1, 0, NO_FD)), /^fds 5 \[\{"fd":1,/],
  [0x8001abcd, fdList(6, fdEntry(1, 0, NO_FD)), /^fds 6 \[\{"fd":1,/],
  [0x218, fdList(7, prefixed(fdEntry(2, 0, NO_FD))), /^fds 7 \[\{"fd":2,/],
  [0x205, interfaceEntry(1, 'lo'), /^interfaces .*"name":"lo"/],
  [0x8011abcd, interfaceEntry(1, 'lo'), /^interfaces .*"name":"lo"/],
  [0x219, concat(new ByteList().u32(v2Interface.length).done(), v2Interface), /^interfaces .*"name":"lo"/],
  [0x206, concat(userEntry(1, 'a'), groupEntry(2, 'b')), /^users .*"name":"a".*"name":"b"/],
  [0x8012abcd, userEntry(1, 'a'), /^users .*"name":"a"/],
  [0x220, prefixed(userEntry(1, 'a')), /^users .*"name":"a"/],
];

for (const [number, body, expected] of METADATA) {
  test(`metadata block ${number.toString(16)}`, () => {
    const dump = dumpBytes(capture(block(number, body), ONE));
    assert.deepEqual(dump.defects, []);
    assert.equal(dump.events.length, 1);
    assert.equal(dump.metadata.length, 2);
    assert.match(dump.metadata[1] ?? '', expected);
  });
}

test('two trailers of which one is wrong: a defect at the block, before anything of it is delivered', () => {
  for (const [number, body] of METADATA) {
    const wrong = block(number, body, { trailer: 16 });
    const dump = dumpBytes(capture(wrong, ONE));
    assert.deepEqual(dump.events, [], number.toString(16));
    assert.equal(dump.metadata.length, 1);
    assert.deepEqual(
      dump.defects.map((d) => [d.offset, d.blockType, /two lengths/.test(d.reason)]),
      [[28, number, true]],
    );
  }
});

test('event blocks: the trailer is not looked at', () => {
  const odd = event({ type: 4, params: [u64(3)], block: { trailer: 7 } });
  const dump = dumpBytes(capture(odd, ONE));
  assert.deepEqual(dump.defects, []);
  assert.equal(dump.events.length, 2);
});

test('unknown metadata is skipped, whatever it holds', () => {
  const unknown = block(0x0a0a0a0a, new Uint8Array(1001).fill(0xff));
  const dump = dumpBytes(capture(unknown, block(0xbad, new Uint8Array(0)), ONE));
  assert.deepEqual(dump.defects, []);
  assert.equal(dump.events.length, 1);
});

test('metadata among the events ends the stream; the events before it are there', () => {
  for (const [number, body] of [...METADATA, [0xbad, NO_FD, /x/] as const]) {
    const first = capture(ONE, ONE);
    const dump = dumpBytes(concat(first, block(number, body), ONE));
    assert.equal(dump.events.length, 2, number.toString(16));
    assert.equal(dump.defects.length, 1, number.toString(16));
    assert.equal(dump.defects[0]?.offset, first.length);
    assert.equal(dump.defects[0]?.blockType, number);
  }
});

test('several lists add up, in any order', () => {
  const lists = [
    block(0x218, fdList(5000, prefixed(fdEntry(1, 0, NO_FD)))),
    block(0x215, processEntry(9, 0)),
    block(0x215, processEntry(9, 1)),
    block(0x201, machineBody('m')),
    block(0x218, fdList(5001)),
  ];
  const dump = dumpBytes(capture(...lists, ONE));
  assert.deepEqual(
    dump.metadata.map((line) => line.split(' ')[0]),
    ['section', 'fds', 'processes', 'processes', 'machine', 'fds'],
  );
});

test('section headers: options are skipped, other byte orders and versions are refused with the reason', () => {
  const withOptions = concat(section({ options: commentOption('made by hand') }), ONE);
  assert.equal(dumpBytes(withOptions).events.length, 1);
  assert.deepEqual(dumpBytes(withOptions).defects, []);
  assert.equal(dumpBytes(concat(section({ minor: 0 }), ONE)).events.length, 1);
  assert.equal(dumpBytes(concat(section({ minor: 99 }), ONE)).events.length, 1);
  const cases: readonly (readonly [Uint8Array, RegExp])[] = [
    [section({ major: 2 }), /format version 2/],
    [section({ magic: 0x4d3c2b1a }), /big-endian/],
    [section({ magic: 0 }), /byte-order mark/],
    [block(TYPE.SECTION, new Uint8Array(8)), /too short/],
    [block(TYPE.SECTION, new ByteList().u32(0x1a2b3c4d).u16(1).u16(2).u64(-1).done(), { trailer: 0 }), /two lengths/],
  ];
  for (const [bytes, reason] of cases) {
    const dump = dumpBytes(concat(bytes, ONE));
    assert.deepEqual([dump.events.length, dump.metadata.length, dump.defects.length], [0, 0, 1]);
    assert.match(dump.defects[0]?.reason ?? '', reason);
    assert.equal(dump.defects[0]?.offset, 0);
  }
});

test('input that is not a capture says so, however short it is', () => {
  for (const bytes of [Buffer.from('x'), Buffer.from('#!/bin/sh\n'), new Uint8Array(4096), concat(ONE)]) {
    const dump = dumpBytes(bytes);
    assert.equal(dump.defects.length, 1);
    assert.match(dump.defects[0]?.reason ?? '', /not a scap capture/, `${bytes.length} bytes`);
  }
  const start = section();
  for (let size = 1; size < start.length; size++) {
    assert.match(dumpBytes(start.subarray(0, size)).defects[0]?.reason ?? '', /last block has/, `${size} bytes`);
  }
  assert.match(dumpBytes(new Uint8Array(0)).defects[0]?.reason ?? '', /empty/);
});

test('lengths that no block can have', () => {
  for (const length of [0, 1, 8, 11, 0x7fffffff, 0xffffffff]) {
    const wrong = block(0x216, new Uint8Array(40), { length });
    const dump = dumpBytes(capture(ONE, wrong, ONE));
    assert.equal(dump.events.length, 1, `length ${length}`);
    assert.deepEqual(
      dump.defects.map((d) => [d.offset, d.blockType]),
      [[28 + ONE.length, 0x216]],
      `length ${length}`,
    );
  }
});

test('an event block of more than 64 KiB is damage unless it is of a large kind', () => {
  const filler = new Uint8Array(70_000);
  const large = event({ blockType: TYPE.EV_LARGE, type: 324, wide: true, params: [filler] });
  assert.deepEqual(dumpBytes(capture(large)).defects, []);
  const small = event({ type: 4, params: [u64(3)], block: { options: filler } });
  const dump = dumpBytes(capture(ONE, small, ONE));
  assert.equal(dump.events.length, 1);
  assert.match(dump.defects[0]?.reason ?? '', /claims a length/);
  // So a wrong length does not make the reader swallow the rest of a file while it waits for the block's end.
  const waiting = capture(ONE, block(0x216, new Uint8Array(40), { length: 500_000_000 }));
  assert.match(dumpBytes(waiting).defects[0]?.reason ?? '', /claims a length/);
});
