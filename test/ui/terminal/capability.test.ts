// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backgroundReply, type Environment, terminalCapability } from '../../../src/ui/terminal/capability.js';

const of = (env: Environment) => terminalCapability(env, { ascii: false, mouse: true });

describe('terminalCapability', () => {
  it('knows how many colours', () => {
    const depths: [Environment, string][] = [
      [{ TERM: 'xterm-256color' }, '256'],
      [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'truecolor'],
      [{ TERM: 'tmux-256color' }, '256'],
      [{ TERM: 'screen-256color' }, '256'],
      [{ TERM: 'screen' }, '256'],
      [{ TERM: 'alacritty' }, 'truecolor'],
      [{ TERM: 'xterm-kitty' }, 'truecolor'],
      [{ TERM: 'linux' }, '16'],
      [{ TERM: 'xterm' }, '16'],
      [{ TERM: 'vt100' }, 'mono'],
      [{ TERM: 'dumb' }, 'mono'],
      [{}, 'mono'],
      [{ TERM: 'xterm-256color', COLORTERM: 'truecolor', NO_COLOR: '1' }, 'mono'],
      [{ TERM: 'xterm-256color', NO_COLOR: '' }, '256'],
    ];
    for (const [env, depth] of depths) assert.equal(of(env).depth, depth, JSON.stringify(env));
  });

  it('knows which signs', () => {
    assert.equal(of({ TERM: 'xterm-256color' }).glyphs, 'unicode');
    assert.equal(of({ TERM: 'xterm-256color', LANG: 'C' }).glyphs, 'unicode');
    assert.equal(of({ TERM: 'xterm-256color', LANG: 'de_DE.ISO-8859-1' }).glyphs, 'ascii');
    assert.equal(of({ TERM: 'xterm-256color', LANG: 'de_DE.ISO-8859-1', LC_ALL: 'C.UTF-8' }).glyphs, 'unicode');
    assert.equal(of({ TERM: 'linux' }).glyphs, 'console');
    assert.equal(of({ TERM: 'vt220' }).glyphs, 'ascii');
    assert.equal(terminalCapability({ TERM: 'xterm' }, { ascii: true, mouse: true }).glyphs, 'ascii');
  });

  it('asks nothing of terminals that would print the question', () => {
    for (const TERM of ['linux', 'vt100', 'dumb']) {
      const capability = of({ TERM });
      assert.deepEqual(
        [
          capability.answersColor,
          capability.clipboard,
          capability.mouse,
          capability.synchronized,
          capability.alternateScreen,
        ],
        [false, false, false, false, false],
      );
    }
  });

  it('reads the background', () => {
    assert.equal(of({ TERM: 'xterm', COLORFGBG: '0;15' }).background, 'light');
    assert.equal(of({ TERM: 'xterm', COLORFGBG: '15;default;0' }).background, 'dark');
    assert.equal(of({ TERM: 'xterm' }).background, undefined);
    assert.equal(backgroundReply('\x1b]11;rgb:fdfd/f6f6/e3e3\x1b\\'), 0xfdf6e3);
    assert.equal(backgroundReply('\x1b]11;rgb:00/2b/36\x07'), 0x002b36);
    assert.equal(backgroundReply('\x1b]10;rgb:0/0/0\x07'), undefined);
  });
});
