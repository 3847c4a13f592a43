// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeText } from '../../src/engine/scap/text.js';
import { CellMeter } from '../../src/ui/cell-width.js';
import { safeText } from '../../src/ui/safe-text.js';
import { HOSTILE_NAMES } from './hostile-names.js';

/** What must never reach a terminal: C0, DEL, C1, bidi controls, line separators, unpaired surrogates, zero-width signs. */
function dangers(text: string): string[] {
  const found: string[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isControl = code < 0x20 || (code >= 0x7f && code <= 0x9f);
    const isBidi = code === 0x61c || (code >= 0x200e && code <= 0x200f) || (code >= 0x202a && code <= 0x202e);
    const isIsolate = code >= 0x2066 && code <= 0x2069;
    const isSeparator = code === 0x2028 || code === 0x2029;
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    const isHidden =
      code === 0x200b || code === 0x2060 || code === 0xfeff || code === 0xad || (code >= 0xe0000 && code <= 0xe0fff);
    if (isControl || isBidi || isIsolate || isSeparator || isSurrogate || isHidden)
      found.push(`U+${code.toString(16)}`);
  }
  return found;
}

/** UTF-16 code units of every kind, likely ones more often. */
const anyUnits = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0x9f }),
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(0x1b, 0x5b, 0x9b, 0x202e, 0x2066, 0xdc80, 0xd800, 0x200d, 0xfe0f, 0x301, 0xd83d, 0xdc68),
    ),
    { maxLength: 80 },
  )
  .map((units) => String.fromCharCode(...units));

describe('safeText', () => {
  it('leaves plain and honest text as it is', () => {
    const honest = [
      '',
      'nginx -g daemon off;',
      '日本語',
      'Ωμέγα',
      'e\u0301',
      '👩‍👩‍👧‍👦',
      '✅ ⚠️',
      'می\u200cخواهم',
      'क्\u200dष',
      'שלום',
    ];
    for (const text of honest) assert.equal(safeText(text), text);
  });

  it('shows what could act', () => {
    assert.equal(safeText('\x1b[31m\n'), '␛[31m␊');
    assert.equal(safeText('\x7f'), '␡');
    assert.equal(safeText('\x9b2J'), '\\u009B2J');
    assert.equal(safeText('a\u202eb'), 'a\\u202Eb');
    assert.equal(safeText('\udcff\udc1b'), '\\xFF\ufffd');
    assert.equal(safeText('x\u{e0041}'), 'x\\u{E0041}');
    assert.equal(safeText('a\u200db'), 'a\\u200Db');
  });

  it('gives a mark without a letter something to sit on, and cuts piles of marks', () => {
    assert.equal(safeText('\u0301x'), '◌\u0301x');
    assert.equal(safeText('\x1b\u0301'), '␛◌\u0301');
    assert.equal(safeText(`a${'\u0335'.repeat(50)}b`), `a${'\u0335'.repeat(4)}\ufffdb`);
  });

  it('keeps to ASCII where the terminal has no more', () => {
    assert.equal(safeText('a\x1bé日\udc80\x7f', true), 'a^[??\\x80^?');
    fc.assert(fc.property(anyUnits, (text) => /^[\x20-\x7e]*$/.test(safeText(text, true))));
  });

  it('lets nothing through that acts, whatever comes', () => {
    fc.assert(
      fc.property(anyUnits, (text) => {
        assert.deepEqual(dangers(safeText(text)), []);
      }),
      { numRuns: 3000 },
    );
  });

  it('lets no byte sequence through that acts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        assert.deepEqual(dangers(safeText(decodeText(bytes, 0, bytes.length))), []);
      }),
      { numRuns: 1000 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyUnits, (text) => safeText(safeText(text)) === safeText(text)),
      { numRuns: 1000 },
    );
  });

  it('makes texts whose every cluster takes a cell', () => {
    const meter = new CellMeter();
    const texts = fc.oneof(anyUnits, fc.constantFrom(...HOSTILE_NAMES));
    fc.assert(
      fc.property(texts, (text) => meter.clusters(safeText(text)).every((cluster) => cluster.width >= 1)),
      { numRuns: 500 },
    );
  });
});
