// SPDX-License-Identifier: Apache-2.0
// Captured data in all five ways, against what sysdig 0.36 printed for the same bytes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BufferFormat } from '../../../src/engine/protocol/protocol.js';
import { bufferWriter } from '../../../src/engine/text/buffer-text.js';
import { ByteLine } from '../../../src/engine/text/byte-line.js';
import { DEFAULT_PRINT } from '../../../src/engine/text/print-options.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: www.google.com\r\nUser-Agent: curl/7.47.0\r\nAccept: */*\r\n\r\n';

function text(data: string, buffers: BufferFormat, maxBuffer = 80): string {
  const bytes = Buffer.from(data, 'latin1');
  const out = new ByteLine();
  bufferWriter({ ...DEFAULT_PRINT, buffers, maxBuffer })(bytes, 0, bytes.length, out);
  return out.slice(0);
}

test('dots', () => {
  assert.equal(text(REQUEST, 'dots'), 'GET / HTTP/1.1..Host: www.google.com..User-Agent: curl/7.47.0..Accept: */*....');
  assert.equal(text('\0\x1f ~\x7f\xff', 'dots'), '.. ~..');
  assert.equal(text('', 'dots'), '');
});

test('dots are cut to the limit, the three dots included', () => {
  assert.equal(text('x'.repeat(80), 'dots'), 'x'.repeat(80));
  assert.equal(text('x'.repeat(81), 'dots'), `${'x'.repeat(77)}...`);
  assert.equal(text('x'.repeat(5000), 'dots', 0), 'x'.repeat(5000));
  assert.equal(text('abcdef', 'dots', 3), 'abc');
  assert.equal(text('abcdef', 'dots', 4), 'a...');
});

test('ascii with line ends', () => {
  assert.equal(
    text(REQUEST, 'ascii'),
    '\nGET / HTTP/1.1\nHost: www.google.com\nUser-Agent: curl/7.47.0\nAccept: */*\n\n',
  );
  // A newline counts unless a carriage return stood before it, but never as the first byte.
  assert.equal(text('\na\nb\r\nc\x01\xff', 'ascii'), '\na\nb\nc');
  assert.equal(text('', 'ascii'), '');
});

test('hex', () => {
  assert.equal(
    text(REQUEST, 'hex'),
    '\n\t0x0000: 4745 5420 2f20 4854 5450 2f31 2e31 0d0a\n\t0x0010: 486f 7374 3a20 7777 772e 676f 6f67 6c65' +
      '\n\t0x0020: 2e63 6f6d 0d0a 5573 6572 2d41 6765 6e74\n\t0x0030: 3a20 6375 726c 2f37 2e34 372e 300d 0a41' +
      '\n\t0x0040: 6363 6570 743a 202a 2f2a 0d0a 0d0a\n',
  );
  assert.equal(text('abc', 'hex'), '\n\t0x0000: 6162 63\n');
  assert.equal(text('', 'hex'), '');
  assert.ok(text('x'.repeat(70000), 'hex').includes('\n\t0x11160: '));
});

test('hex with ascii', () => {
  const lines = text(REQUEST, 'hex-ascii').split('\n');
  assert.equal(lines[1], '\t0x0000: 4745 5420 2f20 4854 5450 2f31 2e31 0d0a  GET / HTTP/1.1..');
  assert.equal(lines[5], '\t0x0040: 6363 6570 743a 202a 2f2a 0d0a 0d0a       ccept: */*....');
  assert.equal(lines[6], '');
  // A last single byte is not widened: its column is two to the left.
  assert.equal(text('abc', 'hex-ascii'), `\n\t0x0000: 6162 63${' '.repeat(32)}abc\n`);
});

test('base64', () => {
  assert.equal(text(REQUEST, 'base64'), Buffer.from(REQUEST).toString('base64'));
  assert.equal(text('a', 'base64'), 'YQ==');
});
