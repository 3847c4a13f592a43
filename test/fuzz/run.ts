// SPDX-License-Identifier: Apache-2.0
// `npm run fuzz -- [SECONDS] [RUNS] [FIRST] [SHARE]`: mutated captures, each numbered; until the time or the number of runs is
// over, or something is found. SHARE below 1 looks at less of each, so that more are read. A finding is written to
// test/fuzz/findings with its number. A child runs them, so that a hang is found too.

import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { random } from '../engine/scap/random.js';
import { examine } from './examine.js';
import { inputOf } from './input.js';
import { fuzzSeeds, ROOT } from './seeds.js';

const FINDINGS = join(ROOT, 'test', 'fuzz', 'findings');
/** ms of CPU time that a hang has taken when it is called one; inputs take some. */
const HANG = 60_000;
const MS_PER_TICK = 10;
const REPORT_EVERY = 20;
/** Every so many runs everything is looked at, not a sample. */
const WHOLE_EVERY = 500;

interface Progress {
  readonly run: number;
  readonly events: number;
  readonly error?: string;
}

function numberAt(index: number, otherwise: number): number {
  const given = process.argv[index];
  return given === undefined ? otherwise : Number(given);
}

const seconds = numberAt(2, 60);
const runs = numberAt(3, Number.POSITIVE_INFINITY);
const first = numberAt(4, 1);
const share = numberAt(5, 1);

async function child(): Promise<void> {
  const seeds = fuzzSeeds();
  const scratch = mkdtempSync(join(tmpdir(), 'sysdrill-fuzz-'));
  const end = Date.now() + seconds * 1000;
  let events = 0;
  let run = first;
  try {
    for (; run < first + runs && Date.now() < end; run++) {
      const bytes = inputOf(run, seeds);
      try {
        events += await examine(bytes, random(run * 7 + 3), join(scratch, 'saved.scap'), {
          all: share === 1 && run % WHOLE_EVERY === 0,
          share,
        });
      } catch (error) {
        process.send?.({ run, events, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        return;
      }
      if (run % REPORT_EVERY === 0) process.send?.({ run, events });
    }
    process.send?.({ run: run - 1, events });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    process.disconnect?.();
  }
}

/** Resolves to the exit status. */
function parent(): Promise<number> {
  const begun = Date.now();
  const worker = fork(fileURLToPath(import.meta.url), process.argv.slice(2), {
    env: { ...process.env, FUZZ_CHILD: '1', TZ: 'UTC' },
  });
  let last: Progress = { run: first - 1, events: 0 };
  let ticks = 0;
  worker.on('message', (message) => {
    last = message as Progress;
    ticks = ticksOf(worker);
  });
  const timer = setInterval(() => {
    if ((ticksOf(worker) - ticks) * MS_PER_TICK > HANG) worker.kill('SIGKILL');
  }, HANG / 10);
  return new Promise((resolve) => {
    worker.on('exit', (code, signal) => {
      clearInterval(timer);
      const problem =
        last.error ?? (signal === null && code === 0 ? undefined : `after run ${last.run}: ${signal ?? code}`);
      const took = ((Date.now() - begun) / 1000).toFixed(0);
      process.stdout.write(`fuzz: ${last.run - first + 1} runs, ${last.events} events, ${took} s\n`);
      if (problem !== undefined) keep(last.run, problem);
      resolve(problem === undefined ? 0 : 1);
    });
  });
}

/** CPU time of it so far; a machine that others use may leave it without any for minutes. */
function ticksOf({ pid }: ChildProcess): number {
  const fields = pid === undefined ? [] : readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
  return Number(fields?.[11] ?? 0) + Number(fields?.[12] ?? 0);
}

function keep(run: number, problem: string): void {
  mkdirSync(FINDINGS, { recursive: true });
  const path = join(FINDINGS, `${run}.scap`);
  writeFileSync(path, inputOf(run, fuzzSeeds()));
  process.stdout.write(`fuzz: run ${run} found something, its input is ${path}\n${problem}\n`);
}

if (process.env['FUZZ_CHILD'] === '1') await child();
else process.exitCode = await parent();
