// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { EchoBlock } from '../../../src/engine/protocol/protocol.js';
import { bytesText, dottedText, textLines } from '../../../src/ui/echo/byte-text.js';
import { type EchoLayout, type EchoMode, echoLines, hexLines } from '../../../src/ui/echo/echo-lines.js';
import { linesBetween, stepLines } from '../../../src/ui/echo/line-place.js';

function block(data: Uint8Array | string, size?: number): EchoBlock {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return {
    num: 7,
    time: 1.5e9,
    direction: 'read',
    fdName: '10.0.0.1:1->10.0.0.2:80',
    fdNum: 3,
    command: 'curl',
    pid: 42,
    container: '',
    size: size ?? bytes.length,
    data: bytes,
  };
}

function layout(mode: EchoMode, width = 40): EchoLayout {
  return { mode, width, asciiOnly: false, format: { baseTime: undefined }, isConversation: false };
}

function dataTexts(of: EchoBlock, mode: EchoMode, width = 40): string[] {
  return echoLines(of, layout(mode, width), undefined)
    .filter((line) => line.kind === 'data')
    .map((line) => line.spans.map((span) => span.text).join(''));
}

describe('bytes as text', () => {
  it('are UTF-8 where they are, and every other byte on its own', () => {
    const bytes = Buffer.concat([Buffer.from('aé😀'), Buffer.from([0xff, 0xc3]), Buffer.from('z')]);
    assert.equal(bytesText(bytes), 'aé😀\udcff\udcc3z');
    // Overlong, a surrogate, beyond U+10FFFF, cut at the end.
    for (const bad of [
      [0xc0, 0x80],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe2, 0x82],
    ]) {
      assert.match(bytesText(Uint8Array.from(bad)), /^[\udc80-\udcff]+$/);
    }
  });

  it('agree with the decoder of Node for all that is UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const bytes = Buffer.from(text);
        assert.equal(bytesText(bytes), bytes.toString('utf8'));
      }),
    );
  });

  it('lose no byte', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = bytesText(bytes);
        const back = Buffer.concat(
          [...text].map((character) => {
            const code = character.codePointAt(0) ?? 0;
            return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character);
          }),
        );
        assert.deepEqual(back, Buffer.from(bytes));
      }),
    );
  });

  it('end lines at line feeds, with or without carriage returns, and widen tabs', () => {
    assert.deepEqual(textLines('GET /\r\nHost: x\n\nend'), ['GET /', 'Host: x', '', 'end']);
    assert.deepEqual(textLines('a\n'), ['a']);
    assert.deepEqual(textLines(''), ['']);
    assert.deepEqual(textLines('a\tb'), ['a       b']);
    assert.equal(dottedText(Uint8Array.from([0x41, 0, 0x7f, 0x7e])), 'A..~');
  });
});

describe('a block of Echo', () => {
  it('has a head that says which way, how much, when, who, and where', () => {
    const [head] = echoLines(block('hi'), layout('text'), undefined);
    const text = head?.spans.map((span) => span.text).join('');
    assert.match(text ?? '', /^<<< read +2 B {2}\+1\.500000 {2}curl \(42\) {2}fd 3 10\.0\.0\.1:1->10\.0\.0\.2:80$/);
  });

  it('says what was not recorded', () => {
    assert.deepEqual(dataTexts(block('GET', 91), 'text'), ['GET', '88 more bytes were not recorded']);
  });

  it('shows text line by line, and wraps without losing a character', () => {
    assert.deepEqual(dataTexts(block('one\r\ntwo'), 'text'), ['one', 'two']);
    assert.deepEqual(dataTexts(block('abcdefghij'), 'text', 4), ['abcd', 'efgh', 'ij']);
    assert.deepEqual(dataTexts(block('日本語日本語'), 'text', 5), ['日本', '語日', '本語']);
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{0,300}$/), fc.integer({ min: 1, max: 50 }), (text, width) => {
        assert.equal(dataTexts(block(text), 'text', width).join(''), text);
      }),
    );
  });

  it('lets no byte act: escapes, control characters and bidi overrides are signs', () => {
    const nasty = block('\x1b[31mred\x07\u202e\x9b1m');
    for (const mode of ['text', 'dots', 'hex', 'json'] as const) {
      for (const text of dataTexts(nasty, mode, 200)) {
        assert.equal(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/.test(text), false, mode);
      }
    }
  });

  it('shows hex with offsets and text, as many bytes in a line as fit', () => {
    const bytes = Uint8Array.from({ length: 40 }, (_, i) => i + 0x40);
    const lines = hexLines(bytes, 80).map((spans) => spans.map((span) => span.text).join(''));
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? '', /^0000 {2}40 41 42 43 {2}44 .* @ABCDEFGHIJKLMNO$/);
    assert.match(lines[2] ?? '', /^0020 {2}60 61 .* `abcdefg$/);
    assert.equal(hexLines(bytes, 30).length, 10);
    for (const width of [25, 47, 80, 160]) {
      for (const spans of hexLines(bytes, width)) {
        assert.ok(spans.reduce((sum, span) => sum + span.text.length, 0) <= Math.max(24, width));
      }
    }
  });

  it('lays out JSON after headers, and leaves the rest as text', () => {
    const lines = dataTexts(block('HTTP/1.1 200 OK\r\n\r\n{"a":1,"b":[true]}'), 'json');
    assert.deepEqual(lines, ['HTTP/1.1 200 OK', '{', '  "a": 1,', '  "b": [', '    true', '  ]', '}']);
    assert.deepEqual(dataTexts(block('no json'), 'json'), ['no json']);
  });

  it('shows the time since the block before in a conversation', () => {
    const [head] = echoLines(block('x'), { ...layout('text'), isConversation: true }, { ...block('y'), time: 1.2e9 });
    assert.match(head?.spans.map((span) => span.text).join('') ?? '', /\+300ms {2}event 7$/);
  });
});

describe('places in blocks', () => {
  const HEIGHTS = [3, 5, 1, 4];
  const heights = { total: () => HEIGHTS.length, height: (i: number) => HEIGHTS[i] ?? 1 };

  it('are stepped through line by line, and stop at both ends', () => {
    assert.deepEqual(stepLines({ block: 0, line: 2 }, 1, heights), { block: 1, line: 0 });
    assert.deepEqual(stepLines({ block: 1, line: 0 }, -1, heights), { block: 0, line: 2 });
    assert.deepEqual(stepLines({ block: 0, line: 0 }, 9, heights), { block: 3, line: 0 });
    assert.deepEqual(stepLines({ block: 0, line: 0 }, 99, heights), { block: 3, line: 3 });
    assert.deepEqual(stepLines({ block: 2, line: 0 }, -99, heights), { block: 0, line: 0 });
  });

  it('are as far apart as the steps between them', () => {
    fc.assert(
      fc.property(fc.nat({ max: 12 }), fc.nat({ max: 12 }), (a, b) => {
        const start = { block: 0, line: 0 };
        const [from, to] = [stepLines(start, Math.min(a, b), heights), stepLines(start, Math.max(a, b), heights)];
        assert.equal(linesBetween(from, to, 100, heights), Math.abs(a - b));
        if (a !== b) assert.equal(linesBetween(to, from, 100, heights), -1);
      }),
    );
  });
});
