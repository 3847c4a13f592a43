// SPDX-License-Identifier: Apache-2.0
// The scan of this very machine: processes, fds and sockets that the test makes itself, and what ps and ss say.

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { readMachineSeed } from '../../../../src/engine/live/capture/machine-seed.js';
import { readMachine } from '../../../../src/engine/live/procfs/machine.js';
import { ProcFds } from '../../../../src/engine/live/procfs/proc-fds.js';
import { scanSockets } from '../../../../src/engine/live/procfs/proc-net.js';
import { scanProcesses } from '../../../../src/engine/live/procfs/proc-processes.js';
import { ProcReader } from '../../../../src/engine/live/procfs/proc-reader.js';
import { parseIp } from '../../../../src/engine/scap/ip-address.js';
import type { ListedFd, ListedProcess } from '../../../../src/engine/scap/metadata.js';
import { FdType, L4 } from '../../../../src/engine/state/fd-info.js';
import { CloneFlag } from '../../../../src/engine/state/thread-info.js';
import { machineSeedBlocks } from '../capture/machine-seed-blocks.js';

const isLinux = process.platform === 'linux';
const options = { skip: isLinux ? false : 'needs /proc' };
const reader = new ProcReader();
let directory = '';
const children: ChildProcess[] = [];

before(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'sysdrill-scan-')));
});
after(async () => {
  for (const child of children) {
    const ended = once(child, 'exit');
    if (child.kill('SIGKILL')) await ended;
  }
  rmSync(directory, { recursive: true });
});

function scan(): readonly ListedProcess[] {
  return scanProcesses(reader, readMachine(reader).bootTime).processes;
}

/** A child of ours, listed once it has become what it shall be. */
async function listedChild(child: ChildProcess, isReady: (listed: ListedProcess) => boolean): Promise<ListedProcess> {
  children.push(child);
  for (let i = 0; i < 500; i++) {
    const found = scan().find((p) => p.tid === child.pid);
    if (found !== undefined && isReady(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the child never became ready');
}

test('a child is listed with its words, directory, environment, limits and parent', options, async () => {
  const cwd = join(directory, 'w d\n)');
  mkdirSync(cwd);
  const args = ['-c', 'ulimit -n 77; exec tail -f "$@"', 'sh', '/dev/null', '', 'é'];
  const child = spawn('sh', args, {
    cwd,
    env: { A: 'b c', EMPTY: '', PATH: process.env['PATH'] ?? '' },
    stdio: 'ignore',
  });
  const listed = await listedChild(child, (p) => p.comm === 'tail');
  assert.equal(listed.exe, 'tail');
  assert.deepEqual(listed.args, ['-f', '/dev/null', '', 'é']);
  assert.equal(listed.cwd, cwd);
  assert.equal(listed.root, '/');
  assert.ok(listed.env.includes('A=b c') && listed.env.includes('EMPTY='));
  assert.equal(listed.fdLimit, 77);
  assert.equal(listed.ptid, process.pid);
  assert.equal(listed.pid, listed.tid);
  assert.equal(listed.vtid, listed.tid);
  assert.equal(listed.flags, 0);
  assert.equal(listed.uid, process.geteuid?.());
  assert.equal(listed.gid, process.getegid?.());
  const file = statSync(listed.exePath, { bigint: true });
  assert.equal(listed.exeIno, Number(file.ino));
  assert.equal(listed.exeInoMtime, file.mtimeNs);
  assert.ok(listed.vmSizeKb > 0 && listed.vmRssKb > 0 && listed.pfMinor > 0);
});

test('a name of brackets, blanks and a newline', options, async () => {
  const script = `require('fs').writeFileSync('/proc/self/comm', ') S (1\\n2'); setTimeout(() => {}, 600000)`;
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  const listed = await listedChild(child, (p) => p.comm !== 'node');
  assert.equal(listed.comm, ') S (1\n2');
  assert.equal(listed.ptid, process.pid);
});

test('threads of a process follow their leader and share what is shared', options, async () => {
  const worker = new Worker('setInterval(() => {}, 1000)', { eval: true });
  await once(worker, 'online');
  const own = scan().filter((p) => p.pid === process.pid);
  const [leader, ...threads] = own;
  assert.equal(leader?.tid, process.pid);
  assert.equal(own.length, statSync(`/proc/${process.pid}/task`).nlink - 2);
  for (const thread of threads) {
    assert.equal(thread.flags, CloneFlag.THREAD | CloneFlag.FILES);
    assert.equal(thread.exePath, leader?.exePath);
    assert.deepEqual(thread.args, leader?.args);
    assert.deepEqual(thread.env, []);
    assert.equal(thread.ptid, leader?.ptid);
  }
  await worker.terminate();
});

test('kernel threads are left out', { skip: isLinux ? false : 'needs /proc' }, () => {
  const listed = new Set(scan().map((p) => p.pid));
  for (const pid of reader.numbers('')) {
    if (reader.link(`${pid}/exe`) === undefined && reader.text(`${pid}/cmdline`) === '') {
      assert.ok(!listed.has(pid), `process ${pid}`);
    }
  }
});

const hasPs = isLinux && spawnSync('ps', ['--version']).status === 0;

test('ps says the same of every thread', { skip: hasPs ? false : 'needs ps' }, () => {
  const columns = ['pid', 'tid', 'ppid', 'pgid', 'sid', 'euid', 'egid', 'vsz', 'comm'];
  const ps = () => execFileSync('ps', ['-eL', ...columns.flatMap((c) => ['-o', `${c}=`])], { encoding: 'utf8' });
  const rows = (text: string) =>
    new Map(
      text
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .map((words) => [Number(words[1]), words.join(' ')] as const),
    );
  const before = rows(ps());
  const listed = new Map(scan().map((p) => [p.tid, p]));
  const afterwards = rows(ps());
  let compared = 0;
  for (const [tid, row] of before) {
    const p = listed.get(tid);
    // What changed between the two runs of ps proves nothing.
    if (p === undefined || afterwards.get(tid) !== row || p.comm.includes(' ')) continue;
    // ps numbers sessions as the host does, a capture as the process itself does.
    if (p.vtid !== p.tid) continue;
    const ours = [p.pid, p.tid, p.ptid, p.pgid, p.sid, p.uid, p.gid, p.vmSizeKb, p.comm].join(' ');
    assert.equal(ours, row);
    compared++;
  }
  assert.ok(compared >= 3, `${compared} threads compared`);
});

function ownFds(): ReadonlyMap<number, ListedFd> {
  const sockets = scanSockets(reader, [process.pid]);
  return new Map(new ProcFds(reader, sockets).of(process.pid).map((fd) => [fd.fd, fd]));
}

test('files, directories and devices', options, () => {
  const path = join(directory, 'file');
  writeFileSync(path, 'x');
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_NONBLOCK;
  const opened = [openSync(path, flags), openSync(directory, 'r'), openSync('/dev/null', 'w')] as const;
  try {
    const fds = ownFds();
    const file = fds.get(opened[0]);
    assert.equal(file?.type, FdType.FILE_V2);
    assert.equal(file?.name, path);
    assert.equal(file?.ino, statSync(path).ino);
    // O_RDWR, O_APPEND, O_NONBLOCK, O_CLOEXEC in the format's bits; O_LARGEFILE is up to the kernel.
    assert.equal((file?.openFlags ?? 0) & ~0x800, 3 | 8 | 0x40 | 0x1000);
    assert.ok((file?.dev ?? 0) > 0);
    assert.equal(fds.get(opened[1])?.type, FdType.DIRECTORY);
    assert.equal(fds.get(opened[1])?.name, directory);
    assert.equal(fds.get(opened[2])?.type, FdType.FILE_V2);
    assert.equal(fds.get(opened[2])?.name, '/dev/null');
  } finally {
    for (const fd of opened) closeSync(fd);
  }
});

test('every fd of a running program has the type that its link says', options, () => {
  const fds = ownFds();
  const types = new Set([...fds.values()].map((fd) => fd.type));
  // The event loop of node itself.
  assert.ok(types.has(FdType.EVENTPOLL));
  assert.ok(types.has(FdType.EVENT));
  for (const fd of fds.values()) {
    const link = reader.link(`${process.pid}/fd/${fd.fd}`);
    if (link?.startsWith('pipe:')) assert.deepEqual([fd.type, fd.name], [FdType.FIFO, link]);
  }
});

async function listen(server: net.Server, ...where: [number, string] | [string]): Promise<net.Server> {
  if (where.length === 2) server.listen(where[0], where[1]);
  else server.listen(where[0]);
  await once(server, 'listening');
  return server;
}

function portOf(server: net.Server | dgram.Socket): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('both ends of connections, listening sockets, datagrams', options, async () => {
  const server = await listen(net.createServer(), 0, '127.0.0.1');
  const port = portOf(server);
  const accepted = once(server, 'connection');
  const client = net.connect(port, '127.0.0.1');
  await once(client, 'connect');
  const [peer] = (await accepted) as [net.Socket];
  const udp = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const path = join(directory, 'a socket');
  const unix = await listen(net.createServer(), path);
  try {
    const fds = [...ownFds().values()];
    const local = parseIp('127.0.0.1');
    const listening = fds.find((fd) => fd.type === FdType.IPV4_SERVSOCK && fd.l4 === L4.TCP && fd.destPort === port);
    assert.equal(listening?.destIp, local);
    const ends = fds.filter((fd) => fd.type === FdType.IPV4_SOCK && fd.l4 === L4.TCP);
    const clientPort = client.localPort;
    assert.ok(ends.some((fd) => fd.sourcePort === clientPort && fd.destPort === port && fd.sourceIp === local));
    assert.ok(ends.some((fd) => fd.sourcePort === port && fd.destPort === clientPort && fd.destIp === local));
    const datagrams = fds.find((fd) => fd.l4 === L4.UDP && fd.destPort === portOf(udp));
    assert.equal(datagrams?.type, FdType.IPV4_SERVSOCK);
    assert.ok(fds.some((fd) => fd.type === FdType.UNIX_SOCK && fd.name === path));
  } finally {
    client.destroy();
    peer.destroy();
    udp.close();
    unix.close();
    server.close();
  }
});

const hasSs = isLinux && spawnSync('ss', ['-V']).status === 0;

test('ss lists the same listening TCP sockets', { skip: hasSs ? false : 'needs ss' }, async () => {
  const servers = [await listen(net.createServer(), 0, '127.0.0.1'), await listen(net.createServer(), 0, '127.0.0.1')];
  const ss = () =>
    execFileSync('ss', ['-Hltn'], { encoding: 'utf8' })
      .split('\n')
      .map((line) => /:(\d+)\s+\S+:\*/.exec(line)?.[1])
      .filter((port) => port !== undefined)
      .sort();
  const first = ss();
  const ours = [...scanSockets(reader, [process.pid]).values()]
    .filter((s) => (s.type === FdType.IPV4_SERVSOCK || s.type === FdType.IPV6_SERVSOCK) && s.l4 === L4.TCP)
    .map((s) => String(s.destPort))
    .sort();
  const second = ss();
  for (const server of servers) server.close();
  // Only where nothing changed meanwhile is the comparison one.
  if (first.join() === second.join()) assert.deepEqual(ours, first);
  for (const port of first) if (second.includes(port)) assert.ok(ours.includes(String(port)), `port ${port}`);
});

const hasLsof = isLinux && spawnSync('lsof', ['-v']).status === 0;

test('lsof lists the same descriptors of a process', { skip: hasLsof ? false : 'needs lsof' }, async () => {
  const script = `const net = require('net'), fs = require('fs');
    fs.openSync('/etc/passwd'); fs.openSync('/proc');
    net.createServer().listen(0, () => console.log('up')); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  const lsof = execFileSync('lsof', ['-nP', '-a', '-p', String(pid), '-d', '0-999', '-F', 'ft'], { encoding: 'utf8' });
  const theirs = [...lsof.matchAll(/^f(\d+)\nt(\S+)/gm)].map(([, fd, type = '']) => `${fd} ${LSOF_KIND[type] ?? type}`);
  const fds = new ProcFds(reader, scanSockets(reader, [pid])).of(pid);
  const ours = fds.map((fd) => `${fd.fd} ${OUR_KIND[fd.type] ?? fd.type}`);
  const isComparable = (text: string) => !text.endsWith('a_inode');
  assert.deepEqual(ours.filter(isComparable).sort(), theirs.filter(isComparable).sort());
  assert.ok(ours.length >= 6);
});

const LSOF_KIND: Readonly<Record<string, string>> = {
  REG: 'file',
  CHR: 'file',
  DIR: 'directory',
  FIFO: 'pipe',
  IPv4: 'socket',
  IPv6: 'socket',
  unix: 'socket',
};
const OUR_KIND: Readonly<Record<number, string>> = {
  [FdType.FILE_V2]: 'file',
  [FdType.DIRECTORY]: 'directory',
  [FdType.FIFO]: 'pipe',
  [FdType.IPV4_SERVSOCK]: 'socket',
  [FdType.IPV6_SERVSOCK]: 'socket',
  [FdType.UNIX_SOCK]: 'socket',
  [FdType.EVENT]: 'a_inode',
  [FdType.EVENTPOLL]: 'a_inode',
  [FdType.UNSUPPORTED]: 'a_inode',
};

const canUnshare = isLinux && spawnSync('unshare', ['-n', '--', 'true']).status === 0;

test('sockets of another network namespace', { skip: canUnshare ? false : 'needs unshare and root' }, async () => {
  const script = `require('net').createServer().listen(4242, '0.0.0.0', () => console.log('up'))`;
  const child = spawn('unshare', ['-n', '--', process.execPath, '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await once(child.stdout ?? child, 'data');
  const { fds } = readMachineSeed({ users: false });
  const own = fds.find((list) => list.tid === child.pid)?.fds ?? [];
  assert.ok(own.some((fd) => fd.type === FdType.IPV4_SERVSOCK && fd.destPort === 4242 && fd.l4 === L4.TCP));
});

const hasPidNamespace = isLinux && spawnSync('unshare', ['-fp', '--', 'true']).status === 0;

test('ids inside another pid namespace', { skip: hasPidNamespace ? false : 'needs unshare and root' }, async () => {
  const child = spawn('unshare', ['-fp', '--', 'sh', '-c', 'sleep 600 & wait'], { stdio: 'ignore' });
  await listedChild(child, () => scan().some((p) => p.comm === 'sleep' && p.vtid === 2 && p.ptid !== process.pid));
  const all = scan();
  const init = all.find((p) => p.ptid === child.pid);
  const sleep = all.find((p) => p.ptid === init?.tid);
  assert.deepEqual([init?.comm, init?.vtid, init?.vpid], ['sh', 1, 1]);
  assert.deepEqual([sleep?.comm, sleep?.vtid, sleep?.vpid], ['sleep', 2, 2]);
  const hostStart = all.find((p) => p.pid === process.pid)?.pidnsInitStart ?? 0n;
  assert.ok((init?.pidnsInitStart ?? 0n) > hostStart);
  assert.equal(sleep?.pidnsInitStart, init?.pidnsInitStart);
  if (sleep !== undefined) process.kill(sleep.tid, 'SIGKILL');
});

test('processes that come and go meanwhile do no harm', options, async () => {
  const storm = spawn('sh', ['-c', 'while :; do true & /bin/true; done'], { stdio: 'ignore' });
  children.push(storm);
  for (let i = 0; i < 10; i++) {
    const { processes, fds } = readMachineSeed({ users: false });
    assert.ok(processes.some((p) => p.pid === process.pid));
    assert.ok(fds.some((list) => list.tid === process.pid && list.fds.length > 0));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
});

test('the header of a live capture reads back as what was scanned', options, () => {
  const { seed, read } = machineSeedBlocks();
  assert.deepEqual(read.defects, []);
  assert.equal(read.processes.length, seed.processes.length);
  assert.deepEqual(
    read.fds.map(({ tid, fds }) => [tid, fds.length]),
    seed.fds.map(({ tid, fds }) => [tid, fds.length]),
  );
  assert.equal(read.machine?.hostname, seed.machine.hostname);
  assert.ok(seed.users.some((user) => user.uid === 0 && user.name === 'root'));
});
