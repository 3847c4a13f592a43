// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyLabel, keyPress } from '../../../src/ui/terminal/key-name.js';

describe('key names', () => {
  it('carry the shift of letters and signs in themselves', () => {
    assert.deepEqual(keyPress('a', { name: 'a' }), { name: 'a', text: 'a' });
    assert.deepEqual(keyPress('S', { name: 's', shift: true }), { name: 'S', text: 'S' });
    assert.deepEqual(keyPress('!', undefined), { name: '!', text: '!' });
    assert.deepEqual(keyPress(' ', { name: 'space' }), { name: 'space', text: ' ' });
  });

  it('have prefixes in one order', () => {
    assert.deepEqual(keyPress('\x06', { name: 'f', ctrl: true }), { name: 'C-f', text: '' });
    assert.deepEqual(keyPress(undefined, { name: 'f12', shift: true }), { name: 'S-f12', text: '' });
    assert.deepEqual(keyPress(undefined, { name: 'left', ctrl: true, meta: true }), { name: 'C-M-left', text: '' });
    assert.deepEqual(keyPress(undefined, { name: 'b', meta: true }), { name: 'M-b', text: '' });
  });

  it('leave out the second report of Enter, and what is not a key', () => {
    assert.equal(keyPress('\r', { name: 'return' }), undefined);
    assert.deepEqual(keyPress('\r', { name: 'enter' }), { name: 'enter', text: '' });
    assert.deepEqual(keyPress('\n', { name: 'linefeed' }), { name: 'enter', text: '' });
    assert.equal(keyPress(undefined, { name: 'undefined' }), undefined);
    assert.deepEqual(keyPress(undefined, { sequence: '\x1b.' }), { name: 'M-.', text: '' });
  });

  it('are written as people write them', () => {
    const labels = ['f10', 'C-f', 'M-left', 'S-f3', 'pagedown', 'backspace', 'x', 'D', '\\', 'space'].map(keyLabel);
    assert.deepEqual(labels, ['F10', 'Ctrl-F', 'Alt-←', 'Shift-F3', 'PgDn', 'Backspace', 'x', 'D', '\\', 'Space']);
  });
});
