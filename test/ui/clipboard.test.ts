// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { Clipboard, clipboardSequence } from '../../src/ui/clipboard.js';

describe('the clipboard', () => {
  it('is the terminal’s, by OSC 52', async () => {
    const written: string[] = [];
    const clipboard = new Clipboard({ env: {}, hasClipboard: true, write: (text) => written.push(text) });
    assert.deepEqual(await clipboard.copy('grün\n'), { kind: 'clipboard' });
    assert.deepEqual(written, [`\x1b]52;c;${Buffer.from('grün\n').toString('base64')}\x07`]);
  });

  it('goes through tmux in both of its ways', () => {
    const bytes = Buffer.from('x');
    const sequence = '\x1b]52;c;eA==\x07';
    assert.equal(
      clipboardSequence(bytes, { TMUX: '/tmp/tmux-0/default,1,0', TERM: 'tmux-256color' }),
      `${sequence}\x1bPtmux;\x1b${sequence}\x1b\\`,
    );
  });

  it('goes through screen in pieces that it takes', () => {
    const bytes = Buffer.alloc(3000, 'x');
    const sequence = clipboardSequence(bytes, { STY: '1.x', TERM: 'screen-256color' });
    const pieces = sequence.split('\x1b\\').filter((piece) => piece !== '');
    assert.ok(pieces.every((piece) => piece.startsWith('\x1bP') && piece.length <= 512));
    assert.equal(pieces.map((piece) => piece.slice(2)).join(''), `\x1b]52;c;${bytes.toString('base64')}\x07`);
  });

  it('is a file where there is none, or where it would not fit, for its owner alone', async () => {
    for (const [hasClipboard, text] of [
      [false, 'a'],
      [true, 'x'.repeat(80_000)],
    ] as const) {
      const clipboard = new Clipboard({
        env: {},
        hasClipboard,
        write: () => assert.fail('nothing goes to the terminal'),
      });
      const copied = await clipboard.copy(text);
      assert.equal(copied.kind, 'file');
      const path = copied.kind === 'file' ? copied.path : '';
      try {
        assert.equal(readFileSync(path, 'utf8'), `${text}\n`);
        assert.equal(statSync(path).mode & 0o777, 0o600);
        assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
      } finally {
        rmSync(dirname(path), { recursive: true });
      }
    }
  });
});
