// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameReader, frameOf, readHello, textOf } from '../../../src/engine/protocol/service-frames.js';

const STREAM = Buffer.concat([
  ...frameOf('hello', '{"version":1,"scope":"own"}'),
  ...frameOf('blocks', Uint8Array.of(1, 2, 3)),
  ...frameOf('blocks', new Uint8Array(0)),
  ...frameOf('end', 'enough'),
]);

test('frames are the same however the stream is cut', () => {
  for (const size of [1, 2, 7, STREAM.length]) {
    const reader = new FrameReader();
    const frames = [];
    for (let at = 0; at < STREAM.length; at += size)
      frames.push(...(reader.push(STREAM.subarray(at, at + size)) ?? []));
    assert.deepEqual(
      frames.map(({ kind, content }) => [kind, content.length]),
      [
        ['hello', 27],
        ['blocks', 3],
        ['blocks', 0],
        ['end', 6],
      ],
    );
    assert.deepEqual([...(frames[1]?.content ?? [])], [1, 2, 3]);
    assert.equal(textOf(frames[3]?.content ?? new Uint8Array(0)), 'enough');
  }
});

test('an invalid frame ends the reading', () => {
  assert.equal(new FrameReader().push(Buffer.from('HTTP/1.1 400 Bad Request')), undefined);
  assert.equal(new FrameReader().push(Buffer.from([0x62, 0xff, 0xff, 0xff, 0xff])), undefined);
});

test('a hello says the scope, or why there is none', () => {
  const hello = (kind: 'hello' | 'end', text: string) => readHello({ kind, content: Buffer.from(text) });
  assert.deepEqual(hello('hello', '{"version":1,"scope":"all"}'), { ok: true, value: { version: 1, scope: 'all' } });
  assert.deepEqual(hello('end', 'too many'), { ok: false, error: 'too many' });
  assert.ok(!hello('hello', '{"version":2,"scope":"all"}').ok);
  assert.ok(!hello('hello', 'nonsense').ok);
});
