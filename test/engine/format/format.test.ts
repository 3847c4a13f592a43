// SPDX-License-Identifier: Apache-2.0
// Format strings: what they print, when they print nothing, and what is wrong with them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventView } from '../../../src/engine/event/event-view.js';
import {
  CONTAINER_FORMAT,
  expandEscapes,
  KUBERNETES_FORMAT,
  PLAIN_FORMAT,
} from '../../../src/engine/format/default-formats.js';
import { compileFormat, type LineFormat } from '../../../src/engine/format/format.js';
import { FdType } from '../../../src/engine/state/fd-info.js';
import type { ThreadInfo } from '../../../src/engine/state/thread-info.js';
import { ByteLine } from '../../../src/engine/text/byte-line.js';
import { DEFAULT_PRINT, type PrintOptions } from '../../../src/engine/text/print-options.js';
import { fakeEvent, fdOf, str, threadOf, u32, u64 } from '../fields/fake-event.js';

const UTC: PrintOptions = { ...DEFAULT_PRINT, zoneOffset: 0 };

function compiled(format: string, options = UTC): LineFormat {
  const result = compileFormat(format, options);
  if (!result.ok) throw new Error(`${format}: ${result.error.message}`);
  return result.value;
}

function line(format: string, event: EventView = open, options = UTC): string | undefined {
  return compiled(format, options).line(event);
}

const grandparent = threadOf({ tid: 1, pid: 1, comm: 'systemd' });
const parent = threadOf({ tid: 3200, pid: 3200, comm: 'bash', parent: grandparent });
const thread = threadOf({ tid: 17497, pid: 17497, vtid: 5, comm: 'curl', args: ['-6', 'http://x'], parent });
const open = fakeEvent({
  type: 'open_x',
  num: 219,
  time: 514682170,
  thread,
  params: [u64(3), str('/etc/ld.so.cache'), u32(4097), u32(0)],
  fd: fdOf({ name: '/etc/ld.so.cache' }),
  fdNum: 3,
  fds: { 3: fdOf({ name: '/etc/ld.so.cache' }), 4: fdOf({ type: FdType.FIFO }) },
  columns: { result: 3, latency: 9728, fdNum: 3 },
});

test('the lines that need not be written out', () => {
  assert.equal(
    line(PLAIN_FORMAT),
    '219 17:35:48.514682170 0 curl (17497) < open fd=3(<f>/etc/ld.so.cache) name=/etc/ld.so.cache flags=4097(O_RDONLY|O_CLOEXEC) mode=0 ',
  );
  assert.equal(
    line(CONTAINER_FORMAT)?.slice(0, 72),
    '219 17:35:48.514682170 0 <NA> () curl (17497:5) < open fd=3(<f>/etc/ld.s',
  );
  assert.equal(line(KUBERNETES_FORMAT)?.slice(0, 30), '219 17:35:48.514682170 0 <NA> ');
  const nobody = fakeEvent({ type: 'procexit_1_e', noThread: true });
  assert.equal(line(PLAIN_FORMAT, nobody), '1 17:35:48.000000000 0 <NA> (-1) > procexit ');
});

test('text, fields, arguments, and where a name ends', () => {
  assert.equal(line('no field'), 'no field');
  assert.equal(line('[%proc.name] and %evt.type%evt.dir!'), '[curl] and open<!');
  assert.equal(line('%proc.name1'), 'curl1');
  assert.equal(line('%proc.aname[1]/%proc.aname[2]'), 'bash/systemd');
  assert.equal(line('%proc.aname'), 'bash systemd');
  assert.equal(
    line('%evt.arg.fd %evt.arg[1] %evt.arg.flags'),
    '<f>/etc/ld.so.cache /etc/ld.so.cache O_RDONLY|O_CLOEXEC',
  );
  assert.equal(line('%evt.rawarg.fd %evt.rawarg.flags'), '3 1001');
  assert.equal(line('%fd.types'), '(file,pipe)');
  assert.equal(line('%evt.latency.human %evt.latency.ns'), '9.72us 000009728');
});

test('a width is a number of bytes, cut or filled', () => {
  assert.equal(line('[%20proc.name]'), '[curl                ]');
  assert.equal(line('[%3proc.name]'), '[cur]');
  assert.equal(line('[%010evt.num]'), '[219       ]');
  assert.equal(line('[%0proc.name]'), '[curl]');
  const named = fakeEvent({ type: 'close_e', thread: threadOf({ comm: 'naïve' }) });
  assert.equal(line('[%8proc.name]', named), '[naïve  ]');
  // Half a letter stays half a letter.
  assert.deepEqual(Buffer.from(bytes('%3proc.name', named)), Buffer.from([0x6e, 0x61, 0xc3]));
  assert.equal(line('*[%6fd.name]', named), '[<NA>  ]');
});

function bytes(format: string, event: EventView): Uint8Array {
  const out = new ByteLine();
  compiled(format).write(event, out);
  return out.take();
}

test('a line with a missing value is only printed with a star', () => {
  const enter = fakeEvent({ type: 'nanosleep_e', params: [u64(1)] });
  assert.equal(line('%proc.name %fd.name', enter), undefined);
  assert.equal(line('*%proc.name %fd.name', enter), 'curl <NA>');
  const out = new ByteLine();
  out.text('before ');
  assert.equal(compiled('%proc.name %fd.name').write(enter, out), false);
  assert.equal(compiled('%proc.name').write(enter, out), true);
  assert.equal(out.slice(0), 'before curl');
});

test('transformers', () => {
  assert.equal(line('%toupper(proc.name) %len(proc.args)'), 'CURL 11');
  assert.equal(line('%8basename(fd.name)|'), 'ld.so.ca|');
  assert.equal(line('%tolower(toupper(proc.name))!'), 'curl!');
});

test('what is wrong with a format, and where', () => {
  const samples: readonly (readonly [format: string, position: number, message: RegExp])[] = [
    ['', 0, /empty/],
    ['abc %', 4, /cannot end with a %/],
    ['abc %12', 4, /cannot end with a number/],
    ['%proc.nmae', 1, /no field proc.nmae; did you mean proc.name/],
    ['a %% b', 3, /no field/],
    ['x %fd.ip', 3, /fd.ip can be compared in a filter, but not printed/],
    ['%evt.arg', 1, /needs an argument/],
    ['%tolower(proc.name', 18, /expected a '\)'/],
    ['%tolower(evt.num)', 1, /./],
  ];
  for (const [format, position, message] of samples) {
    const result = compileFormat(format);
    if (result.ok) throw new Error(`${format} compiled`);
    assert.match(result.error.message, message, format);
    assert.equal(result.error.position, position, format);
  }
});

test('times in every mode', () => {
  const at = (time: number, latency = Number.NaN) =>
    fakeEvent({ type: 'close_x', params: [u64(0)], time, columns: { latency } });
  const print = (mode: PrintOptions['time'], ...events: EventView[]) => {
    const format = compiled('*%evt.outputtime', { ...UTC, time: mode });
    return events.map((event) => format.line(event));
  };
  assert.deepEqual(print('clock', at(5)), ['17:35:48.000000005']);
  assert.deepEqual(print('epoch', at(5)), ['1534527348.000000005']);
  assert.deepEqual(print('relative', at(1_000_000_005)), ['1.000000005']);
  assert.deepEqual(print('latency', at(0, 1500), at(0)), ['0.000001500', '<NA>']);
  assert.deepEqual(print('delta', at(5), at(1_000_000_007), at(1_000_000_007)), [
    '0.000000000',
    '1.000000002',
    '0.000000000',
  ]);
  const east = compiled('%evt.time %evt.datetime.s', { ...UTC, zoneOffset: 3600 });
  assert.equal(east.line(at(0))?.slice(0, 18), '18:35:48.000000000');
  assert.equal(line('%evt.time.iso8601', at(7)), '2018-08-17T17:35:48.000000007+0000');
  assert.equal(line('%evt.rawtime %evt.rawtime.s %evt.rawtime.ns', at(7)), '1534527348000000007 1534527348 000000007');
});

test('deltas and counters go by lines, printed or not', () => {
  const format = compiled('%util.cnt %evt.deltatime %fd.name');
  const step = (time: number, fd = fdOf({ name: 'x' })) =>
    format.line(fakeEvent({ type: 'close_e', params: [u64(3)], time, fd, fdNum: 3 }));
  assert.equal(step(10), '1 0 x');
  assert.equal(step(15), '2 5 x');
  assert.equal(format.line(fakeEvent({ type: 'nanosleep_e', params: [u64(1)], time: 20 })), undefined);
  assert.equal(step(27), '4 7 x');
  const counted = compiled('%util.cnt');
  assert.deepEqual([counted.line(open), counted.line(open), counted.line(open)], ['1', '2', '3']);
  const parts = compiled('%evt.deltatime.s %evt.deltatime.ns');
  parts.line(fakeEvent({ type: 'close_e', time: 0 }));
  assert.equal(parts.line(fakeEvent({ type: 'close_e', time: 2_000_000_003 })), '2 000000003');
});

test('what a thread or a kind prints as is remembered for that thread or kind only', () => {
  const format = compiled('*%evt.num %proc.name (%thread.tid) %container.name %evt.dir %evt.type %fd.name');
  const one = threadOf({ id: 5, tid: 1, comm: 'one' });
  const other = threadOf({ id: 5, tid: 2, comm: 'other' });
  const of = (who: ThreadInfo | undefined, type: string, num: number) =>
    format.line(fakeEvent({ type, num, ...(who === undefined ? { noThread: true } : { thread: who }) }));
  for (let round = 0; round < 2; round++) {
    assert.equal(of(one, 'read_x', 7 + round), `${7 + round} one (1) host < read `);
    // Another thread with the same number in another capture's dictionary.
    assert.equal(of(other, 'read_e', 9), '9 other (2) host > read <NA>');
    assert.equal(of(undefined, 'procexit_1_e', 9), '9 <NA> (-1) <NA> > procexit <NA>');
  }
  const strict = compiled('%proc.name %container.name');
  const inside = threadOf({ id: 6, tid: 3, vtid: 9, comm: 'x' });
  for (let round = 0; round < 2; round++)
    assert.equal(strict.line(fakeEvent({ type: 'read_x', thread: inside })), undefined);
});

test('buffers print as the options say', () => {
  const write = fakeEvent({ type: 'write_x', params: [u64(3), Buffer.from('a\nb'), u64(1), u32(3)] });
  assert.equal(line('%evt.buffer', write), 'a.b');
  assert.equal(line('%evt.buffer', write, { ...UTC, buffers: 'ascii' }), '\na\nb');
  assert.equal(line('%evt.arg.data', write, { ...UTC, buffers: 'base64' }), 'YQpi');
  const long = fakeEvent({ type: 'write_x', params: [u64(3), Buffer.from('x'.repeat(200))] });
  assert.equal(line('%evt.buffer', long)?.length, 80);
  assert.equal(line('%evt.buffer', long, { ...UTC, maxBuffer: 0 })?.length, 200);
  assert.equal(line('*%evt.buffer', open), '<NA>');
});

test('backslashes of option -p', () => {
  assert.equal(expandEscapes('a\\nb\\tc\\e[0m\\\\n\\x\\'), 'a\nb\tc\x1b[0m\\n\\x\\');
});
