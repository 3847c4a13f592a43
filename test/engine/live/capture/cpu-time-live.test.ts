// SPDX-License-Identifier: Apache-2.0
// CPU of tables against what the kernel counts for the same programs in the same run: a spinning one beside 200 threads a
// a second that live for a millisecond, and short processes, whose end costs CPU too.
// SYSDRILL_CPU_SECONDS=30 records for longer.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Capture } from '../../../../src/engine/ingest/capture.js';
import type { TimeWindow } from '../../../../src/engine/protocol/protocol.js';
import { cpuWindow } from '../../../../src/engine/query/cpu-window.js';
import { QueryCache } from '../../../../src/engine/query/query-cache.js';
import { TableRun } from '../../../../src/engine/query/table-query.js';
import { planView } from '../../../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../../../src/engine/query/window.js';
import { VIEWS } from '../../../../src/views/index.js';
import { CpuLoad, type LoadKind } from '../../../fixtures/cpu-load.js';
import { emptyFolder, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { MAIN } from '../../../fixtures/program-file.js';
import { loadCapture } from '../../../oracle/oracle-captures.js';

const skip = whyNoLiveTests() ?? false;
if (skip) console.log(`live tests are skipped: ${skip}`);

const SECONDS = Number(process.env['SYSDRILL_CPU_SECONDS'] ?? 6);
const NS = 1e9;
const KINDS: readonly LoadKind[] = ['spin', 'threads', 'processes'];
/** Running threads are as old as the last tick when they are sampled: 4 ms of a second for each core. */
const TICKS = 1.005;

interface Printed {
  readonly text: string;
  /** What it warns of. */
  readonly errors: string;
  readonly started: number;
  readonly ended: number;
}

async function sysdrill(...options: string[]): Promise<Printed> {
  const started = Date.now() * 1e6;
  const program = spawn(process.execPath, [MAIN, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const parts: Buffer[] = [];
  const errors: Buffer[] = [];
  program.stdout.on('data', (part: Buffer) => parts.push(part));
  program.stderr.on('data', (part: Buffer) => errors.push(part));
  const [status] = await once(program, 'close');
  const warnings = Buffer.concat(errors).toString();
  assert.equal(status, 0, warnings);
  return { text: Buffer.concat(parts).toString(), errors: warnings, started, ended: Date.now() * 1e6 };
}

/** CPU of one process, in percent. */
interface Share {
  readonly pid: number;
  readonly parent: number;
  readonly share: number;
}

function sharesOf(capture: Capture, window: TimeWindow, id: string): Share[] {
  const view = VIEWS.find((candidate) => candidate.id === id) ?? assert.fail(id);
  const plan = planView(view, false);
  assert.ok(plan.ok);
  const data = new TableRun(capture, { plan: plan.value, filter: undefined, window }, new QueryCache()).data();
  const column = (wanted: string) => data.cells[data.plan.columns.findIndex(({ column: { name } }) => name === wanted)];
  const [pids, parents, shares] = [column('PID'), column('PPID'), column('CPU')];
  return data.keys.map((_, row) => ({
    pid: Number(pids?.[row]),
    parent: Number(parents?.[row]),
    share: Number(shares?.[row]),
  }));
}

/** As the rows of `--json`. */
function printedShares(text: string): Share[] {
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line)).map(({ PID, PPID, CPU }) => ({ pid: PID, parent: PPID, share: CPU }));
}

const sum = (shares: readonly Share[]): number => shares.reduce((total, { share }) => total + (share || 0), 0);

/** With the processes that it starts. */
const shareOf = (shares: readonly Share[], load: CpuLoad): number =>
  sum(shares.filter(({ pid, parent }) => pid === load.pid || parent === load.pid));

/** `most`: own clocks of a program miss how its threads end. */
function assertShare(share: number, [least, most]: readonly [number, number], what: string, isExact: boolean): void {
  const range = `${share.toFixed(2)} %, the kernel counts ${least.toFixed(2)} to ${most.toFixed(2)} %`;
  assert.ok(share >= least * 0.95, `${what}: ${range}`);
  assert.ok(share <= most * (isExact ? 1.05 : 1.3), `${what}: ${range}`);
}

suite('CPU is what the kernel counts', { skip }, () => {
  const folder = emptyFolder();
  const file = join(folder, 'run.scap');
  const loads = new Map<LoadKind, CpuLoad>();
  let live: Printed;
  let capture: Capture;

  before(async () => {
    for (const kind of KINDS) loads.set(kind, await CpuLoad.start(kind));
    const length = ['-M', String(SECONDS)];
    const recording = sysdrill('capture', '-w', file, ...length);
    live = await sysdrill('-v', 'procs', '--json', ...length);
    await recording;
    for (const load of loads.values()) await load.end();
    capture = await loadCapture(file);
  });

  after(() => rmSync(folder, { recursive: true }));

  const windows = (): readonly TimeWindow[] => {
    const { to } = capture.store.span();
    const starts = Array.from({ length: Math.max(0, SECONDS - 5) * 2 }, (_, i) => to - 5 * NS - (i * NS) / 2);
    return [EVERYTHING, ...starts.map((from) => ({ from, to: from + 5 * NS }))];
  };

  /** What the kernel counted in the passes that a window covers, in percent. */
  const counted = (load: CpuLoad, window: TimeWindow): number => {
    const { from, to } = cpuWindow(capture, window);
    const base = Number(capture.state.baseTime);
    return (100 * load.used(base + from, base + to)) / (to - from);
  };

  test('in a recording, over everything and over five seconds', () => {
    for (const window of windows()) {
      const shares = sharesOf(capture, window, 'procs');
      for (const [kind, load] of loads) {
        const share = counted(load, window);
        const { from, to } = cpuWindow(capture, window);
        const what = `${kind} from ${from / NS} to ${to / NS}`;
        assertShare(shareOf(shares, load), [share, share], what, load.isExact);
      }
    }
  });

  test('and all together have used what the cores can give', () => {
    const most = 100 * (capture.state.machine?.cpus ?? Number.NaN) * TICKS;
    for (const window of windows()) {
      for (const view of ['procs', 'threads']) {
        const used = sum(sharesOf(capture, window, view));
        assert.ok(used > 0 && used <= most, `${view}: ${used} of ${most} %`);
      }
    }
  });

  test('live', () => {
    const shares = printedShares(live.text);
    // Of whole passes somewhere in the run.
    const length = (SECONDS - 1) * NS;
    for (const [kind, load] of loads) {
      const range = load.range(length, live.started, live.ended).map((used) => (100 * used) / length);
      const what = `${kind} (${live.errors.trim()})`;
      assertShare(shareOf(shares, load), [range[0] ?? Number.NaN, range[1] ?? Number.NaN], what, load.isExact);
      console.log(
        `${kind}: ${shareOf(shares, load).toFixed(2)} %, the kernel counts ${range.map((n) => n.toFixed(2)).join(' to ')} %`,
      );
    }
    assert.ok(sum(shares) <= 100 * (capture.state.machine?.cpus ?? Number.NaN) * TICKS);
  });
});
