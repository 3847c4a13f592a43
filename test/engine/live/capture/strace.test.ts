// SPDX-License-Identifier: Apache-2.0
// The view `syscalls` against `strace -c -w -f`: of a program that makes a known number of calls, traced while it is recorded
// and recorded alone, and of a compile job, traced while it is recorded.
//
// strace stops a thread before and after each call and takes the time between the two stops, in which it has to be
// scheduled itself: what it counts is never less, and more by what two switches cost. SYSDRILL_STRACE_MEANS=1 prints both means of each call.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import type { Capture } from '../../../../src/engine/ingest/capture.js';
import { readMachineSeed } from '../../../../src/engine/live/capture/machine-seed.js';
import { EVERYTHING, windowSeconds } from '../../../../src/engine/query/window.js';
import { captureHeader } from '../../../../src/engine/scap/scap-writer.js';
import { capture, compileFixture, emptyFolder, has, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { tableNumbers } from '../../../fixtures/table-numbers.js';
import { filterOf, fromBytes } from '../../query/loaded.js';

const skip = whyNoLiveTests() ?? (has('strace') ? false : 'no strace to compare with');
if (skip) console.log(`live tests are skipped: ${skip}`);

const STEPS = 40;
const SLEEP_MS = 10;
/** Names that strace has of its own. */
const OWN_NAMES: Readonly<Record<string, string>> = { pread64: 'pread', prlimit64: 'prlimit' };

interface Counted {
  readonly calls: number;
  /** Seconds in all calls of the name, by the clock. */
  readonly seconds: number;
}

/** Lines of `strace -c`: % time, seconds, usecs/call, calls, errors where there are some, name. */
function straceTable(text: string): Map<string, Counted> {
  const rows = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((words) => /^[\d.]+$/.test(words[0] ?? '') && words.at(-1) !== 'total');
  return new Map(
    rows.map((words) => {
      const name = words.at(-1) ?? '';
      return [OWN_NAMES[name] ?? name, { calls: Number(words[3]), seconds: Number(words[1]) }];
    }),
  );
}

/** What the view says of the threads that the filter keeps. */
function viewTable(recording: Capture, threads: string): Map<string, Counted> {
  const columns = ['CALLS/S', 'TOT TIME', 'AVG TIME'];
  const filter = filterOf(threads);
  const seconds = windowSeconds(recording, EVERYTHING);
  const rows = [...tableNumbers(recording, { view: 'syscalls', columns, filter })].map(([name, numbers]) => {
    const [perSecond = Number.NaN, total = Number.NaN, mean = Number.NaN] = numbers;
    const calls = perSecond * seconds;
    if (calls > 0) assert.ok(Math.abs(total - mean * calls) <= 1e-6 * total, `${name}: mean ${mean}, total ${total}`);
    return [name, { calls: Math.round(calls), seconds: total / 1e9 }] as const;
  });
  // Calls that do not return, and those that were going on at the end.
  return new Map(rows.filter(([, { calls }]) => calls > 0));
}

const counts = (table: ReadonlyMap<string, Counted>) =>
  Object.fromEntries([...table].map(([name, { calls }]) => [name, calls] as const).sort());

suite('syscalls beside strace', { skip }, () => {
  const folder = emptyFolder();
  const name = `steps-${process.pid}`;
  const program = join(folder, name);
  const report = join(folder, 'strace.txt');
  if (skip === false) copyFileSync(compileFixture('count.c'), program);

  after(() => rmSync(folder, { recursive: true }));

  /** The program's calls as the probe saw them, under strace or alone. */
  const recorded = (command: readonly [string, ...string[]]): Map<string, Counted> => {
    const seed = captureHeader(readMachineSeed({ users: true }), 'newest');
    const run = capture(() => {
      const [executable, ...args] = command;
      assert.equal(spawnSync(executable, args).status, 0);
    });
    return viewTable(fromBytes(Buffer.concat([seed, run.bytes])), `proc.name = ${name}`);
  };

  const work = [program, 'steps', String(STEPS)] as const;
  const strace = ['strace', '-c', '-w', '-f', '-o', report] as const;

  test('in the same run: the same calls, and no more time in them', () => {
    const ours = recorded([...strace, ...work]);
    const theirs = straceTable(readFileSync(report, 'utf8'));
    assert.deepEqual(counts(ours), counts(theirs));
    assert.equal(ours.get('clone')?.calls, STEPS);
    assert.equal(ours.get('openat')?.calls, 2 * STEPS + 2);
    // strace stops the program before and after the call, and takes the time between the two stops.
    for (const [call, { seconds }] of ours) {
      const most = (theirs.get(call)?.seconds ?? 0) + 1e-6 * (theirs.get(call)?.calls ?? 0);
      assert.ok(seconds <= most, `${call}: ${seconds} s, strace counts ${most} s`);
    }
    const slept = ours.get('nanosleep');
    assert.ok(slept !== undefined && slept.seconds >= (STEPS * SLEEP_MS) / 1000, `${slept?.seconds} s of sleep`);
  });

  test('alone: as many calls as strace counts in another run', () => {
    assert.equal(spawnSync('strace', [...strace.slice(1), ...work]).status, 0);
    assert.deepEqual(counts(recorded(work)), counts(straceTable(readFileSync(report, 'utf8'))));
  });
});

const COMPILE = `for n in a b c; do echo "#include <stdio.h>
int $n(void) { return puts(\\"$n\\"); }" > $n.c; done
echo 'int a(void); int main(void) { return a() < 0; }' > main.c
printf 'program: a.o b.o c.o main.o\\n\\tcc -o $@ $^\\n%%.o: %%.c\\n\\tcc -O1 -c -o $@ $<\\n' > Makefile
"$TRACE" make -s -j2`;

interface Job {
  readonly name: string;
  readonly script: string;
  readonly programs: readonly string[];
}

const JOBS: readonly Job[] = [{ name: 'a compile job', script: COMPILE, programs: ['make', 'cc'] }];

function whyNotJob({ programs }: Job): string | false {
  const missing = programs.filter((program) => !has(program));
  return missing.length === 0 ? false : `${missing.join(' and ')} not installed`;
}

/** Everything that strace starts, as strace and as the view counts it, and how many events were lost. */
function tracedJob(
  folder: string,
  script: string,
): { theirs: Map<string, Counted>; ours: Map<string, Counted>; lost: number } {
  // A name of its own, by which its descendants are found.
  const name = `trace-${process.pid}`;
  const tracer = join(folder, name);
  const wrapper = join(folder, 'trace.sh');
  const report = join(folder, 'strace.txt');
  mkdirSync(folder);
  copyFileSync(realpathSync('/usr/bin/strace'), tracer);
  writeFileSync(wrapper, `#!/bin/sh\nexec ${tracer} -c -w -f -o ${report} "$@"\n`, { mode: 0o755 });
  const seed = captureHeader(readMachineSeed({ users: true }), 'newest');
  const run = capture(() => {
    const done = spawnSync('sh', ['-c', script], {
      cwd: folder,
      env: { ...process.env, TRACE: wrapper },
      encoding: 'utf8',
    });
    assert.equal(done.status, 0, done.stderr);
  });
  const { drops_ring, drops_ring_state, drops_reentered, misses } = run.stats;
  const threads = `proc.aname = ${name} and proc.name != ${name}`;
  return {
    theirs: straceTable(readFileSync(report, 'utf8')),
    ours: viewTable(fromBytes(Buffer.concat([seed, run.bytes])), threads),
    lost: drops_ring + drops_ring_state + drops_reentered + misses,
  };
}

suite('syscalls of whole jobs beside strace', { skip }, () => {
  const folder = emptyFolder();
  after(() => rmSync(folder, { recursive: true }));

  for (const [i, job] of JOBS.entries()) {
    test(`${job.name}: as many calls of each kind, and no more time in them`, { skip: skip || whyNotJob(job) }, () => {
      const { ours, theirs, lost } = tracedJob(join(folder, String(i)), job.script);
      if (process.env['SYSDRILL_STRACE_MEANS'] !== undefined) printMeans(ours, theirs);
      const ended = threadsOf(ours);
      for (const [call, { calls, seconds }] of ours) {
        const traced = theirs.get(call) ?? assert.fail(`strace has no ${call}`);
        // Threads that end inside a call return from it once more, to the kernel alone.
        const more = call === 'futex' ? ended : 0;
        const range = `${call}: ${calls} calls, strace counts ${traced.calls}`;
        assert.ok(calls <= traced.calls + more && calls >= traced.calls - lost, range);
        if (calls > traced.calls) continue;
        const most = traced.seconds + 1e-6 * traced.calls;
        assert.ok(seconds <= most, `${call}: ${seconds} s, strace counts ${most} s`);
      }
      assert.ok([...theirs.keys()].every((call) => lost > 0 || ours.has(call)));
    });
  }
});

const threadsOf = (table: ReadonlyMap<string, Counted>): number =>
  (table.get('clone')?.calls ?? 0) + (table.get('clone3')?.calls ?? 0);

function printMeans(ours: ReadonlyMap<string, Counted>, theirs: ReadonlyMap<string, Counted>): void {
  const mean = (counted: Counted | undefined) => ((counted?.seconds ?? 0) / (counted?.calls ?? 0)) * 1e6;
  for (const [call, counted] of ours) {
    const [own, traced] = [mean(counted), mean(theirs.get(call))];
    console.log(
      `${call} ${counted.calls} calls: ${own.toFixed(1)} us, strace ${traced.toFixed(1)} us, ${(own / traced).toFixed(3)}`,
    );
  }
}
