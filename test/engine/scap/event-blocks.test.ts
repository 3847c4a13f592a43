// SPDX-License-Identifier: Apache-2.0
// Event blocks of every kind: header versions, flags, large payloads, parameter counts that have to be recovered, more and
// fewer parameters than the table knows, options after the event, and events that contradict themselves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventCursor } from '../../../src/engine/scap/event-cursor.js';
import { EVENT_FLAGS, EVENT_TYPES, EventFlag } from '../../../src/engine/scap/event-types.js';
import { ScapReader } from '../../../src/engine/scap/scap-reader.js';
import { capture, commentOption, cstr, EMPTY, event, TYPE, u8, u16, u32, u64 } from './block-writer.js';
import { concat } from './byte-list.js';
import { dumpBytes, dumpSink, emptyDump } from './event-dump.js';

const CLOSE = 4;
const RENAME_X = 157;
const CONTAINER_JSON_2 = 324;
const V1 = [TYPE.EV, TYPE.EVF, TYPE.EV_UNOFFICIAL];
const V2 = [TYPE.EV_V2, TYPE.EVF_V2, TYPE.EV_LARGE, TYPE.EVF_LARGE];

/** Asks each event of the stream. */
function each<T>(bytes: Uint8Array, ask: (cursor: EventCursor) => T): T[] {
  const answers: T[] = [];
  const reader = new ScapReader({
    ...dumpSink(emptyDump()),
    event: (cursor) => answers.push(ask(cursor)),
    defect: (defect) => assert.fail(defect.reason),
  });
  reader.push(bytes);
  reader.end();
  return answers;
}

for (const blockType of [...V1, ...V2]) {
  test(`block ${blockType.toString(16)}: every member of the header`, () => {
    const made = event({
      blockType,
      cpu: 65535,
      flags: 1,
      time: 0xfedcba9876543210n,
      tid: 2 ** 40,
      type: CLOSE,
      params: [u64(-100)],
    });
    const [seen] = each(capture(made, made), (c) => ({
      cpu: c.cpu,
      flags: c.dumpFlags,
      time: (BigInt(c.timeHigh) << 32n) | BigInt(c.timeLow),
      tid: c.tid,
      type: c.type,
      nparams: c.nparams,
      fd: c.int(0),
      absent: c.int(1),
    }));
    const hasFlags = [TYPE.EVF, TYPE.EVF_V2, TYPE.EVF_LARGE].some((t) => t === blockType);
    assert.deepEqual(seen, {
      cpu: 65535,
      flags: hasFlags ? 1 : 0,
      time: 0xfedcba9876543210n,
      tid: 2 ** 40,
      type: CLOSE,
      nparams: 1,
      fd: -100,
      absent: undefined,
    });
  });
}

test('a thread id of -1 is -1', () => {
  assert.deepEqual(
    each(capture(event({ type: CLOSE, tid: -1, params: [u64(1)] })), (c) => c.tid),
    [-1],
  );
});

/** Some bytes for parameter i: lengths differ, and zero lengths are among them. */
function someParam(i: number): Uint8Array {
  return new Uint8Array([0, 8, 4, 13, 1][i % 5] ?? 0).fill(i + 1);
}

test('version 1: the number of parameters is found for every type and every count', () => {
  for (const type of EVENT_TYPES) {
    const wide = ((EVENT_FLAGS[type.id] as number) & EventFlag.LARGE_PAYLOAD) !== 0;
    for (let n = 0; n <= type.params.length; n++) {
      const params = Array.from({ length: n }, (_, i) => someParam(i));
      // Old writers counted three bytes too many in these two.
      const lengthError = type.id === 280 || type.id === 286 ? 3 : 0;
      const made = event({
        blockType: TYPE.EV,
        type: type.id,
        params,
        wide,
        lengthError,
        ...(lengthError === 0 ? {} : { block: { options: new Uint8Array(4) } }),
      });
      const seen = each(capture(made), (c) =>
        Array.from({ length: c.nparams }, (_, i) => Uint8Array.from(c.buffer(i) ?? [255])),
      );
      // Counts that differ by empty parameters alone add up to different lengths: the answer is unique.
      assert.deepEqual(seen, [params], `${type.key} with ${n} parameters`);
    }
  }
});

test('version 1: no count fits', () => {
  const made = event({ blockType: TYPE.EV, type: CLOSE, params: [u64(1)], lengthError: -1 });
  const dump = dumpBytes(capture(event({ type: CLOSE }), made, event({ type: CLOSE })));
  assert.equal(dump.events.length, 1);
  assert.match(dump.defects[0]?.reason ?? '', /parameter count/);
});

test('large payloads have four-byte lengths, whatever the block', () => {
  const json = cstr(`{"container":"${'x'.repeat(200_000)}"}`);
  for (const blockType of [TYPE.EV_LARGE, TYPE.EVF_LARGE]) {
    const made = event({ blockType, type: CONTAINER_JSON_2, wide: true, params: [json] });
    assert.deepEqual(
      each(capture(made), (c) => [c.nparams, c.text(0)?.length]),
      [[1, json.length - 1]],
    );
  }
  const small = event({ blockType: TYPE.EV_V2, type: CONTAINER_JSON_2, wide: true, params: [cstr('{}')] });
  assert.deepEqual(
    each(capture(small), (c) => c.text(0)),
    ['{}'],
  );
});

test('more parameters than the table knows are left out, fewer are absent', () => {
  const more = event({ type: CLOSE, params: [u64(1), u64(2), cstr('more')] });
  assert.deepEqual(
    each(capture(more), (c) => [c.nparams, c.int(0), c.param(1)]),
    [[1, 1, -1]],
  );
  assert.deepEqual(
    each(capture(more), (c) => [c.extra(0), c.extra(1), c.extra(2), c.extra(3), c.nparams]),
    [[undefined, 2, undefined, undefined, 1]],
    'but code that knows what a tool puts there can ask: a u64 or nothing',
  );
  const fewer = event({ type: RENAME_X, params: [u64(0)] });
  assert.deepEqual(
    each(capture(fewer), (c) => [c.nparams, c.int(0), c.text(1), c.strings(1), c.buffer(2), c.has(1)]),
    [[1, 0, undefined, undefined, undefined, false]],
  );
});

test('events of unknown type have no number', () => {
  const unknown = event({ type: 9999, params: [u64(1)] });
  const old = event({ blockType: TYPE.EV, type: EVENT_TYPES.length, params: [u64(1)] });
  const dump = dumpBytes(capture(unknown, event({ type: CLOSE }), old, unknown, event({ type: CLOSE })));
  assert.deepEqual(dump.defects, []);
  assert.deepEqual(
    dump.events.map((line) => line.split(' ')[0]),
    ['1', '2'],
  );
});

test('options after an event are not part of it', () => {
  const parts = ['a', 'comment of some length', 'abc'].map((comment, i) =>
    event({ type: CLOSE, params: [u64(i)], block: { options: commentOption(comment) } }),
  );
  assert.deepEqual(
    each(capture(...parts), (c) => c.int(0)),
    [0, 1, 2],
  );
});

test('events that contradict themselves end the stream, with those before them delivered', () => {
  const good = event({ type: CLOSE, params: [u64(1)] });
  const bad: readonly (readonly [string, Uint8Array])[] = [
    ['length beyond the block', event({ type: CLOSE, params: [u64(1)], lengthError: 100 })],
    ['length below the header', event({ type: CLOSE, params: [u64(1)], lengthError: -30 })],
    ['four thousand million parameters', event({ type: CLOSE, params: [u64(1)], nparams: 0xffffffff })],
    ['more lengths than bytes', event({ type: CLOSE, params: [u64(1)], nparams: 6 })],
  ];
  for (const [what, bytes] of bad) {
    const dump = dumpBytes(capture(good, bytes, good));
    assert.equal(dump.events.length, 1, what);
    assert.deepEqual(
      dump.defects.map((d) => [d.offset, d.blockType]),
      [[28 + good.length, TYPE.EV_V2]],
      what,
    );
  }
  for (const blockType of [...V1, ...V2]) {
    const whole = event({ blockType, type: CLOSE });
    for (let size = 12; size < whole.length; size += 4) {
      const short = concat(u32(blockType), u32(size), whole.slice(8, size - 4), u32(size));
      const dump = dumpBytes(capture(good, short, good));
      assert.deepEqual([dump.events.length, dump.defects.length], [1, 1], `${blockType.toString(16)}, ${size} bytes`);
    }
  }
});

test('a parameter that goes beyond its event is damage', () => {
  const good = event({ type: RENAME_X, params: [u64(0), cstr('/a'), cstr('/b')] });
  const bad = Uint8Array.from(good);
  // Length of the last parameter: after block header, cpu, event header and two lengths.
  bad[8 + 2 + 26 + 4] = 200;
  const dump = dumpBytes(capture(good, bad, good));
  assert.equal(dump.events.length, 1);
  assert.match(dump.defects[0]?.reason ?? '', /parameter/);
});

test('integers of every width, and what is too short for one', () => {
  const made = event({ type: RENAME_X, params: [u8(0x80), u16(0x8001), u32(0x80000002)] });
  assert.deepEqual(
    each(capture(made), (c) => [c.int(0), c.int(1), c.int(2), c.uint(0), c.uint(1), c.uint(2), c.bigint(2)]),
    [[-128, -32767, -2147483646, 0x80, 0x8001, 0x80000002, undefined]],
  );
  const big = event({ type: RENAME_X, params: [u64(-1), u64(2n ** 63n + 1n), EMPTY] });
  assert.deepEqual(
    each(capture(big), (c) => [c.int(0), c.bigint(0), c.bigint(1), c.int(2), c.uint(2), c.has(2), c.param(2) >= 0]),
    [[-1, 2n ** 64n - 1n, 2n ** 63n + 1n, undefined, undefined, false, true]],
  );
});

test('parameters in any order of asking', () => {
  const params = [u64(7), cstr('/old'), cstr('/new')];
  const made = event({ type: RENAME_X, params });
  const orders = [
    [2, 1, 0, 1, 2],
    [0, 2, 0, 2],
    [1, 1, 0, 2, 1],
  ];
  for (const order of orders) {
    const [seen] = each(capture(made), (c) => order.map((i) => (i === 0 ? c.int(0) : c.text(i))));
    assert.deepEqual(
      seen,
      order.map((i) => [7, '/old', '/new'][i]),
    );
  }
});

test('a parameter that no type has is ignored, and spoils none of the others', () => {
  const made = event({ type: RENAME_X, params: [u64(0n), cstr('/from'), cstr('/to')] });
  const [asked] = each(capture(made), (cursor) => [
    cursor.buffer(-1),
    cursor.text(1),
    cursor.int(-1),
    cursor.text(2),
    cursor.has(-1),
    cursor.text(1),
  ]);
  assert.deepEqual(asked, [undefined, '/from', undefined, '/to', false, '/from']);
});
