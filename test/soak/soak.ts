// SPDX-License-Identifier: Apache-2.0
// A long run of the interface with a ring of files, on a machine where processes come and go: what each of our processes
// holds and takes, sampled from /proc.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileFixture } from '../fixtures/live-capture.js';
import { MAIN } from '../fixtures/program-file.js';
import { withApp } from '../pty/driver.js';

export interface Sample {
  /** ms since the first one. */
  readonly at: number;
  readonly pid: number;
  readonly name: string;
  readonly rss: number;
  /** s of CPU time so far. */
  readonly cpu: number;
  readonly fds: number;
}

export interface SoakOptions {
  /** ms. */
  readonly length: number;
  readonly every: number;
  /** As --memory takes it. */
  readonly memory: string;
  /** An empty folder for the ring. */
  readonly folder: string;
}

export interface Soak {
  readonly samples: readonly Sample[];
  /** Files of the ring, by size. */
  readonly files: readonly string[];
}

const TICKS = 100;
/** ms. */
const LOOK = 100;
const KILOBYTE = 1024;
/** Larger files: each begins with a look at /proc, and at the end a full queue goes through them. */
const RING = ['-C', '40', '-W', '3'];
/** ms that the end may take: what is still on its way is recorded first. */
const PATIENCE = 300_000;

export async function soak({ length, every, memory, folder }: SoakOptions): Promise<Soak> {
  const samples: Sample[] = [];
  const load = startChurn();
  const args = [MAIN, '--memory', memory, '-w', join(folder, 'ring'), ...RING];
  try {
    await withApp({ command: process.execPath, args, columns: 120, rows: 40 }, async (app) => {
      await app.expectScreen(/LIVE.*ev\/s/);
      const begun = Date.now();
      for (let at = 0; at <= length; at = Date.now() - begun) {
        samples.push(...familyOf(app.pid).map((pid) => sampleOf(pid, at)));
        await sleep(every);
      }
      // What is still on its way is recorded before the end: the storm would go on meanwhile.
      await load.stop();
      app.press('Ctrl-C');
      const limit = Date.now() + PATIENCE;
      while (!app.hasExited && Date.now() < limit) await sleep(LOOK);
      assert.ok(app.hasExited, 'it does not end');
    });
  } finally {
    await load.stop();
  }
  return { samples, files: readdirSync(folder) };
}

/** Processes that end at once, one after the other, without a pause. */
function startChurn(): { stop(): Promise<void> } {
  const forks = spawn(compileFixture('count.c'), ['forks', '1000000000'], { stdio: 'ignore' });
  return {
    stop: async () => {
      if (forks.signalCode !== null) return;
      const ended = once(forks, 'exit');
      forks.kill('SIGKILL');
      await ended;
    },
  };
}

/** A process and those that descend from it. */
function familyOf(root: number): number[] {
  const family = new Set([root]);
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  for (const pid of pids.sort((a, b) => a - b)) {
    const parent = /^PPid:\s*(\d+)$/m.exec(fileOf(pid, 'status'))?.[1];
    if (family.has(Number(parent))) family.add(pid);
  }
  return [...family];
}

function sampleOf(pid: number, at: number): Sample {
  const status = fileOf(pid, 'status');
  const stat = fileOf(pid, 'stat').split(') ').at(-1)?.split(' ') ?? [];
  return {
    at,
    pid,
    name: programOf(pid),
    rss: Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? Number.NaN) * KILOBYTE,
    cpu: (Number(stat[11]) + Number(stat[12])) / TICKS,
    fds: fdsOf(pid),
  };
}

/** The name of its script. */
function programOf(pid: number): string {
  const words = fileOf(pid, 'cmdline').split('\0');
  return /([\w-]+)\.c?js$/.exec(words.find((word) => /\.c?js$/.test(word)) ?? '')?.[1] ?? String(words[0]);
}

function fdsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return Number.NaN;
  }
}

/** Empty where the process has ended. */
function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
