// SPDX-License-Identifier: Apache-2.0
// From a key to the complete frame that answers it, in a real pseudo-terminal with a real emulator behind it, while events
// come in: a table of 10,000 processes, 100,000 events a second by default. The engine is the real one, live; what captures
// is a process of this file that writes a stream with the clock of now. Prints percentiles of each pair of keys and of all,
// and the rate that was really reached; of several rounds the one with the lowest p95, since whatever else the machine does
// makes figures worse and never better, and the p95 of the others.
//
//   node test/bench/ui-latency.mjs [--rounds 5] [--presses 300] [--processes 10000] [--rate 100000] [--size 200x60]
//
// Needs the built program and node-pty. What the emulator takes to understand a frame is part of the figures.

import { fileURLToPath } from 'node:url';

const SELF = fileURLToPath(import.meta.url);
const BUILD = new URL('../../build/', import.meta.url);
const built = (path) => import(new URL(path, BUILD).href);

const processes = Number(option('--processes') ?? 10_000);
const rate = Number(option('--rate') ?? 100_000);
const FIRST_PID = 1000;
/** Events that are written at once. */
const BATCH = 1000;

function option(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

if (process.argv.includes('--generate')) await generate();
else if (process.argv.includes('--app')) await runProgram();
else await measure();

/** The capturing process: a machine with many processes, each of which reads and writes. Ends with its standard input. */
async function generate() {
  const [{ captureHeader }, { listed, listedFile, BOOT }, { eventBlockOf }, { concat }] = await Promise.all([
    built('src/engine/scap/scap-writer.js'),
    built('test/engine/state/world.js'),
    built('test/engine/state/event-encoder.js'),
    built('test/engine/scap/byte-list.js'),
  ]);
  process.stdin.on('end', () => process.exit(0)).resume();
  const pids = Array.from({ length: processes }, (_, i) => FIRST_PID + i);
  const machine = { cpus: 4, memoryBytes: 16e9, maxPid: 4194304, hostname: 'bench', bootTime: BOOT };
  const list = pids.map((pid) => listed(pid, { comm: `worker-${pid % 97}`, args: ['--id', String(pid)] }));
  const fds = pids.map((tid) => ({ tid, fds: [listedFile(3, `/srv/data/${tid % 500}.log`)] }));
  process.stdout.write(
    captureHeader({ machine, interfaces: [], users: [], groups: [], processes: list, fds }, 'newest'),
  );
  const data = new Uint8Array(64).fill(0x61);
  const calls = [
    ['write_e', { fd: 3, size: 64 }],
    ['write_x', { res: 64, data, fd: 3 }],
    ['read_e', { fd: 3, size: 64 }],
    ['read_x', { res: 64, data, fd: 3 }],
  ];
  let next = 1;
  /** Some processes do much, most do little: as on a real machine, rows change places. */
  const someone = () => {
    next = (next * 1103515245 + 12345) % 2147483648;
    const share = next / 2147483648;
    return FIRST_PID + Math.floor(share * share * processes);
  };
  const batches = Array.from({ length: 100 }, () => {
    const blocks = [];
    while (blocks.length < BATCH) {
      const tid = someone();
      for (const [key, params] of calls) blocks.push(eventBlockOf(key, params, { tid, time: 0n, cpu: tid % 4 }));
    }
    const offsets = [];
    let at = 0;
    for (const block of blocks) {
      offsets.push(at);
      at += block.length;
    }
    return { bytes: Buffer.from(concat(...blocks)), offsets };
  });
  let sent = 0;
  let last = BigInt(Date.now()) * 1_000_000n;
  const start = performance.now();
  for (;;) {
    const due = ((performance.now() - start) / 1000) * rate;
    while (sent + BATCH <= due) {
      const { bytes, offsets } = batches[(sent / BATCH) % batches.length];
      const now = BigInt(Date.now()) * 1_000_000n;
      const step = (now - last) / BigInt(offsets.length) || 1n;
      for (const [i, offset] of offsets.entries()) bytes.writeBigUInt64LE(last + step * BigInt(i), offset + 10);
      last += step * BigInt(offsets.length);
      sent += BATCH;
      if (!process.stdout.write(Buffer.from(bytes))) await new Promise((go) => process.stdout.once('drain', go));
    }
    await new Promise((go) => setTimeout(go, 2));
  }
}

/** The program with that stream instead of a probe. */
async function runProgram() {
  const [{ startEngine }, { runApp }, { VIEWS }] = await Promise.all([
    built('src/engine/pipeline/client.js'),
    built('src/ui/app.js'),
    built('src/views/index.js'),
  ]);
  const words = ['--generate', '--processes', String(processes), '--rate', String(rate)];
  const engine = await startEngine({
    input: { kind: 'live', command: [process.execPath, SELF, ...words] },
    memory: 512 * 1024 * 1024,
    refresh: 1000,
    userViews: [],
    names: { users: false, ports: false },
  });
  if (!engine.ok) throw new Error(engine.error);
  process.exit(await runApp(engine.value, VIEWS));
}

async function measure() {
  const { App } = await built('test/pty/driver.js');
  const presses = Number(option('--presses') ?? 300);
  const rounds = Number(option('--rounds') ?? 5);
  const [columns, rows] = (option('--size') ?? '200x60').split('x').map(Number);
  const words = ['--app', '--processes', String(processes), '--rate', String(rate)];
  const app = new App({
    command: process.execPath,
    args: [SELF, ...words],
    columns,
    rows,
    env: { COLORTERM: 'truecolor' },
  });
  const place = () => /\d+\/\d+$/.exec(app.lines.at(-2) ?? '')?.[0] ?? '';
  const title = () => (app.lines[2] ?? '').slice(0, 20);
  const info = () => (app.lines.at(-2) ?? '').split('  ')[0];
  /** Each changes what `look` sees, and nothing else does. */
  const pairs = [
    ['Down', 'Up', place],
    ['PgDn', 'PgUp', place],
    ['End', 'Home', place],
    ['Right', 'Left', info],
    ['?', '?', title],
  ];
  await app.expectScreen(new RegExp(`/${processes}$`, 'm'));
  await app.expectScreen(/LIVE/);
  // The first window is full before anything is measured.
  const rates = [];
  const rateNow = () => {
    const [, figure, unit] = /([\d.]+)([KM]?) ev\/s/.exec(app.lines[0] ?? '') ?? [];
    return figure === undefined ? undefined : Number(figure) * (unit === 'M' ? 1e6 : unit === 'K' ? 1e3 : 1);
  };
  await app.until(() => (rateNow() ?? 0) > rate * 0.8, 'the rate');
  await new Promise((go) => setTimeout(go, 6000));
  const timesOf = async ([forth, back, look]) => {
    const times = [];
    for (let i = 0; i < presses / pairs.length; i++) {
      const before = look();
      const start = performance.now();
      let end = start;
      app.press(i % 2 === 0 ? forth : back);
      await app.until(() => {
        end = performance.now();
        return look() !== before;
      }, `the answer to ${forth}`);
      times.push(end - start);
      const now = rateNow();
      if (now !== undefined) rates.push(now);
      // A person's pace, and not in step with the refreshes.
      await new Promise((go) => setTimeout(go, 20 + ((i * 7919) % 60)));
    }
    return times;
  };
  const done = [];
  while (done.length < rounds) {
    const results = [];
    for (const pair of pairs) results.push({ name: `${pair[0]} ${pair[1]}`, times: await timesOf(pair) });
    done.push([...results, { name: 'all', times: results.flatMap(({ times }) => times) }]);
  }
  const p95 = (results) => percentile(results.at(-1).times, 0.95);
  done.sort((a, b) => p95(a) - p95(b));
  console.log('| keys | p50 | p95 | max |\n|---|--:|--:|--:|');
  for (const { name, times } of done[0]) {
    console.log(`| ${name} | ${[0.5, 0.95, 1].map((share) => percentile(times, share).toFixed(1)).join(' | ')} |`);
  }
  console.log(`\nms; p95 of all rounds: ${done.map((results) => p95(results).toFixed(1)).join(', ')}`);
  rates.sort((a, b) => a - b);
  const [low = 0, middle = 0] = [rates[0], rates[Math.floor(rates.length / 2)]];
  console.log(`${processes} processes; ${Math.round(middle)} events/s (lowest ${Math.round(low)}); ${columns}x${rows}`);
  console.log(`header: ${(app.lines[0] ?? '').trim().replaceAll(/ {2,}/g, '  ')}`);
  await app.close();
}

function percentile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
