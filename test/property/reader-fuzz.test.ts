// SPDX-License-Identifier: Apache-2.0
// Captures with wrong bytes in them: reading never throws, never loops, gives at most one defect, and what comes before
// the first wrong byte is what it was. State, store and printing take whatever the reader lets through.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allFields } from '../../src/engine/fields/catalogue.js';
import { readField } from '../../src/engine/fields/read-field.js';
import { PLAIN_FORMAT } from '../../src/engine/format/default-formats.js';
import { compileFormat } from '../../src/engine/format/format.js';
import { Capture } from '../../src/engine/ingest/capture.js';
import { RowView } from '../../src/engine/query/row-view.js';
import { ScapReader } from '../../src/engine/scap/scap-reader.js';
import { StreamRawStore } from '../../src/engine/store/raw-store.js';
import { concat } from '../engine/scap/byte-list.js';
import { dumpBytes, emptyTally, hashesOf, tallySink } from '../engine/scap/event-dump.js';
import { everyBlock, startOfCapture } from './small-capture.js';

const SEED = 20_260_727;

interface Edit {
  readonly kind: 'set' | 'flip' | 'insert' | 'remove' | 'repeat';
  readonly at: number;
  readonly value: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(
    'set' as const,
    'flip' as const,
    'flip' as const,
    'insert' as const,
    'remove' as const,
    'repeat' as const,
  ),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  value: fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff, 0xfe, 0x16, 0x40),
});
const edits = fc.array(edit, { minLength: 1, maxLength: 6 });

function apply(bytes: Uint8Array, list: readonly Edit[]): { bytes: Uint8Array; first: number } {
  let out = Uint8Array.from(bytes);
  let first = bytes.length;
  for (const { kind, at, value } of list) {
    const i = Math.floor(at * out.length);
    first = Math.min(first, i);
    if (kind === 'set') out[i] = value;
    else if (kind === 'flip') out[i] = (out[i] as number) ^ (1 << (value & 7));
    else if (kind === 'insert') out = concat(out.subarray(0, i), Uint8Array.of(value), out.subarray(i));
    else if (kind === 'remove') out = concat(out.subarray(0, i), out.subarray(i + 1 + (value & 3)));
    else out = concat(out.subarray(0, i), out.subarray(Math.max(0, i - value)));
  }
  return { bytes: out, first };
}

const CASES = [
  ['the start of a real capture', startOfCapture(150)],
  ['blocks of every kind', everyBlock()],
] as const;

for (const [name, bytes] of CASES) {
  const sound = dumpBytes(bytes);
  const hashes = hashesOf(bytes);

  test(`${name}: the reader`, () => {
    assert.deepEqual(sound.defects, []);
    fc.assert(
      fc.property(edits, (list) => {
        const wrong = apply(bytes, list);
        const tally = emptyTally();
        const reader = new ScapReader(tallySink(tally));
        const half = Math.floor(wrong.bytes.length / 2);
        reader.push(wrong.bytes.subarray(0, half));
        reader.push(wrong.bytes.subarray(half));
        reader.end();
        assert.ok(tally.defects.length <= 1);
        assert.ok(tally.events <= wrong.bytes.length / 36);
        // All that ends before the first wrong byte is delivered.
        const untouched = sound.offsets.filter((_, i) => (sound.offsets[i + 1] ?? bytes.length) <= wrong.first).length;
        assert.ok(tally.events >= untouched, `${tally.events} of ${untouched}`);
        if (tally.events === untouched) assert.equal(tally.hash, hashes[untouched]);
        for (const { offset } of tally.defects) assert.ok(offset <= wrong.bytes.length && offset >= 0);
      }),
      { seed: SEED, numRuns: 8000 },
    );
  });

  test(`${name}: state, store and printing`, () => {
    const format = compileFormat(PLAIN_FORMAT);
    assert.ok(format.ok);
    fc.assert(
      fc.property(edits, (list) => {
        const wrong = apply(bytes, list);
        const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
        capture.feed(wrong.bytes);
        capture.end();
        const view = new RowView(capture);
        for (let row = 0; row < capture.store.rows; row++) {
          assert.ok(view.moveToRow(row));
          const line = format.value.line(view);
          assert.ok(line === undefined || line.length < 10_000_000);
        }
      }),
      { seed: SEED, numRuns: 1500 },
    );
  });

  test(`${name}: every field of every event`, () => {
    const uses = allFields()
      .filter((f) => f.argument !== 'required' && f.retired === undefined)
      .map((field) => ({ field, argument: undefined, text: field.name }));
    fc.assert(
      fc.property(edits, (list) => {
        const capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
        capture.feed(apply(bytes, list).bytes);
        capture.end();
        const view = new RowView(capture);
        for (let row = 0; row < capture.store.rows; row++) {
          view.moveToRow(row);
          for (const use of uses) readField(use, view);
        }
      }),
      { seed: SEED, numRuns: 250 },
    );
  });
}
