// SPDX-License-Identifier: Apache-2.0
// What requests cost: a capture that is made here, of which every fifth event ends a request, opened into views of
// requests and into views that do not read payloads, in turn. The aim: 1.2 times the time without.
//
//   node test/bench/requests.mjs [--rounds 5] [--requests 1000000] [--views requests_top,services] [--keep FILE]
//
// A server answers on 64 connections, in turn in four protocols (HTTP, PostgreSQL, Redis, memcached), with 10,000
// different targets; a request is epoll_wait, read and write, five events in all.

import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interleaved, of, ROOT, ratio, sysdrill, table } from './programs.mjs';

const { captureHeader, eventBlock } = await import(join(ROOT, 'build/src/engine/scap/scap-writer.js'));
const { eventType } = await import(join(ROOT, 'build/src/engine/scap/event-types.js'));
const { parseIp } = await import(join(ROOT, 'build/src/engine/scap/ip-address.js'));
const { FdType, L4 } = await import(join(ROOT, 'build/src/engine/state/fd-info.js'));
const { listed } = await import(join(ROOT, 'build/test/engine/state/world.js'));

const rounds = Number(option('--rounds') ?? 5);
const requests = Number(option('--requests') ?? 1_000_000);
const views = (option('--views') ?? 'requests_top,services').split(',');
const kept = option('--keep');
const WITHOUT = 'connections';
const SERVER = 100;
const CONNECTIONS = 64;
const FIRST_FD = 10;
const TARGETS = 10_000;
const START = 1_764_500_000_000_000_000n;
const NS_PER_STEP = 2000n;
const PORTS = [80, 5432, 6379, 11211];

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function u64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

const ADDRESS = parseIp('10.0.0.5');
const LISTED = { ino: 0, name: '', openFlags: 0, dev: 0, l4: L4.TCP };

/** As /proc has it: the own end first; what listens says which end serves. */
const connection = (n) => ({
  ...LISTED,
  fd: FIRST_FD + n,
  ino: 5000 + n,
  type: FdType.IPV4_SOCK,
  sourceIp: ADDRESS,
  sourcePort: PORTS[n % PORTS.length],
  destIp: parseIp('10.0.0.7'),
  destPort: 40000 + n,
});

const listener = (port, n) => ({
  ...LISTED,
  fd: FIRST_FD - 1 - n,
  ino: 4000 + n,
  type: FdType.IPV4_SERVSOCK,
  destIp: ADDRESS,
  destPort: port,
});

function message(kind, text) {
  const bytes = Buffer.from(`${kind}....${text}\0`, 'latin1');
  bytes.writeUInt32BE(bytes.length - 1, 1);
  return bytes;
}

/** Question and answer of a connection about a target. */
function dialogue(number, target) {
  switch (number % PORTS.length) {
    case 0:
      return [`GET /orders/${target} HTTP/1.1\r\nHost: shop\r\n\r\n`, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'];
    case 1: {
      const done = [message('C', 'SELECT 1'), Buffer.from([0x5a, 0, 0, 0, 5, 0x49])];
      return [message('Q', `SELECT item FROM orders WHERE id = ${target}`), Buffer.concat(done)];
    }
    case 2:
      return [`*2\r\n$3\r\nGET\r\n$9\r\nkey:${String(target).padStart(5, '0')}\r\n`, '$2\r\nok\r\n'];
    default:
      return [`get key${target}\r\n`, `VALUE key${target} 0 2\r\nok\r\nEND\r\n`];
  }
}

/** The five events of a request as one piece of bytes, and where their times are. */
function requestOf(n) {
  const number = n % CONNECTIONS;
  const [question, answer] = dialogue(number, n % TARGETS).map((bytes) => Buffer.from(bytes));
  const fd = u64(FIRST_FD + number);
  const event = (key, ...params) => eventBlock({ cpu: 0, time: 0n, tid: SERVER, type: eventType(key).id, params });
  const blocks = [
    event('epollwait_x', u64(1)),
    event('read_e', fd, u32(4096)),
    event('read_x', u64(question.length), question),
    event('write_e', fd, u32(answer.length)),
    event('write_x', u64(answer.length), answer),
  ];
  const starts = blocks.map((_, i) => blocks.slice(0, i).reduce((sum, block) => sum + block.length, 0));
  return { bytes: Buffer.concat(blocks), starts };
}

function head() {
  return captureHeader(
    {
      machine: { cpus: 2, memoryBytes: 8e9, maxPid: 4194304, hostname: 'bench', bootTime: START },
      interfaces: [],
      users: [],
      groups: [],
      processes: [listed(1, { ptid: 0, comm: 'init' }), listed(SERVER, { comm: 'server' })],
      fds: [
        { tid: SERVER, fds: [...PORTS.map(listener), ...Array.from({ length: CONNECTIONS }, (_, n) => connection(n))] },
      ],
    },
    'newest',
  );
}

const TIME_AT = 10;

function write(path) {
  const file = openSync(path, 'w');
  writeSync(file, head());
  const period = CONNECTIONS * TARGETS;
  const kinds = Array.from({ length: Math.min(requests, period) });
  let time = START;
  let pending = [];
  for (let n = 0; n < requests; n++) {
    kinds[n % period] ??= requestOf(n % period);
    const { bytes, starts } = kinds[n % period];
    for (const start of starts) {
      time += NS_PER_STEP;
      bytes.writeBigUInt64LE(time, start + TIME_AT);
    }
    pending.push(Buffer.from(bytes));
    if (pending.length < 4096 && n < requests - 1) continue;
    writeSync(file, Buffer.concat(pending));
    pending = [];
  }
  closeSync(file);
}

const folder = mkdtempSync(join(tmpdir(), 'sysdrill-requests-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const path = kept ?? join(folder, 'requests.scap');
if (!existsSync(path)) write(path);

const open = (view) => () => sysdrill('-r', path, '-v', view, '--json');
const programs = Object.fromEntries([WITHOUT, ...views].map((view) => [view, open(view)]));
const runs = interleaved(rounds, programs);
const size = Math.round(statSync(path).size / 1e6);
table(
  `${(5 * requests).toLocaleString('en')} events, ${requests.toLocaleString('en')} requests, ${size} MB, ${rounds} rounds`,
  ['view', 's', 'CPU s', 'MiB', `÷ ${WITHOUT}`, 'in CPU'],
  Object.entries(runs).map(([view, list]) => [
    view,
    of(list, 'wall').toFixed(2),
    of(list, 'cpu').toFixed(2),
    of(list, 'mib').toFixed(0),
    ratio(list, runs[WITHOUT], (one) => one.wall).toFixed(2),
    ratio(list, runs[WITHOUT], (one) => one.cpu).toFixed(2),
  ]),
);
