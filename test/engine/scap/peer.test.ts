// SPDX-License-Identifier: Apache-2.0
// Synthetic captures as sysdig reads them: the same events with the same numbers, and a complaint where we have a defect.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EVENT_TYPES } from '../../../src/engine/scap/event-types.js';
import { ScapReader } from '../../../src/engine/scap/scap-reader.js';
import { block, capture, commentOption, cstr, event, START, section, TYPE, u64 } from './block-writer.js';
import { ByteList, concat } from './byte-list.js';
import { dumpSink, emptyDump } from './event-dump.js';
import {
  FD_BODIES,
  fdEntry,
  fdList,
  groupEntry,
  interfaceEntry,
  machineBody,
  OLD_TAIL,
  prefixed,
  processEntry,
  TAIL,
  userEntry,
} from './list-writer.js';
import { NO_PEER, peers } from './peer.js';

const CLOSE_E = 4;
const CLOSE_X = 5;
const OPEN_X = 3;

/** A close of fd 3 by some thread, n steps after the start. */
function close(n: number, blockType: number = TYPE.EV_V2, more: readonly Uint8Array[] = []): Uint8Array {
  const time = START + BigInt(n) * 1_000_000_001n;
  return event({ blockType, cpu: n, time, tid: 100 + n, type: CLOSE_E, params: [u64(3), ...more] });
}

const openExit = (n: number): Uint8Array =>
  event({
    time: START + BigInt(n),
    tid: 7,
    type: OPEN_X,
    params: [u64(3), cstr('/a'), new Uint8Array(4), new Uint8Array(4)],
  });

const CASES: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ['the least that is a capture', capture(close(1))],
  ['no events', capture()],
  ['machine alone', capture(block(0x201, machineBody('m')))],
  ['old event blocks', capture(close(1, TYPE.EV), close(2, TYPE.EVF), close(3, TYPE.EV_UNOFFICIAL), close(4))],
  ['large event blocks', capture(close(1, TYPE.EV_LARGE), close(2, TYPE.EVF_LARGE))],
  ['two captures in one file', concat(capture(close(1)), capture(close(2), close(3)))],
  ['parameters beyond the table', capture(close(1, TYPE.EV_V2, [u64(9), cstr('x')]), close(2))],
  ['unknown event types', capture(close(1), event({ type: 999, params: [u64(1)] }), close(2))],
  ['unknown metadata', capture(block(0xbad, new Uint8Array(64)), close(1))],
  ['metadata among events', capture(close(1), block(0x201, machineBody('m')), close(2))],
  ['rubbish among events', capture(close(1), block(0xbad, new Uint8Array(8)), close(2))],
  ['a wrong trailer on metadata', capture(block(0x201, machineBody('m'), { trailer: 8 }), close(1))],
  ['a wrong trailer on an event', capture(close(1), event({ type: CLOSE_E, params: [u64(1)], block: { trailer: 4 } }))],
  [
    'options after an event',
    capture(event({ type: CLOSE_E, params: [u64(1)], block: { options: commentOption('hi') } })),
  ],
  ['format version 2', concat(section({ major: 2 }), close(1))],
  ['big-endian', concat(section({ magic: 0x4d3c2b1a }), close(1))],
  ['cut in the last event', capture(close(1), close(2)).slice(0, -5)],
  [
    'an event only for the state',
    capture(event({ blockType: TYPE.EVF_V2, flags: 1, type: CLOSE_E, params: [u64(1)] }), close(1)),
  ],
  [
    'enter and exit',
    capture(openExit(1), close(2), event({ time: START + 9n, tid: 102, type: CLOSE_X, params: [u64(0)] })),
  ],
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map(
    (version, i) =>
      [
        `process list ${version}`,
        capture(
          block([0x202, 0x207, 0x209, 0x210, 0x211, 0x212, 0x213, 0x214, 0x215][i] ?? 0, processEntry(version, 0)),
          close(1),
        ),
      ] as const,
  ),
  ['process list with the old tail', capture(block(0x215, processEntry(9, 0, OLD_TAIL)), close(1))],
  ['process list with the full tail', capture(block(0x215, processEntry(9, 0, TAIL)), close(1))],
  [
    'an fd of every old type',
    capture(
      block(0x215, processEntry(9, 0)),
      block(
        0x218,
        fdList(5000, ...FD_BODIES.filter(([t]) => t <= 16).map(([t, body], i) => prefixed(fdEntry(i, t, body)))),
      ),
      close(1),
    ),
  ],
  [
    'users and groups',
    capture(block(0x220, concat(prefixed(userEntry(1, 'a')), prefixed(groupEntry(2, 'b')))), close(1)),
  ],
  ['interfaces', capture(block(0x205, concat(interfaceEntry(1, 'a'), interfaceEntry(2, 'b'))), close(1))],
  ['an interface of no known type', capture(block(0x205, new ByteList().u16(9).u16(0).zeros(60).done()), close(1))],
];

const FORMAT = '%evt.num %evt.rawtime %evt.cpu %thread.tid %evt.dir %evt.type';

/** The same line for each event that is shown. */
function ours(bytes: Uint8Array): { lines: string[]; succeeded: boolean } {
  const lines: string[] = [];
  const dump = emptyDump();
  let number = 0;
  const reader = new ScapReader({
    ...dumpSink(dump),
    event: ({ type, timeHigh, timeLow, cpu, tid, dumpFlags }) => {
      number++;
      const { name, isExit } = EVENT_TYPES[type] ?? assert.fail(`type ${type}`);
      const time = (BigInt(timeHigh) << 32n) | BigInt(timeLow);
      if ((dumpFlags & 1) === 0) lines.push(`${number} ${time} ${cpu} ${tid} ${isExit ? '<' : '>'} ${name}`);
    },
  });
  reader.push(bytes);
  reader.end();
  return { lines, succeeded: dump.defects.length === 0 };
}

/** The newest is enough: they read alike. */
const installed = peers();
for (const [name, bytes] of CASES) {
  test(name, { skip: installed.length === 0 ? NO_PEER : false }, () => {
    const { lines, succeeded } = ours(bytes);
    for (const peer of installed.slice(0, 1)) {
      const theirs = peer.print(bytes, FORMAT);
      assert.deepEqual(theirs.lines, lines, `${peer.name}: ${theirs.complaint}`);
      assert.equal(theirs.succeeded, succeeded, `${peer.name}: ${theirs.complaint}`);
    }
  });
}
