// SPDX-License-Identifier: Apache-2.0
// What captures cost beside the peer, in one run: opening one into a view (whole processes, sysdrill and csysdig in turn),
// changing the view once it is open (csysdig reads the file again), printing events, memory. Figures of different runs do
// not compare; ratios of the same round do.
//
//   node test/bench/offline.mjs [--rounds 5] [--views procs,files,…] [--peer DIRECTORY] [CAPTURE]
//
// CAPTURE: plain or gzip; without one, a capture of the repository, thirty times in a row. Needs sysdig and csysdig, on the
// path or in a directory. Calls whose numbers end sysdig 0.29.3 (generic events of 329 and more) are left out of what both
// read: sysdrill saves the rest.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const BUILD = join(ROOT, 'build', 'src');
const MAIN = join(BUILD, 'main.js');
const ENV = { ...process.env, TZ: 'UTC' };
const NEW_CALLS = 'rseq,close_range,faccessat2,statx,sync_file_range,clone3,pidfd_open,openat2,membarrier,pkey_alloc';
const DEFAULT_VIEWS = 'procs,threads,connections,files,syscalls,containers,errors,io_by_type';

const args = process.argv.slice(2);
const rounds = Number(option('--rounds') ?? 5);
const views = (option('--views') ?? DEFAULT_VIEWS).split(',');
const peer = option('--peer');
const [SYSDIG, CSYSDIG] = ['sysdig', 'csysdig'].map((name) => (peer === undefined ? name : join(peer, name)));
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-bench-'));

function option(name) {
  const at = args.indexOf(name);
  if (at < 0) return undefined;
  return args.splice(at, 2)[1];
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);

/** Runs a program to its end: seconds by the clock, of CPU, and its largest memory in MiB. */
function run(command, ...words) {
  const start = process.hrtime.bigint();
  const result = spawnSync('/usr/bin/time', ['-f', '%U %S %M', command, ...words], {
    env: ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  const [user, system, kib] = result.stderr.trim().split('\n').pop().split(' ').map(Number);
  if (result.status !== 0) throw new Error(`${command} ${words.join(' ')}: ${result.stderr}`);
  return { wall, cpu: user + system, mib: kib / 1024 };
}

const sysdrill = (...words) => run(process.execPath, MAIN, ...words);

/** The capture, plain, without the calls that end the peer. */
function capture() {
  const given = args[0];
  const whole = join(folder, 'whole.scap');
  if (given === undefined) {
    const one = gunzipSync(readFileSync(join(ROOT, 'test', 'captures', 'files.scap')));
    writeFileSync(whole, Buffer.concat(Array(30).fill(one)));
  }
  const path = join(folder, 'capture.scap');
  sysdrill('-r', given ?? whole, '-w', path, `not evt.type in (${NEW_CALLS})`);
  return path;
}

async function loaded(path) {
  const { Capture } = await import(join(BUILD, 'engine/ingest/capture.js'));
  const { FileRawStore } = await import(join(BUILD, 'engine/store/raw-store.js'));
  const { openByteSource } = await import(join(BUILD, 'engine/scap/byte-source.js'));
  const { captureProgress } = await import(join(BUILD, 'engine/ingest/capture-progress.js'));
  const capture = new Capture(new FileRawStore(path));
  const source = await openByteSource(path);
  for await (const _ of captureProgress(source.value, capture));
  return capture;
}

const path = capture();
const size = (statSync(path).size / 1e6).toFixed(0);
const held = await loaded(path);
const { rows } = held.store;
console.log(`${rows.toLocaleString('en')} events, ${size} MB, ${rounds} rounds\n`);

console.log('Opening into a view, whole processes: medians; ratio of each round, sysdrill ÷ csysdig.\n');
row('view', 'sysdrill s', 'csysdig s', 'ratio', 'ratio of CPU', 'sysdrill MiB', 'csysdig MiB');
row('---', '---', '---', '---', '---', '---', '---');
const reread = new Map();
for (const view of views) {
  const ours = [];
  const theirs = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(sysdrill('-r', path, '-v', view, '--json'));
    theirs.push(run(CSYSDIG, '-r', path, '-v', view, '--raw'));
  }
  const of = (list, what) => median(list.map((one) => one[what]));
  const ratio = (what) => median(ours.map((one, i) => one[what] / theirs[i][what])).toFixed(2);
  reread.set(view, of(theirs, 'wall'));
  row(
    view,
    of(ours, 'wall').toFixed(2),
    of(theirs, 'wall').toFixed(2),
    ratio('wall'),
    ratio('cpu'),
    of(ours, 'mib').toFixed(0),
    of(theirs, 'mib').toFixed(0),
  );
}

console.log(
  '\nChanging the view of an open capture: the first time, and the median of the next; csysdig reads again.\n',
);
row('view', 'first ms', 'again ms', 'csysdig ms', 'times faster');
row('---', '---', '---', '---', '---');
const { QuerySession } = await import(join(BUILD, 'engine/pipeline/query-session.js'));
const { VIEWS } = await import(join(BUILD, 'views/index.js'));
const session = new QuerySession(held, VIEWS, [path]);
for (const view of views) {
  const times = Array.from({ length: rounds + 1 }, () => {
    const start = performance.now();
    const table = session.openTable({
      view,
      filter: '',
      window: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
      containers: false,
      viewport: { top: 0, height: 50, selected: undefined },
      text: '',
    });
    if (!table.ok) throw new Error(table.error.message);
    return performance.now() - start;
  });
  const [first, ...again] = times;
  const theirs = 1000 * reread.get(view);
  row(view, first.toFixed(0), median(again).toFixed(0), theirs.toFixed(0), (theirs / median(again)).toFixed(0));
}

console.log('\nPrinting all events in the default format, TZ=UTC.\n');
const format = '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';
const ours = [];
const theirs = [];
for (let round = 0; round < Math.ceil(rounds / 2); round++) {
  ours.push(sysdrill('-r', path, '-p', format));
  theirs.push(run(SYSDIG, '-r', path));
}
row('program', 's', 'events/s', 'MiB');
row('---', '---', '---', '---');
for (const [name, list] of [
  ['sysdrill', ours],
  ['sysdig', theirs],
]) {
  const wall = median(list.map((one) => one.wall));
  row(
    name,
    wall.toFixed(1),
    Math.round(rows / wall).toLocaleString('en'),
    median(list.map((one) => one.mib)).toFixed(0),
  );
}

const { store, state } = held;
const perEvent = (held.memoryBytes - held.raw.memoryBytes) / rows;
console.log(
  `\nHeld for ${rows.toLocaleString('en')} events beside the raw bytes: ${perEvent.toFixed(1)} B per event` +
    ` (rows ${(store.byteLength / rows).toFixed(1)}; ${state.snapshots.versions.count} thread versions, ${state.snapshots.infos.length} threads' states, ${state.fdDictionary.all.length} fds).`,
);
rmSync(folder, { recursive: true });
