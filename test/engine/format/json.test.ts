// SPDX-License-Identifier: Apache-2.0
// Lines as JSON, against what sysdig 0.36 prints with -j.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { EventView } from '../../../src/engine/event/event-view.js';
import { PLAIN_FORMAT } from '../../../src/engine/format/default-formats.js';
import { compileFormat } from '../../../src/engine/format/format.js';
import { jsonString, jsonValue } from '../../../src/engine/format/json-text.js';
import { FdType, L4 } from '../../../src/engine/state/fd-info.js';
import { DEFAULT_PRINT } from '../../../src/engine/text/print-options.js';
import { fakeEvent, fdOf, ip, threadOf, u64 } from '../fields/fake-event.js';

function json(format: string, event: EventView): string | undefined {
  const result = compileFormat(format, { ...DEFAULT_PRINT, zoneOffset: 0 });
  if (!result.ok) throw new Error(result.error.message);
  return result.value.json(event);
}

const socket = fdOf({
  type: FdType.IPV4_SOCK,
  l4: L4.TCP,
  role: 'client',
  name: '10.0.0.1:5->10.0.0.2:80',
  tuple: { sourceIp: ip('10.0.0.1'), sourcePort: 5, destIp: ip('10.0.0.2'), destPort: 80 },
  dev: 0xfe00,
});
const sent = fakeEvent({
  type: 'sendto_x',
  num: 1195,
  time: 519227972,
  thread: threadOf({ tid: 17498, pid: 17497, comm: 'curl', fdLimit: 3 }),
  params: [u64(3), Buffer.from('a"b')],
  fd: socket,
  fdNum: 4,
  fds: { 4: socket },
  columns: { result: 3, latency: 5, count: 1 },
  metrics: { fdCount: 1 },
});

test('the default line: keys in order, times as numbers', () => {
  assert.equal(
    json(PLAIN_FORMAT, sent),
    '{"evt.cpu":0,"evt.dir":"<","evt.info":"res=3 data=a\\"b ","evt.num":1195,"evt.outputtime":1534527348519227972,' +
      '"evt.type":"sendto","proc.name":"curl","thread.tid":17498}',
  );
});

test('types', () => {
  const samples: readonly (readonly [field: string, value: string])[] = [
    ['fd.num', 'null'],
    ['evt.rawtime', '1534527348519227972'],
    ['evt.rawtime.ns', '519227972'],
    ['evt.time', '1534527348519227972'],
    ['evt.datetime', '1534527348519227972'],
    ['evt.latency', '5'],
    ['evt.count', '1'],
    ['evt.deltatime', '0'],
    ['fd.dev', '"FE00"'],
    ['fd.cip', '"10.0.0.1"'],
    ['fd.sport', '80'],
    ['evt.failed', 'false'],
    ['proc.fdusage', '33.333333333333336'],
    ['fd.types', '["ipv4"]'],
    ['evt.buffer', '"a\\"b"'],
    ['evt.rawarg.res', '3'],
    ['container.image', 'null'],
    ['proc.aname', 'null'],
  ];
  for (const [field, value] of samples) assert.equal(json(`*%${field}`, sent), `{"${field}":${value}}`, field);
});

test('missing values, literal text, widths, transformers, repeated fields', () => {
  assert.equal(json('%proc.name %container.image', sent), undefined);
  assert.equal(json('*x %3proc.name y %container.image', sent), '{"container.image":null,"proc.name":"curl"}');
  assert.equal(json('%toupper(proc.name) %proc.name %proc.name', sent), '{"proc.name":"curl"}');
});

test('lists and several values', () => {
  assert.equal(jsonValue(['a', 'b'], { type: 'CHARBUF', format: 'NA', isList: true }), '["a","b"]');
  assert.equal(jsonValue([], { type: 'CHARBUF', format: 'NA', isList: true }), '[]');
  assert.equal(jsonValue(['a', 'b'], { type: 'CHARBUF', format: 'NA' }), '"a b"');
  assert.equal(jsonValue([], { type: 'CHARBUF', format: 'NA' }), 'null');
  assert.equal(jsonValue(8n, { type: 'UINT64', format: 'OCT' }), '"10"');
  assert.equal(jsonValue(Number.NaN, { type: 'DOUBLE', format: 'NA' }), 'null');
  assert.equal(jsonValue(new Uint8Array([0x61]), { type: 'BYTEBUF', format: 'NA' }), '"a"');
});

test('every string is ASCII and parses back, apart from bytes outside of UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const quoted = jsonString(text);
      assert.match(quoted, /^[\x20-\x7e]*$/);
      assert.equal(JSON.parse(quoted), text);
    }),
  );
  assert.equal(jsonString('a\udcffb'), '"a\\ufffdb"');
  assert.equal(jsonString('é😀\n\\'), '"\\u00e9\\ud83d\\ude00\\n\\\\"');
});

test('buffers are whole', () => {
  const write = fakeEvent({ type: 'write_x', params: [u64(100), Buffer.from('x'.repeat(100))] });
  assert.equal(json('%evt.args', write), `{"evt.args":"res=100 data=${'x'.repeat(100)} "}`);
  assert.equal(json('%evt.arg.data', write), `{"evt.arg.data":"${'x'.repeat(100)}"}`);
});

test('an empty parameter list is an empty string', () => {
  const event = fakeEvent({ type: 'setsid_e', params: [] });
  assert.equal(json('%evt.args', event), '{"evt.args":""}');
  assert.equal(json('%evt.args', fakeEvent({ type: 'brk_4_e', params: [u64(0xff)] })), '{"evt.args":"addr=FF "}');
});
