// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { History } from '../../../src/ui/prompts/history.js';
import { edited, inserted, type LineState, lineOf } from '../../../src/ui/prompts/line-editor.js';

function press(line: LineState, ...names: readonly string[]): LineState {
  let state = line;
  for (const name of names) {
    const next = edited(state, { name, text: [...name].length === 1 ? name : name === 'space' ? ' ' : '' });
    assert.ok(next !== undefined, name);
    state = next;
  }
  return state;
}

/** The line with `|` at the cursor. */
const shown = (line: LineState): string => `${line.text.slice(0, line.cursor)}|${line.text.slice(line.cursor)}`;

describe('line editor', () => {
  it('moves, inserts and deletes by what a person sees as one character', () => {
    assert.equal(shown(press(lineOf('ab'), 'left', 'x')), 'ax|b');
    assert.equal(shown(press(lineOf('a👩‍👩‍👧b'), 'left', 'backspace')), 'a|b');
    assert.equal(shown(press(lineOf('e\u0301x'), 'home', 'right')), 'e\u0301|x');
    assert.equal(shown(press(lineOf('日本'), 'home', 'delete')), '|本');
    assert.equal(shown(press(lineOf(''), 'backspace', 'delete', 'left', 'right')), '|');
  });

  it('knows words', () => {
    const line = lineOf('proc.name=nginx and fd.port=80');
    assert.equal(shown(press(line, 'C-w')), 'proc.name=nginx and fd.port=|');
    assert.equal(shown(press(line, 'C-w', 'C-w')), 'proc.name=nginx and |');
    assert.equal(shown(press(line, 'M-b', 'M-b', 'C-k')), 'proc.name=nginx and |');
    assert.equal(shown(press(line, 'home', 'M-f')), 'proc.name|=nginx and fd.port=80');
    assert.equal(shown(press(line, 'C-left', 'C-u')), '|80');
  });

  it('makes blanks of what a paste must not type', () => {
    assert.equal(inserted(lineOf('a'), 'b\r\nc\x1b[31m').text, 'ab c [31m');
  });

  it('leaves other keys alone', () => {
    for (const name of ['f2', 'enter', 'escape', 'up', 'tab', 'C-z']) {
      assert.equal(edited(lineOf('x'), { name, text: '' }), undefined);
    }
  });

  it('never leaves the line', () => {
    const names = [
      'left',
      'right',
      'home',
      'end',
      'M-b',
      'M-f',
      'backspace',
      'delete',
      'C-w',
      'a',
      'é',
      '日',
      '👍🏽',
      '\u0301',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 40 }), (keys) => {
        let line = lineOf('start');
        for (const name of keys)
          line = edited(line, { name, text: name.length < 5 && !name.includes('-') ? name : '' }) ?? line;
        assert.ok(line.cursor >= 0 && line.cursor <= line.text.length);
        assert.doesNotThrow(() => encodeURIComponent(line.text));
      }),
    );
  });
});

describe('History', () => {
  it('walks to and fro, and keeps the unfinished line', () => {
    const history = new History();
    for (const entry of ['one', 'two', 'one', ' ']) history.add(entry);
    history.start();
    assert.equal(history.walk(-1, 'unfinished'), 'one');
    assert.equal(history.walk(-1, ''), 'two');
    assert.equal(history.walk(-1, ''), undefined);
    assert.equal(history.walk(1, ''), 'one');
    assert.equal(history.walk(1, ''), 'unfinished');
    assert.equal(history.walk(1, ''), undefined);
  });
});
