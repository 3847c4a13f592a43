// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type InputToken, InputTokenizer } from '../../../src/ui/terminal/input-tokens.js';

function tokens(chunks: readonly (string | Uint8Array)[], flush = true): InputToken[] {
  const tokenizer = new InputTokenizer();
  const found = chunks.flatMap((chunk) => tokenizer.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk));
  return flush ? [...found, ...tokenizer.flush()] : found;
}

const texts = (chunks: readonly (string | Uint8Array)[]): string[] => tokens(chunks).map((token) => token.text);

const SEQUENCES = [
  'a',
  'é',
  '日',
  '😀',
  '\r',
  '\t',
  '\x7f',
  '\x1b[A',
  '\x1bOP',
  '\x1b[11~',
  '\x1b[[A',
  '\x1b[24;2~',
  '\x1b[1;5C',
  '\x1b[<0;10;5M',
  '\x1b[<0;10;5m',
  '\x1b[<64;1;1M',
  '\x1bb',
  '\x1b\x1b[D',
  '\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\',
  '\x1b]11;rgb:ffff/ffff/ffff\x07',
  '\x1b[?62;c',
  '\x1b[?2026;2$y',
  '\x1b[200~pasted\n\x1b[31mtext\x1b[201~',
  '\x1bP1$r0m\x1b\\',
] as const;

describe('InputTokenizer', () => {
  it('takes each sequence as one', () => {
    for (const sequence of SEQUENCES) {
      const [token, ...rest] = tokens([sequence], false);
      assert.equal(rest.length, 0, JSON.stringify(sequence));
      assert.ok(token !== undefined, JSON.stringify(sequence));
    }
  });

  it('says what each is', () => {
    const kind = (text: string): string | undefined => tokens([text])[0]?.kind;
    assert.equal(kind('a'), 'sequence');
    assert.equal(kind('é'), 'character');
    assert.equal(kind('\x1b[A'), 'sequence');
    assert.equal(kind('\x1b[<0;1;1M'), 'sequence');
    assert.equal(kind('\x1b]11;rgb:0/0/0\x07'), 'reply');
    assert.equal(kind('\x1b[?62;c'), 'reply');
    assert.equal(kind('\x1b[12;40R'), 'reply');
    assert.equal(kind('\x1b[1;2R'), 'sequence', 'Shift-F3');
    assert.deepEqual(tokens(['\x1b[200~a\nb\x1b[201~']), [{ kind: 'paste', text: 'a\nb' }]);
  });

  it('does not care how the bytes come', () => {
    const input = fc.array(fc.constantFrom(...SEQUENCES), { maxLength: 12 });
    fc.assert(
      fc.property(input, fc.array(fc.nat(40), { maxLength: 12 }), (sequences, cuts) => {
        const bytes = Buffer.from(sequences.join(''));
        const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
        const chunks = [0, ...places].map((from, i) => bytes.subarray(from, places[i] ?? bytes.length));
        assert.deepEqual(tokens(chunks), tokens([bytes]));
      }),
      { numRuns: 500 },
    );
  });

  it('takes bytes one by one as it takes them together', () => {
    const bytes = Buffer.from(SEQUENCES.join(''));
    const single = [...bytes].map((byte) => Uint8Array.of(byte));
    assert.deepEqual(tokens(single), tokens([bytes]));
    assert.equal(tokens([bytes]).length, SEQUENCES.length);
  });

  it('waits for the rest of a sequence, and believes in Esc when none comes', () => {
    const tokenizer = new InputTokenizer();
    assert.deepEqual(tokenizer.push(Buffer.from('\x1b')), []);
    assert.equal(tokenizer.isWaiting, true);
    assert.deepEqual(tokenizer.flush(), [{ kind: 'sequence', text: '\x1b' }]);
    assert.equal(tokenizer.isWaiting, false);
    assert.deepEqual(texts(['\x1b\x1b']), ['\x1b', '\x1b'], 'Esc twice');
    assert.deepEqual(texts(['\x1b[', 'A']), ['\x1b[A']);
    assert.deepEqual(texts(['\x1b[']), ['\x1b[']);
    assert.deepEqual(texts(['\x1b[1;']), ['\x1b', '[', '1', ';']);
  });

  it('keeps Esc and the key after it apart, where Alt with that key has no meaning', () => {
    for (const key of ['\x1b[17~', '\x1bOS', '\x1b[A', '\x1b[B', '\x1b[5~', '\x1b[<0;1;1M']) {
      assert.deepEqual(texts([`\x1b${key}x`]), ['\x1b', key, 'x']);
      assert.deepEqual(texts(['\x1b', key.slice(0, 2), key.slice(2)]), ['\x1b', key]);
    }
    for (const key of ['\x1b[C', '\x1bOD', '\x1b[1~']) assert.deepEqual(texts([`\x1b${key}`]), [`\x1b${key}`]);
  });

  it('tells Esc and Ctrl-C apart that come as one piece', () => {
    assert.deepEqual(texts(['\x1b\x03']), ['\x1b', '\x03']);
    assert.deepEqual(texts(['\x1b\x1b[D\x03']), ['\x1b\x1b[D', '\x03']);
    assert.deepEqual(texts(['\x1b\r']), ['\x1b\r'], 'Alt-Enter');
  });

  it('comes to an end with any bytes, and keeps its memory small', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 10 }), (chunks) => {
        const tokenizer = new InputTokenizer();
        for (const chunk of chunks) tokenizer.push(chunk);
        tokenizer.flush();
        assert.equal(tokenizer.isWaiting, false);
      }),
      { numRuns: 1000 },
    );
    assert.deepEqual(tokens([`\x1b]${'x'.repeat(1000)}`, 'q']).at(-1), { kind: 'sequence', text: 'q' });
  });
});
