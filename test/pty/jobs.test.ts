// SPDX-License-Identifier: Apache-2.0
// Jobs of an incident, each from a fresh start over a capture: the answer is on the screen after at most six steps. A step is
// a key, or a word that is typed into a line that is open.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DEMO, MAIN } from '../fixtures/program-file.js';
import { withApp } from './driver.js';

const MOST = 6;

interface Job {
  readonly question: string;
  /** Keys as the driver names them; what has a blank in front is typed. Each is pressed when the pattern before it shows. */
  readonly steps: readonly (readonly [step: string, shows: RegExp])[];
}

const JOBS: readonly Job[] = [
  {
    question: 'which files may not be opened, and by whom',
    steps: [
      ['F2', /─ Views ─/],
      [' failed', /▌ Failed Calls/],
      ['Enter', /^ Failed Calls/m],
      ['/', /^ Find$/m],
      [' EACCES', /EACCES +\S+ +\/\S+/],
      ['Enter', /permission denied/],
    ],
  },
  {
    question: 'who starts hundreds of short processes',
    steps: [
      ['F2', /─ Views ─/],
      [' storm', /▌ Spawners/],
      ['Enter', /bash wl\/shell\.sh/],
      ['Enter', /^ New Processes/m],
    ],
  },
  {
    question: 'what is slow',
    steps: [
      [':', /─ Palette ─/],
      [' slow', /▌ (?:Slow|Requests)/],
      ['Enter', /LATENCY|P95/],
    ],
  },
  {
    question: 'what is different in the second half',
    steps: [['C', /^ Compare: Processes/m]],
  },
  {
    question: 'what happened in the middle',
    steps: [
      ['D', /^ Dig/m],
      ['g', /^ Go to/m],
      [' 50%', /\d\d:\d\d:\d\d/],
      ['Enter', /this is \d\d:\d\d:\d\d/],
    ],
  },
  {
    question: 'which calls the program makes that takes the most CPU',
    steps: [
      ['Enter', /^ Threads/m],
      ['F2', /type to narrow/],
      [' system calls', /▌ System Calls/],
      ['Enter', /^ System Calls.*filter: proc\.pid=\d+/m],
    ],
  },
  {
    question: 'which file is written the most, and by whom',
    steps: [
      ['F2', /─ Views ─/],
      [' files', /▌ Files/],
      ['Enter', /^ Files/m],
      ['2', /BYTES OUT▼/],
      ['Enter', /^ Processes.*filter: fd\.name=/m],
    ],
  },
  {
    question: 'what was said on a port',
    steps: [
      ['F2', /─ Views ─/],
      [' server ports', /▌ Server Ports/],
      ['Enter', /^ Server Ports/m],
      ['F5', /^ Echo.*fd\.(?:sport|lport|rport)/m],
    ],
  },
  {
    question: 'who grows',
    steps: [
      [':', /─ Palette ─/],
      [' memory growth', /▌ Memory Growth/],
      ['Enter', /GROWTH\/s▼/],
    ],
  },
  {
    question: 'who is stuck, and who holds it',
    steps: [
      [':', /─ Palette ─/],
      [' blocked', /▌ Blocked now/],
      ['Enter', /^ Blocked now[\s\S]*WAITED/m],
    ],
  },
  {
    question: 'how long requests took',
    steps: [
      ['F2', /─ Views ─/],
      [' requests top', /▌ Requests Top/],
      ['Enter', /^ Requests Top[\s\S]*P99/m],
    ],
  },
  {
    question: 'what a process has read and written',
    steps: [
      ['/', /^ Find$/m],
      [' su - bob', /▌.*su - bob/],
      ['Enter', /▌.*su - bob/],
      ['F5', /^ Echo.*proc\.pid=/m],
    ],
  },
];

describe('beside the table of a wide screen', () => {
  it('shows what is known of the row under the cursor, until z hides it', () =>
    withApp({ command: process.execPath, args: [MAIN, '-r', DEMO], columns: 200, rows: 50 }, async (app) => {
      await app.expectScreen(/ FILE +\d+ events /);
      app.press('/').type('vi notes').press('Enter');
      await app.expectScreen(/│ command +vi notes\.txt/);
      await app.expectScreen(/How long calls took[\s\S]*p50 .* p95 .* p99 /);
      app.press('z');
      await app.expectScreen(/details are hidden/);
      await app.expectGone(/How long calls took/);
      app.press('z');
      await app.expectScreen(/How long calls took/);
    }));
});

describe('a comparison', () => {
  it('is of the times around marks A and B where they are set, and leads into its rows', () =>
    withApp({ command: process.execPath, args: [MAIN, '-r', DEMO], columns: 140, rows: 40 }, async (app) => {
      await app.expectScreen(/ FILE +\d+ events /);
      for (const [where, letter] of [
        ['20%', 'A'],
        ['80%', 'B'],
      ] as const) {
        app.press('g').type(where).press('Enter');
        await app.expectScreen(/the window is around/);
        app.press('m', letter);
        await app.expectScreen(new RegExp(`mark ${letter} is `));
      }
      app.press('C');
      await app.expectScreen(/^ Compare: Processes/m);
      const spans = /A is (\S+) \S+ (\S+), B is (\S+) \S+ (\S+)/.exec(app.screen)?.slice(1);
      assert.ok(
        spans !== undefined && spans[1] !== undefined && spans[2] !== undefined && spans[1] <= spans[2],
        'apart',
      );
      app.press('Enter');
      await app.expectScreen(/^ Threads.*filter: proc\.pid/m);
      app.press('Backspace');
      await app.expectScreen(/^ Compare: Processes/m);
    }));
});

describe('jobs', { concurrency: 2 }, () => {
  for (const { question, steps } of JOBS) {
    it(question, () =>
      withApp({ command: process.execPath, args: [MAIN, '-r', DEMO], columns: 120, rows: 40 }, async (app) => {
        assert.ok(steps.length <= MOST, `${steps.length} steps`);
        await app.expectScreen(/ FILE +\d+ events /);
        for (const [step, shows] of steps) {
          if (step.startsWith(' ')) app.type(step.slice(1));
          else app.press(step);
          await app.expectScreen(shows);
        }
      }),
    );
  }
});
