// SPDX-License-Identifier: Apache-2.0
// What captures cost beside the peer, in one run: opening one into a view (whole processes, in turn), changing the view
// once it is open, printing, memory, a capture several times as long, start-up. Figures of different runs do not compare;
// ratios of the same round do. The aims are those of the design, and are not softened here.
//
//   npm run bench -- [--rounds 5] [--views files,errors,…] [--scale 4] [--peer DIRECTORY] [--keep] [CAPTURE …]
//
// The first CAPTURE is opened and looked at, the others (or it) are printed; without any, a capture of the repository,
// thirty times in a row. sysdig and csysdig are on the path or in a directory; without them only sysdrill is measured.
// Calls whose numbers end sysdig 0.29.3 (generic events of 329 and more) are left out of what both print: sysdrill saves
// the rest. `--keep` writes the figures to last.json, which the next run compares itself with.

import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Figures } from './figures.mjs';
import { interleaved, isThere, median, of, ROOT, ratio, run, sysdrill, table } from './programs.mjs';

const BUILD = join(ROOT, 'build', 'src');
const NEW_CALLS = 'rseq,close_range,faccessat2,statx,sync_file_range,clone3,pidfd_open,openat2,membarrier,pkey_alloc';
/** sysdig 0.29.3 crashes in procs, and is not a measure there. */
const DEFAULT_VIEWS = 'procs,threads,connections,files,syscalls,containers,errors,io_by_type';
const AIMED = new Set(['files', 'connections', 'errors']);
const LINE = '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

const args = process.argv.slice(2);
const rounds = Number(option('--rounds') ?? 5);
const views = (option('--views') ?? DEFAULT_VIEWS).split(',');
const scale = Number(option('--scale') ?? 4);
const peer = option('--peer');
const keeps = flag('--keep');
const [SYSDIG, CSYSDIG] = ['sysdig', 'csysdig'].map((name) => (peer === undefined ? name : join(peer, name)));
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const figures = new Figures();

function option(name) {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
}

function flag(name) {
  const at = args.indexOf(name);
  if (at >= 0) args.splice(at, 1);
  return at >= 0;
}

/** A capture of the repository, thirty times in a row. */
function repeated() {
  const path = join(folder, 'whole.scap');
  const one = gunzipSync(readFileSync(join(ROOT, 'test', 'captures', 'files.scap')));
  writeFileSync(path, Buffer.concat(Array(30).fill(one)));
  return path;
}

/** The events of a capture that pass a filter, plain. */
function saved(path, name, filter) {
  const to = join(folder, `${name}.scap`);
  sysdrill('-r', path, '-w', to, filter);
  return to;
}

/** The peer ends in a signal where it cannot print something. */
function attempt(program) {
  try {
    program();
    return true;
  } catch {
    return false;
  }
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

function opening(path, hasPeer) {
  const rows = views.map((view) => {
    const ours = () => sysdrill('-r', path, '-v', view, '--json');
    const theirs = () => run(CSYSDIG, '-r', path, '-v', view, '--raw');
    const compares = hasPeer && attempt(theirs);
    const runs = interleaved(rounds, compares ? { ours, theirs } : { ours });
    const own = ['wall', 'cpu', 'mib'].map((what) => of(runs.ours, what).toFixed(2));
    if (!compares) return [view, ...own, '', '', '', '', ''];
    const [wall, cpu] = ['wall', 'cpu'].map((what) => ratio(runs.ours, runs.theirs, (one) => one[what]));
    const isAimed = AIMED.has(view);
    figures.add(`${view}: wall ÷ csysdig`, wall, isAimed ? { most: 1 } : {});
    figures.add(`${view}: CPU ÷ csysdig`, cpu, isAimed ? { most: 2 } : {});
    const peers = ['wall', 'cpu', 'mib'].map((what) => of(runs.theirs, what).toFixed(2));
    return [view, ...own, ...peers, wall.toFixed(2), cpu.toFixed(2)];
  });
  const columns = ['view', 's', 'CPU s', 'MiB', 'csysdig s', 'CPU s', 'MiB', '÷ wall', '÷ CPU'];
  table(`Opening into a view, whole processes: medians of ${rounds}; ratios of each round.`, columns, rows);
}

async function looking(path) {
  const { OpenTable } = await import(join(BUILD, 'engine/session/open-table.js'));
  const { QueryCache } = await import(join(BUILD, 'engine/query/query-cache.js'));
  const { planView } = await import(join(BUILD, 'engine/query/view-plan.js'));
  const { joinedFilter } = await import(join(BUILD, 'cli/filter-words.js'));
  const { VIEWS } = await import(join(BUILD, 'views/index.js'));
  const capture = await loaded(path);
  const window = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
  // A session has one for all its tables.
  const cache = new QueryCache();
  const rows = views.map((id) => {
    const view = VIEWS.find((one) => one.id === id);
    const [plan, filter] = [planView(view, false).value, joinedFilter(view.filter, []).value];
    const times = Array.from({ length: rounds + 1 }, () => {
      const start = performance.now();
      const table = new OpenTable(capture, plan, filter, { window, sort: undefined, text: '', cache });
      const ms = performance.now() - start;
      table.close();
      return ms;
    });
    const [first, ...again] = times;
    figures.add(`${id}: first look, ms`, first, { most: 200 });
    figures.add(`${id}: second look, ms`, median(again), { most: 100 });
    return [id, first.toFixed(0), median(again).toFixed(0)];
  });
  table(
    'A view of a capture that is open, by a session that has looked at those before it.',
    ['view', 'first ms', 'again ms'],
    rows,
  );
  const { store } = capture;
  figures.add('stored bytes an event', (capture.memoryBytes - capture.raw.memoryBytes) / store.rows, { most: 32 });
}

/** Start-up is subtracted on both sides: a capture with hardly an event. */
function printing(paths, hasPeer) {
  const rows = paths.map((path) => {
    const name = basename(path, '.scap').replace('.scap', '');
    const capture = saved(path, `print-${name}`, `not evt.type in (${NEW_CALLS})`);
    const tiny = saved(capture, `tiny-${name}`, 'evt.num<600');
    const compares = hasPeer && attempt(() => run(SYSDIG, '-r', capture));
    const ours = (file) => () => sysdrill('-r', file, '-p', LINE);
    const theirs = (file) => () => run(SYSDIG, '-r', file);
    const programs = { ours: ours(capture), start: ours(tiny) };
    const runs = interleaved(
      rounds,
      compares ? { ...programs, peer: theirs(capture), peerStart: theirs(tiny) } : programs,
    );
    figures.add(`${name}: lines, MiB`, of(runs.ours, 'mib'), { most: 400 });
    if (!compares) return [name, of(runs.ours, 'wall').toFixed(2), of(runs.start, 'wall').toFixed(2), '', '', ''];
    const net = (list, start) => list.map((one, i) => one.wall - start[i].wall);
    const [own, other] = [net(runs.ours, runs.start), net(runs.peer, runs.peerStart)];
    const speed = median(own.map((seconds, i) => other[i] / seconds));
    figures.add(`${name}: lines, speed ÷ sysdig`, speed, { least: 1.7 });
    const times = [runs.ours, runs.start, runs.peer, runs.peerStart].map((list) => of(list, 'wall').toFixed(2));
    return [name, ...times, speed.toFixed(2)];
  });
  const columns = ['capture', 's', 'start s', 'sysdig s', 'start s', 'speed, start-up subtracted'];
  table('Printing all events in the default format, TZ=UTC.', columns, rows);
}

/** The capture several times in a row, through the text output: memory must not follow. */
function scaling(path) {
  const many = join(folder, 'many.scap');
  copyFileSync(path, many);
  for (let n = 1; n < scale; n++) appendFileSync(many, readFileSync(path));
  const rows = [...AIMED].map((view) => {
    const [one, all] = [path, many].map((file) => sysdrill('-r', file, '-v', view, '--json'));
    figures.add(`${view} of ${scale} captures, MiB`, all.mib, { most: 400 });
    return [view, one.wall.toFixed(2), all.wall.toFixed(2), one.mib.toFixed(0), all.mib.toFixed(0)];
  });
  table(`The capture once, and ${scale} times in a row.`, ['view', 'once s', 's', 'once MiB', 'MiB'], rows);
}

const given = args.length > 0 ? args : [repeated()];
const path = saved(given[0], 'capture', `not evt.type in (${NEW_CALLS})`);
console.log(`${basename(given[0])}: ${(statSync(path).size / 1e6).toFixed(0)} MB plain, ${rounds} rounds`);
opening(path, isThere(CSYSDIG));
await looking(path);
printing(given.length > 1 ? given.slice(1) : given, isThere(SYSDIG));
scaling(path);
figures.add('--version, s', of(interleaved(rounds, { ours: () => sysdrill('--version') }).ours, 'wall'));
figures.print();
if (keeps) figures.keep({ capture: basename(given[0]), rounds, date: new Date().toISOString().slice(0, 10) });
