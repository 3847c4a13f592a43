// SPDX-License-Identifier: Apache-2.0
// Sockets of each kind, raw ones, epoll descriptors and as many descriptors as one message can pass: type, name, local and
// remote end, and who serves, as both ends see it.

import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { compileFormat } from '../../../../src/engine/format/format.js';
import { readMachineSeed } from '../../../../src/engine/live/capture/machine-seed.js';
import { RowView } from '../../../../src/engine/query/row-view.js';
import { captureHeader } from '../../../../src/engine/scap/scap-writer.js';
import { capture, compileFixture, emptyFolder, runProgram, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { loadCapture } from '../../../oracle/oracle-captures.js';

const skip = whyNoLiveTests() ?? false;
if (skip) console.log(`live tests are skipped: ${skip}`);

const FORMAT = '*%fd.type|%fd.name|%fd.lip:%fd.lport|%fd.rip:%fd.rport|%fd.is_server|%fd.l4proto';
const MADE = /^(read|write|sendto|recvfrom|epoll_wait|epoll_pwait)$/;

interface Seen {
  readonly detail: string;
  /** FORMAT at the exit of the last call on the descriptor. */
  readonly line: string;
}

async function socketsOf(folder: string): Promise<Map<string, Seen>> {
  const program = compileFixture('sockets.c');
  const header = captureHeader(readMachineSeed({ users: false }), 'everywhere');
  const run = capture(() => runProgram(program, folder));
  const file = join(folder, 'run.scap');
  writeFileSync(file, Buffer.concat([header, run.bytes]));
  const events = await loadCapture(file);
  const format = compileFormat(FORMAT);
  assert.ok(format.ok);
  const view = new RowView(events);
  const byFd = new Map<number, string>();
  for (let row = 0; row < events.store.rows; row++) {
    view.moveToRow(row);
    if (view.thread?.tid !== run.value.pid || !MADE.test(view.kind.name)) continue;
    if (view.kind.isExit) byFd.set(view.fdNum, format.value.line(view) ?? '');
  }
  const lines = run.value.stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return new Map(lines.map(([what = '', fd, detail = '']) => [what, { detail, line: byFd.get(Number(fd)) ?? 'none' }]));
}

/** Fields in the order of FORMAT. */
function fieldsOf(seen: ReadonlyMap<string, Seen>, what: string): readonly string[] {
  return (seen.get(what) ?? assert.fail(what)).line.split('|');
}

const KERNEL_ADDRESSES = '(0|ffff[0-9a-f]{12})->(0|ffff[0-9a-f]{12})';

suite('sockets of each kind', { skip }, () => {
  const folder = emptyFolder();
  let seen: Map<string, Seen>;

  before(async () => {
    seen = await socketsOf(folder);
  });

  after(() => rmSync(folder, { recursive: true }));

  /** What is there of the kind; IPv6 may be turned off. */
  const pairsOf = (kinds: readonly string[], ends: readonly string[]): readonly string[] =>
    kinds.flatMap((kind) => ends.map((end) => `${kind}-${end}`)).filter((what) => seen.has(what));

  const assertEnds = (what: string, l4: string): void => {
    const [type, name = '', local, remote, , protocol] = fieldsOf(seen, what);
    const address = what.includes('6') ? '::1' : '127.0.0.1';
    const [own, other] = (seen.get(what)?.detail ?? '').split(':');
    // An IPv6 datagram socket is a client whatever it does, as in sysdig.
    const serves = /server|receiver/.test(what) && what !== 'udp6-receiver';
    const [client, server] = serves ? [other, own] : [own, other];
    assert.equal(type, what.includes('6') ? 'ipv6' : 'ipv4', what);
    assert.equal(name, `${address}:${client}->${address}:${server}`, what);
    assert.deepEqual([local, remote], [`${address}:${own}`, `${address}:${other}`], what);
    assert.equal(protocol, l4, what);
  };

  test('streams: each end has its own port as the local one, and knows who serves', () => {
    const streams = pairsOf(['tcp4', 'tcp6', 'mapped'], ['client', 'server']);
    assert.ok(streams.length >= 2);
    for (const what of streams) {
      assertEnds(what, 'tcp');
      assert.equal(fieldsOf(seen, what)[4], String(what.endsWith('server')), what);
    }
  });

  test('datagrams: an unbound sender has its port with the first one', () => {
    const datagrams = pairsOf(['udp4', 'udp6', 'udp-mapped'], ['sender', 'receiver']);
    assert.ok(datagrams.length >= 2);
    for (const what of datagrams) assertEnds(what, 'udp');
  });

  test('unix sockets, of a path and abstract: streams, packets and datagrams have it at both ends', () => {
    const streams = pairsOf(['unix', 'packets', 'abstract'], ['client', 'server']);
    const datagrams = pairsOf(['unix', 'abstract'], ['sender', 'receiver']);
    assert.equal(streams.length + datagrams.length, 10);
    for (const what of [...streams, ...datagrams]) {
      const [type, name = ''] = fieldsOf(seen, what);
      assert.equal(type, 'unix', what);
      assert.match(name, new RegExp(`^${KERNEL_ADDRESSES} ${seen.get(what)?.detail}$`), what);
    }
  });

  test('raw sockets have addresses and no ports; packet sockets say that they are not known', (t) => {
    for (const what of ['raw4', 'raw6'].filter((kind) => seen.has(kind))) {
      const [type, name, local, remote, , protocol] = fieldsOf(seen, what);
      const address = seen.get(what)?.detail;
      assert.equal(type, what === 'raw4' ? 'ipv4' : 'ipv6');
      assert.equal(name, `${address}->${address}`);
      assert.deepEqual([local, remote], [`${address}:<NA>`, `${address}:<NA>`], what);
      assert.equal(protocol, 'raw');
    }
    if (!seen.has('packet')) return t.diagnostic('no packet sockets here');
    assert.deepEqual(fieldsOf(seen, 'packet').slice(0, 2), ['unknown', '']);
  });

  test('epoll_wait and epoll_pwait belong to their descriptor', () => {
    assert.equal(fieldsOf(seen, 'epoll')[0], 'eventpoll');
    assert.equal(fieldsOf(seen, 'epoll-masked')[0], 'eventpoll');
  });

  test('forty descriptors in a message, and as many as the kernel passes', () => {
    for (const many of [40, 253]) {
      for (let i = 0; i < many; i++) {
        const what = `passed-${many}-${i}`;
        assert.deepEqual(fieldsOf(seen, what).slice(0, 2), ['file', join(folder, what)]);
      }
    }
  });
});
