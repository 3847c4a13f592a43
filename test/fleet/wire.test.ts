// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Assembly, fragments } from '../../src/fleet/fragments.js';
import { asFromAgent, type FromAgent } from '../../src/fleet/messages.js';
import { decodeAnswer, encodeAnswer, parsedRow, withAllRows } from '../../src/fleet/row-lines.js';
import { subjectToken } from '../../src/fleet/subjects.js';
import { decode, encode } from '../../src/fleet/wire.js';

test('what JSON lacks survives', () => {
  const message = {
    big: 2n ** 70n,
    negative: -5n,
    open: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    bytes: Uint8Array.of(0, 255, 10),
    counts: Uint32Array.of(1, 2 ** 32 - 1),
    text: '{"$int":"1"} \u0000 \ud800',
    nested: { $odd: 'stays', list: [null, true, 1.5] },
  };
  assert.deepEqual(decode(encode(message)), message);
  assert.equal(decode('{"v":'), undefined);
  assert.deepEqual(decode('{"$int":"1e999999"}'), null);
});

test('pieces of any order come together, and strangers do not mix', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 30_000 }),
      (text, times) => {
        const long = text.repeat(times);
        const other = [...fragments('b', 1, 'x'.repeat(500_000))];
        const pieces = [...fragments('a', 1, long)].reverse();
        const assembly = new Assembly();
        assert.equal(assembly.add(other[0] ?? new Uint8Array()), undefined);
        const whole = pieces.map((piece) => assembly.add(piece)).filter((one) => one !== undefined);
        assert.deepEqual(whole, [long]);
      },
    ),
    { seed: 20_261_130, numRuns: 25 },
  );
  const assembly = new Assembly();
  for (const odd of ['', 'no head', 'a 1 5 2\nx', 'a 1 0 99999\nx', 'a b c d\n']) {
    assert.equal(assembly.add(Buffer.from(odd)), undefined, odd);
  }
});

test('answers with rows come back whole, row by row', () => {
  const rows = [
    { key: 'a\u001e"', keyValue: 1n, cells: ['x\u001ey', null], alive: true, firstEvent: 3 },
    { key: 'b', keyValue: null, cells: [true, 2.5], alive: false, firstEvent: 0 },
  ];
  const table = { total: 9, from: 0, rows, matchedEvents: 5, scanned: 1, baseTime: '17', latencyRecorded: true };
  const said = { v: 1, id: 2, host: 'h', instance: 'i', kind: 'rows' } as const;
  const message: FromAgent = { ...said, rows: { ...table, order: [3, null] } };
  const got = asFromAgent(decodeAnswer(encodeAnswer(message)));
  assert.ok(got?.kind === 'rows' && got.rows.lines?.length === 2 && got.rows.rows.length === 0);
  assert.deepEqual(withAllRows(got.rows), message.rows);
  const whole: FromAgent = { ...said, rows: { ...table, parts: [[[1, 2]], [null]] } };
  assert.deepEqual(decodeAnswer(encodeAnswer(whole)), whole);
  assert.equal(asFromAgent(decodeAnswer('nothing\u001e{}')), undefined);
  assert.equal(parsedRow('[1'), undefined);
});

test('any name is one token of a subject, and no two are the same', () => {
  assert.equal(subjectToken('web-1'), 'web-1');
  assert.equal(subjectToken('db.example *>'), 'db=2Eexample=20=2A=3E');
  assert.notEqual(subjectToken('a=2Eb'), subjectToken('a.b'));
});
