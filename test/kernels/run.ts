// SPDX-License-Identifier: Apache-2.0
// `npm run kernels`: the probe on kernels of Debian, booted in qemu. The fixture of known calls must be in the stream with
// each argument, result and latency as on this machine, and so must CPU samples. Writes the table of docs/kernels.md.
// `npm run kernels -- PACKAGE...`: these kernels only, the table stays as it is.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCallLog } from '../fixtures/call-log.js';
import { callProblems, exitProblems, signalProblems } from '../fixtures/known-calls.js';
import { ROOT } from '../fixtures/live-capture.js';
import { nameOf, type PlainEvent, readEvents } from '../fixtures/scap-events.js';
import { boot, newestKernels } from './guest.js';
import { MACHINES, type Machine } from './machines.js';

/** The section header that record.c writes. */
const HEADER_BYTES = 28;
/** What `time` rounds to, twice, and the end of the thread, which comes after the last sample. */
const CPU_TOLERANCE_NS = 50e6;
const PAGE = join(ROOT, 'docs', 'kernels.md');

interface Outcome {
  readonly release: string;
  readonly raw: boolean;
  readonly calls: number;
  readonly events: number;
  readonly drops: number;
  readonly problems: readonly string[];
}

/** The last CPU sample of the program that spins, against what its parent is reported: `time -p`. */
function cpuProblems(events: readonly PlainEvent[], pid: number, times: string): string[] {
  const last = events.filter(({ type, tid }) => nameOf(type) === 'procinfo' && tid === pid).at(-1);
  if (last === undefined) return [`the program that spins, ${pid}, has no CPU sample`];
  const ns = Number(last.params[2]?.readBigUInt64LE(0)) + Number(last.params[3]?.readBigUInt64LE(0));
  const [user, system] = ['user', 'sys'].map((name) => Number(new RegExp(`^${name} ([0-9.]+)$`, 'm').exec(times)?.[1]));
  const reported = ((user ?? Number.NaN) + (system ?? Number.NaN)) * 1e9;
  return Math.abs(ns - reported) <= CPU_TOLERANCE_NS ? [] : [`the CPU time of spinning is ${ns} ns, not ${reported}`];
}

function judge(results: string): Outcome {
  const text = (name: string): string => readFileSync(join(results, name), 'utf8');
  const stats: Record<string, number> = JSON.parse(text('record.log').trim().split('\n').at(-1) ?? '');
  const log = parseCallLog(text('calls.log'));
  const events = [...readEvents(readFileSync(join(results, 'trace.scap')).subarray(HEADER_BYTES))];
  const ended = text('calls.status').trim() === '0' ? [] : [`the fixture failed: ${text('calls.err')}`];
  return {
    release: text('release').trim(),
    raw: stats['raw'] === 1,
    calls: log.calls.length,
    events: events.length,
    drops: ['dropsRing', 'dropsReentered', 'dropsSink', 'misses'].reduce((sum, name) => sum + (stats[name] ?? 0), 0),
    problems: [
      ...ended,
      ...callProblems(log, events),
      ...exitProblems(log, events),
      ...signalProblems(log, events),
      ...cpuProblems(events, Number(text('spin.pid')), text('spin.time')),
    ],
  };
}

const row = ({ release, raw, calls, events, drops, problems }: Outcome): string =>
  `| ${release} | ${raw ? 'raw tracepoints' : 'tp_btf'} | ${calls} | ${events} | ${drops} | ${problems.length === 0 ? 'none' : problems.length} |`;

function writeTable(outcomes: readonly Outcome[]): void {
  const page = readFileSync(PAGE, 'utf8');
  const table = `<!-- table -->\n| kernel | programs | calls compared | events | lost | differences |\n|---|---|---|---|---|---|\n`;
  const rows = outcomes.map((outcome) => `${row(outcome)}\n`).join('');
  writeFileSync(PAGE, page.replace(/<!-- table -->[\s\S]*?<!-- end -->/, `${table}${rows}<!-- end -->`));
}

interface Kernel {
  readonly machine: Machine;
  readonly name: string;
}

const allKernels = (): Kernel[] =>
  MACHINES.flatMap((machine) => newestKernels(machine).map((name) => ({ machine, name })));

/** linux-image-6.1.0-57-arm64: the last word says on which machine it runs. */
function kernelOf(name: string): Kernel {
  const machine = MACHINES.find(({ architecture }) => name.endsWith(`-${architecture}`));
  if (machine === undefined) throw new Error(`${name} is not a package of a kernel`);
  return { machine, name };
}

const named = process.argv.slice(2);
const place = mkdtempSync(join(tmpdir(), 'sysdrill-kernels-'));
const outcomes: Outcome[] = [];
try {
  for (const { machine, name } of named.length > 0 ? named.map(kernelOf) : allKernels()) {
    const outcome = judge(boot(machine, name, join(place, 'guest')));
    outcomes.push(outcome);
    console.log(row(outcome));
    for (const problem of outcome.problems) console.log(`  ${problem}`);
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}
if (named.length === 0) writeTable(outcomes);
process.exitCode = outcomes.length > 0 && outcomes.every(({ problems }) => problems.length === 0) ? 0 : 1;
