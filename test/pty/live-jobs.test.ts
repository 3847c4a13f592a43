// SPDX-License-Identifier: Apache-2.0
// Jobs of an incident on the living machine, each from a fresh start of the program with the real probe: what makes the
// trouble is started first, and the answer is on the screen after at most six steps (jobs.test.ts says what a step is).

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createWebServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { whyNoLiveTests } from '../fixtures/live-capture.js';
import { MAIN } from '../fixtures/program-file.js';
import { withApp } from './driver.js';

const MOST = 6;

type Steps = readonly (readonly [step: string, shows: RegExp])[];

/** What goes wrong: its programs, its files, its servers. */
class Trouble {
  readonly folder = mkdtempSync(join(tmpdir(), 'sysdrill-jobs-'));
  readonly #children: ChildProcess[] = [];
  readonly #servers: Server[] = [];
  readonly #timers: NodeJS.Timeout[] = [];

  /** A shell whose second name is `name`. */
  shell(name: string, script: string): void {
    this.run('sh', ['-c', script, name]);
  }

  run(command: string, words: readonly string[]): void {
    // Shells have children of their own.
    this.#children.push(spawn(command, words, { stdio: 'ignore', cwd: this.folder, detached: true }));
  }

  async listen(server: Server): Promise<number> {
    this.#servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  /** Ten times a second. */
  often(act: () => void): void {
    this.#timers.push(setInterval(act, 100));
  }

  end(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const server of this.#servers) server.close();
    for (const { pid } of this.#children) {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    }
    rmSync(this.folder, { recursive: true });
  }
}

interface Job {
  readonly question: string;
  begin(trouble: Trouble): Steps | Promise<Steps>;
}

const view = (typed: string, name: RegExp, shows: RegExp): Steps => [
  ['F2', /─ Views ─/],
  [` ${typed}`, name],
  ['Enter', shows],
];

/** A web server that takes its time. */
async function slowShop(trouble: Trouble): Promise<number> {
  const server = createWebServer((_, response) => setTimeout(() => response.end('sold'), 120));
  const port = await trouble.listen(server);
  trouble.often(() => void fetch(`http://127.0.0.1:${port}/slow-cart`).catch(() => undefined));
  return port;
}

const JOBS: readonly Job[] = [
  {
    question: 'A1: who takes the CPU, and what for',
    begin(trouble) {
      trouble.shell('jobs-eater', 'while :; do [ -e /nonexistent/eaten ]; done');
      return [
        ['/', /^ Find$/m],
        [' jobs-eater', /^▌.*jobs-eater/m],
        ['Enter', /^▌.*jobs-eater/m],
        ['F6', /^ Dig[\s\S]*\/nonexistent\/eaten/m],
      ];
    },
  },
  {
    question: 'A2: which service is slow',
    async begin(trouble) {
      await slowShop(trouble);
      return view('requests top', /▌ Requests Top/, / (?:[1-9]\d\dms|[\d.]+s) .*GET \/slow-cart/);
    },
  },
];

describe('jobs on the living machine', { skip: whyNoLiveTests() ?? false }, () => {
  for (const { question, begin } of JOBS) {
    it(question, async () => {
      const trouble = new Trouble();
      try {
        const steps = await begin(trouble);
        assert.ok(steps.length <= MOST, `${steps.length} steps`);
        const options = { command: process.execPath, args: [MAIN], columns: 150, rows: 40 };
        await withApp(options, async (app) => {
          await app.expectScreen(/● LIVE/);
          for (const [step, shows] of steps) {
            if (step.startsWith(' ')) app.type(step.slice(1));
            else app.press(step);
            await app.expectScreen(shows);
          }
        });
      } finally {
        trouble.end();
      }
    });
  }
});
