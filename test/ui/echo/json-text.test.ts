// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { findJson } from '../../../src/ui/echo/json-text.js';

function laidOut(text: string, isCut = false): string[] | undefined {
  return findJson(text, isCut)?.lines.map(
    ({ depth, pieces }) => '  '.repeat(depth) + pieces.map((piece) => piece.text).join(''),
  );
}

describe('JSON in a payload', () => {
  it('is laid out as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), (value) => {
        const wanted = JSON.stringify(value, undefined, 2);
        assert.equal(laidOut(JSON.stringify(value))?.join('\n'), wanted);
        assert.equal(laidOut(wanted)?.join('\n'), wanted);
      }),
    );
  });

  it('is found after headers and at the start of a line', () => {
    const found = findJson('POST / HTTP/1.1\r\nHost: x\r\n\r\n{"a":1}', false);
    assert.equal(found?.from, 28);
    assert.deepEqual(laidOut('*3\r\n$7\r\n[1,2]\r\n'), ['[', '  1,', '  2', ']']);
    assert.deepEqual(laidOut('  {}'), ['{}']);
  });

  it('is laid out as far as a cut payload goes', () => {
    assert.deepEqual(laidOut('{"name":"ngi', true), ['{', '  "name": "ngi']);
    assert.deepEqual(laidOut('{"a":[1,tr', true), ['{', '  "a": [', '    1,', '    tr']);
    assert.equal(laidOut('{"name":"ngi', false), undefined);
    const whole = '{"a":{"b":[1,2,{"c":"d"}],"e":null},"f":-1.5e3}';
    for (let end = 4; end < whole.length; end++) {
      const cut = findJson(whole.slice(0, end), true);
      assert.equal(cut?.isCut, true, whole.slice(0, end));
      const kept = cut?.lines.flatMap((line) => line.pieces.map((piece) => piece.text)).join('');
      assert.equal(kept?.replaceAll(' ', ''), whole.slice(0, end));
    }
  });

  it('is not what only looks like it', () => {
    for (const text of [
      '[INFO] started',
      '[2026-01-01 10:00] x',
      '{ body }',
      'x {"a":1}',
      '[1] done',
      '{',
      '[',
      "{'a':1}",
      '{"a":1}}',
      '[1,]',
    ]) {
      assert.equal(findJson(text, true), undefined, text);
    }
  });

  it('does not go deeper than people look, nor on for ever', () => {
    assert.equal(findJson('['.repeat(100_000), true), undefined);
    assert.equal(findJson('{\n'.repeat(100_000), true), undefined);
    assert.equal(findJson(`[${'1,'.repeat(50_000)}1]`, false)?.lines.length, 50_003);
  });
});
