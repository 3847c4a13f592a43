// SPDX-License-Identifier: Apache-2.0
// What a dialogue says is what its exchanges say, from either side, however the calls divide the bytes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { L4 } from '../../../src/engine/state/fd-info.js';
import { play, seen, summary } from './dialogue.js';
import { TRANSCRIPTS } from './transcripts.js';

for (const [name, { port, l4 = L4.TCP, lines, expected }] of Object.entries(TRANSCRIPTS)) {
  test(`${name}: requests and answers`, () => {
    assert.deepEqual(summary(lines, { port, l4 }), expected);
    assert.deepEqual(summary(lines, { port, l4, side: 'server' }), expected);
  });
  if (l4 === L4.UDP) continue;
  test(`${name}: the same bytes in other pieces`, () => {
    for (const piece of [1, 2, 3, 7, 16]) assert.deepEqual(summary(lines, { port, piece }), expected, `${piece} bytes`);
  });
  test(`${name}: every byte belongs to the request or the answer that it is a part of`, () => {
    const whole = seen(play(lines, { port }));
    const pieces = seen(play(lines, { port, piece: 5 }));
    const bytes = ({ requestBytes, responseBytes }: (typeof whole)[number]) => [requestBytes, responseBytes];
    assert.deepEqual(pieces.map(bytes), whole.map(bytes));
  });
}

test('HTTP: requests of one call are answered in their order; one of a later call closes those before it', () => {
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: web\r\n\r\n`;
  const answer = (status: number) => `HTTP/1.1 ${status} X\r\nContent-Length: 2\r\n\r\nok`;
  const lines = [
    ['client', get('/a') + get('/b')],
    ['server', answer(200) + answer(404)],
    ['client', get('/lost')],
    ['client', get('/c')],
    ['server', answer(201)],
  ] as const;
  assert.deepEqual(summary(lines), [
    'http GET /a 200 -',
    'http GET /b 404 -',
    'http GET /lost - -',
    'http GET /c 201 -',
  ]);
});
