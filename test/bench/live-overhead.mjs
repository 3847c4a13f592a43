// SPDX-License-Identifier: Apache-2.0
// What capturing costs the captured: two workloads alone, under the shim recording to /dev/null, under a bpftrace one-liner
// that only counts sys_enter, and (with --strace) under strace -f -c. All in one run, interleaved, because figures of
// different runs do not compare. Prints a table and, last, the two ratios that the design sets a budget for.
// Each slowdown twice: by the clock, and by the CPU time of the workload's own processes, which is what remains
// comparable on a machine that others use too (it leaves out what the tool takes beside them; that is a column).
//
//   node test/bench/live-overhead.mjs [--rounds 5] [--strace] [--capacity]
//
// Needs root, bpftrace, redis-server, redis-benchmark, the built shim; tracefs is mounted if it is not (bpftrace needs it).

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SHIM = fileURLToPath(new URL('../../libscap-shim/build/', import.meta.url));
const PORT = '16399';
const REDIS_REQUESTS = 60_000;
const DD_CALLS = 2_000_000;
const ONE_LINER = 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }';

const rounds = Number(option('--rounds') ?? 5);
const withStrace = process.argv.includes('--strace');

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

function ended(child) {
  return new Promise((done) => child.on('exit', done));
}

/** utime + stime of a process, s. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
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
  await sleep(300);
  const before = cpuSeconds(child.pid);
  const value = await work();
  const cpu = cpuSeconds(child.pid) - before;
  child.kill('SIGINT');
  await gone;
  return { ...value, cpu, out };
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
  const run = await timed(['redis-benchmark', '-p', PORT, '-c', '50', '-n', String(requests), '-t', 'set,get', '-q']);
  return { ...run, work: run.work + cpuSeconds(server.pid) - before, rate: (2 * requests) / run.seconds };
}

const RECORD = [join(SHIM, 'record'), ['/dev/null'], /recording/];
const BPFTRACE = ['bpftrace', ['-e', ONE_LINER], /Attaching/];

function shimLosses(out) {
  const line = out.split('\n').find((text) => text.startsWith('{'));
  const stats = line === undefined ? {} : JSON.parse(line);
  const lost = stats.dropsRing + stats.dropsRingState + stats.dropsReentered + stats.dropsSink;
  if (lost > 0) console.error(line);
  return { events: stats.events, lost };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const runs = { dd: { alone: [], shim: [], bpftrace: [] }, redis: { alone: [], shim: [], bpftrace: [] } };

function check(command) {
  if (spawnSync('sh', ['-c', `command -v ${command}`]).status !== 0) throw new Error(`${command} is not installed`);
}

for (const command of ['bpftrace', 'redis-server', 'redis-benchmark', 'redis-cli']) check(command);
if (!existsSync('/sys/kernel/tracing/events')) spawnSync('mount', ['-t', 'tracefs', 'tracefs', '/sys/kernel/tracing']);
if (!existsSync('/sys/kernel/debug/tracing')) spawnSync('mount', ['-t', 'debugfs', 'debugfs', '/sys/kernel/debug']);

const server = await redisServer();
for (let round = 0; round < rounds; round++) {
  for (const [name, work] of [
    ['dd', () => dd()],
    ['redis', () => redis(server)],
  ]) {
    runs[name].alone.push({ ...(await work()), cpu: 0 });
    const shim = await beside(...RECORD, work);
    runs[name].shim.push({ ...shim, ...shimLosses(shim.out) });
    runs[name].bpftrace.push(await beside(...BPFTRACE, work));
  }
}

console.log('| workload | tool | calls or requests/s | slowdown | in CPU time | CPU of the tool | events | lost |');
console.log('|---|---|---|---|---|---|---|---|');
for (const [name, tools] of Object.entries(runs)) {
  for (const [tool, list] of Object.entries(tools)) {
    // Of each round by itself: what disturbs the machine disturbs the whole round.
    const factor = median(list.map((run, i) => run.seconds / tools.alone[i].seconds));
    const work = median(list.map((run, i) => run.work / tools.alone[i].work));
    const rate = median(list.map((run) => run.rate));
    const cpu = median(list.map((run) => run.cpu / run.seconds));
    const events = tool === 'shim' ? list.reduce((sum, run) => sum + run.events, 0) : '';
    const lost = tool === 'shim' ? list.reduce((sum, run) => sum + run.lost, 0) : '';
    console.log(
      `| ${name} | ${tool} | ${Math.round(rate).toLocaleString('en')} | ${factor.toFixed(2)} | ${work.toFixed(2)} | ${(100 * cpu).toFixed(0)} % | ${events} | ${lost} |`,
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

for (const name of ['dd', 'redis']) {
  for (const [by, what] of [
    ['seconds', 'by the clock'],
    ['work', 'in CPU time'],
  ]) {
    const ratios = runs[name].shim.map((run, i) => run[by] / runs[name].bpftrace[i][by]);
    const budget = name === 'dd' ? 1.5 : 1.05;
    const each = ratios.map((ratio) => ratio.toFixed(2)).join(' ');
    console.log(
      `${name}: slowdown of the shim ÷ that of bpftrace, ${what} = ${median(ratios).toFixed(2)} (budget ${budget}; rounds ${each})`,
    );
  }
}

if (process.argv.includes('--capacity')) {
  // Two writers on two CPUs leave the drain thread what it takes from them: the most that this machine can record.
  const both = async () => {
    const start = process.hrtime.bigint();
    await Promise.all([dd(), dd()]);
    return { seconds: Number(process.hrtime.bigint() - start) / 1e9 };
  };
  const run = await beside(...RECORD, both);
  const { events, lost } = shimLosses(run.out);
  console.log(`capacity: ${Math.round(events / run.seconds).toLocaleString('en')} events/s, ${lost} lost`);
}
