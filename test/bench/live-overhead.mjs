// SPDX-License-Identifier: Apache-2.0
// What capturing costs the captured: three workloads (dd byte by byte, redis-benchmark, a compile job) alone, under
// `sysdrill capture -w /dev/null`, under sysdrill's terminal interface, under the shim alone, under a bpftrace one-liner
// that only counts sys_enter, and (with --strace) under strace -f -c. All in one run, interleaved, because figures of
// different runs do not compare. Prints a table and, last, the ratios to bpftrace, for which the design sets a budget.
// Each slowdown twice: by the clock, and by the CPU time of the workload's own processes, which is what remains
// comparable on a machine that others use too (it leaves out what the tool takes beside them; that is a column).
//
//   node test/bench/live-overhead.mjs [--rounds 5] [--workloads dd,redis,compile] [--strace] [--capacity]
//   node test/bench/live-overhead.mjs --requests --workloads redis [--value-bytes 3]
//
// The second measures what looking for requests in the data costs (docs/adr/0033): a recording with it and one without.
//
// Needs root, bpftrace, redis-server, redis-benchmark, make and cc, the built program, shim and node-pty; tracefs is mounted if it is not
// (bpftrace needs it).

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pty from 'node-pty';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SHIM = join(ROOT, 'libscap-shim', 'build');
const MAIN = join(ROOT, 'dist', 'main.js');
const PORT = '16399';
const REDIS_REQUESTS = Number(option('--redis-requests') ?? 60_000);
const DD_CALLS = 2_000_000;
const SOURCES = 24;
const ONE_LINER = 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }';

const rounds = Number(option('--rounds') ?? 5);
const withStrace = process.argv.includes('--strace');
const onlyRequests = process.argv.includes('--requests');
const valueBytes = option('--value-bytes') ?? '3';
const wanted = (option('--workloads') ?? 'dd,redis,compile').split(',');

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

function ended(child) {
  return new Promise((done) => child.on('exit', done));
}

/** The parts of /proc/PID/stat after the name; undefined for a process that has gone. */
function statOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  } catch {
    return undefined;
  }
}

/** utime + stime of a process and all that descend from it, s. */
function cpuSeconds(pid) {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), statOf(name)])
    .filter(([, fields]) => fields !== undefined);
  const family = new Set([pid]);
  // A child's number may be lower than its parent's.
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const [id, fields] of stats) if (family.has(Number(fields[1]))) family.add(id);
  }
  return stats
    .filter(([id]) => family.has(id))
    .reduce((sum, [, fields]) => sum + (Number(fields[11]) + Number(fields[12])) / 100, 0);
}

/** Work while a tool looks on: what it costs, and the tool's CPU time meanwhile. */
async function watched(pid, work) {
  await sleep(500);
  const before = cpuSeconds(pid);
  const value = await work();
  return { ...value, cpu: cpuSeconds(pid) - before };
}

/** A tool that runs beside the workload: start, wait until it is ready, stop, what it says. */
async function beside(command, args, ready, work) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  const seen = new Promise((done) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        out += data;
        if (ready.test(out)) done();
      });
    }
  });
  const gone = ended(child);
  await Promise.race([seen, gone]);
  const value = await watched(child.pid, work);
  child.kill('SIGINT');
  await gone;
  return { ...value, out };
}

/** sysdrill, recording to nowhere. */
async function recorder(work, ...options) {
  const args = [MAIN, 'capture', '-w', '/dev/null', ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let out = '';
  child.stderr.on('data', (data) => {
    out += data;
  });
  const gone = ended(child);
  await until(() => drains(child.pid));
  const value = await watched(child.pid, work);
  child.kill('SIGINT');
  await gone;
  const [, events, lost] = /: (\d+) events, .*; (\d+) lost/.exec(out);
  return { ...value, events: Number(events), lost: Number(lost) };
}

/** sysdrill's terminal interface in a terminal of 120 × 40. */
async function terminal(work) {
  const child = pty.spawn(process.execPath, [MAIN], { name: 'xterm-256color', cols: 120, rows: 40, env: process.env });
  let out = '';
  child.onData((data) => {
    out += data;
  });
  const gone = new Promise((done) => child.onExit(done));
  await until(() => /\bLIVE\b/.test(out));
  const value = await watched(child.pid, work);
  // Losses are reported each second.
  await sleep(1500);
  const [, kernel = '0', behind = '0'] = [...out.matchAll(/drops: kernel (\d+), shim (\d+)/g)].at(-1) ?? [];
  child.write('q');
  await gone;
  return { ...value, events: '', lost: Number(kernel) + Number(behind) };
}

async function until(isTrue) {
  while (!isTrue()) await sleep(50);
}

/** Whether the probe's events are being taken. */
function drains(pid) {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).some((tid) => readFileSync(`${tasks}/${tid}/comm`, 'utf8') === 'scap-drain\n');
}

async function shim(work) {
  const run = await beside(join(SHIM, 'record'), ['/dev/null'], /recording/, work);
  return { ...run, ...shimLosses(run.out) };
}

async function bpftrace(work) {
  return { ...(await beside('bpftrace', ['-e', ONE_LINER], /Attaching/, work)), events: '', lost: '' };
}

/** Runs a command to its end: by the clock, and the CPU time of it and its children. */
async function timed(args) {
  const start = process.hrtime.bigint();
  const script = 'TIMEFORMAT="cpu %3U %3S"; time "$@" > /dev/null 2>&1';
  const child = spawn('bash', ['-c', script, 'timed', ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (data) => {
    text += data;
  });
  await new Promise((done) => child.on('close', done));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(text);
  return { seconds, work: Number(user) + Number(system) };
}

async function dd(prefix = [], calls = DD_CALLS) {
  const run = await timed([...prefix, 'dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', `count=${calls / 2}`]);
  return { ...run, rate: calls / run.seconds };
}

async function redisServer(prefix = []) {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-redis-'));
  const args = [...prefix, 'redis-server', '--port', PORT, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const server = spawn(args[0], args.slice(1), { stdio: 'ignore' });
  for (
    let i = 0;
    i < 100 && spawnSync('redis-cli', ['-p', PORT, 'ping'], { encoding: 'utf8' }).stdout?.trim() !== 'PONG';
    i++
  ) {
    await sleep(50);
  }
  return server;
}

async function redis(server, requests = REDIS_REQUESTS) {
  const before = cpuSeconds(server.pid);
  const run = await timed([
    'redis-benchmark',
    '-p',
    PORT,
    '-c',
    '50',
    '-n',
    String(requests),
    '-t',
    'set,get',
    '-d',
    valueBytes,
    '-q',
  ]);
  return { ...run, work: run.work + cpuSeconds(server.pid) - before, rate: (2 * requests) / run.seconds };
}

function shimLosses(out) {
  const line = out.split('\n').find((text) => text.startsWith('{'));
  const stats = line === undefined ? {} : JSON.parse(line);
  const lost = stats.dropsRing + stats.dropsRingState + stats.dropsReentered + stats.dropsSink;
  if (lost > 0) console.error(line);
  return { events: stats.events, lost };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function check(command) {
  if (spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0) throw new Error(`${command} is not installed`);
}

/** Programs that take a while to compile: a folder with a makefile. */
function sources() {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-cc-'));
  const names = Array.from({ length: SOURCES }, (_, i) => `f${i}`);
  for (const name of names) {
    const text = `#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <math.h>\nint ${name}(void) { return puts("${name}"); }\n`;
    writeFileSync(join(folder, `${name}.c`), text);
  }
  const objects = names.map((name) => `${name}.o`).join(' ');
  writeFileSync(join(folder, 'Makefile'), `all: ${objects}\n%.o: %.c\n\tcc -O2 -c -o $@ $<\n`);
  return folder;
}

async function compile(prefix = []) {
  const run = await timed([...prefix, 'make', '-B', '-j2', '-C', folder]);
  return { ...run, rate: SOURCES / run.seconds };
}

for (const command of ['bpftrace', 'redis-server', 'redis-benchmark', 'redis-cli', 'make', 'cc']) check(command);
if (!existsSync('/sys/kernel/tracing/events')) spawnSync('mount', ['-t', 'tracefs', 'tracefs', '/sys/kernel/tracing']);
if (!existsSync('/sys/kernel/debug/tracing')) spawnSync('mount', ['-t', 'debugfs', 'debugfs', '/sys/kernel/debug']);

const folder = sources();
const server = await redisServer();
const WORKLOADS = { dd: () => dd(), redis: () => redis(server), compile: () => compile() };
const alone = async (work) => ({ ...(await work()), cpu: 0, events: '', lost: '' });
const RECORDER = 'sysdrill capture -w /dev/null';
const UNLOOKED = `${RECORDER} --requests-snaplen 0`;
const REQUEST_TOOLS = {
  alone,
  [RECORDER]: (work) => recorder(work),
  [UNLOOKED]: (work) => recorder(work, '--requests-snaplen', '0'),
};
const ALL_TOOLS = {
  alone,
  [RECORDER]: (work) => recorder(work),
  'sysdrill, terminal interface': terminal,
  'the shim alone': shim,
  'bpftrace, counting': bpftrace,
};
const TOOLS = onlyRequests ? REQUEST_TOOLS : ALL_TOOLS;
const runs = Object.fromEntries(
  wanted.map((name) => [name, Object.fromEntries(Object.keys(TOOLS).map((tool) => [tool, []]))]),
);
for (let round = 0; round < rounds; round++) {
  for (const name of wanted) {
    for (const [tool, look] of Object.entries(TOOLS)) {
      process.stderr.write(`\rround ${round + 1}: ${name}, ${tool}\x1b[K`);
      runs[name][tool].push(await look(WORKLOADS[name]));
    }
  }
}

console.log(
  '| workload | tool | calls, requests or files/s | slowdown | in CPU time | CPU of the tool | events | lost |',
);
console.log('|---|---|---|---|---|---|---|---|');
for (const [name, tools] of Object.entries(runs)) {
  for (const [tool, list] of Object.entries(tools)) {
    // Of each round by itself: what disturbs the machine disturbs the whole round.
    const factor = median(list.map((run, i) => run.seconds / tools.alone[i].seconds));
    const work = median(list.map((run, i) => run.work / tools.alone[i].work));
    const rate = median(list.map((run) => run.rate));
    const cpu = median(list.map((run) => run.cpu / run.seconds));
    const sum = (key) => (list[0][key] === '' ? '' : list.reduce((total, run) => total + run[key], 0));
    console.log(
      `| ${name} | ${tool} | ${Math.round(rate).toLocaleString('en')} | ${factor.toFixed(2)} | ${work.toFixed(2)} | ${(100 * cpu).toFixed(0)} % | ${sum('events')} | ${sum('lost')} |`,
    );
  }
}

if (withStrace) {
  check('strace');
  const FEW = 40_000;
  const [alone, traced] = [await dd([], FEW * 50), await dd(['strace', '-f', '-c', '-o', '/dev/null'], FEW)];
  console.log(
    `| dd | strace -f -c | ${Math.round(traced.rate).toLocaleString('en')} | ${(alone.rate / traced.rate).toFixed(0)} | | | | |`,
  );
  const [built, tracedBuild] = [await compile(), await compile(['strace', '-f', '-c', '-o', '/dev/null'])];
  console.log(
    `| compile | strace -f -c | ${tracedBuild.rate.toFixed(1)} | ${(built.rate / tracedBuild.rate).toFixed(1)} | | | | |`,
  );
  const requests = 5_000;
  const fast = await redis(server, requests * 4);
  server.kill('SIGTERM');
  await ended(server);
  const slowServer = await redisServer(['strace', '-f', '-c', '-o', '/dev/null']);
  const slow = await redis(slowServer, requests);
  slowServer.kill('SIGTERM');
  spawnSync('redis-cli', ['-p', PORT, 'shutdown', 'nosave']);
  console.log(
    `| redis | strace -f -c | ${Math.round(slow.rate).toLocaleString('en')} | ${(fast.rate / slow.rate).toFixed(1)} | | | | |`,
  );
} else {
  server.kill('SIGTERM');
}

rmSync(folder, { recursive: true });

const CLOCKS = [
  ['seconds', 'by the clock'],
  ['work', 'in CPU time'],
];

function reportRequests(name) {
  for (const [by, what] of CLOCKS) {
    const ratios = runs[name][RECORDER].map((run, i) => run[by] / runs[name][UNLOOKED][i][by]);
    const each = ratios.map((ratio) => ratio.toFixed(2)).join(' ');
    console.log(
      `${name}, values of ${valueBytes} bytes: with ÷ without, ${what} = ${median(ratios).toFixed(3)}; rounds ${each}`,
    );
  }
}

if (onlyRequests) wanted.forEach(reportRequests);
for (const name of onlyRequests ? [] : wanted) {
  for (const tool of Object.keys(TOOLS).slice(1, 4)) {
    for (const [by, what] of CLOCKS) {
      const ratios = runs[name][tool].map((run, i) => run[by] / runs[name]['bpftrace, counting'][i][by]);
      const budget = { dd: ' (budget 1.5)', redis: ' (budget 1.05)' }[name] ?? '';
      const each = ratios.map((ratio) => ratio.toFixed(2)).join(' ');
      console.log(
        `${name}: slowdown by ${tool} ÷ by bpftrace, ${what} = ${median(ratios).toFixed(2)}${budget}; rounds ${each}`,
      );
    }
  }
}

if (process.argv.includes('--capacity')) {
  // Two writers on two CPUs leave the drain thread what it takes from them: the most that this machine can record.
  const both = async () => {
    const start = process.hrtime.bigint();
    await Promise.all([dd(), dd()]);
    return { seconds: Number(process.hrtime.bigint() - start) / 1e9 };
  };
  const { seconds, events, lost } = await shim(both);
  console.log(`capacity: ${Math.round(events / seconds).toLocaleString('en')} events/s, ${lost} lost`);
}
