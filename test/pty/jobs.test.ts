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
    question: 'what a process has read and written',
    steps: [
      ['/', /^ Find$/m],
      [' su - bob', /▌.*su - bob/],
      ['Enter', /▌.*su - bob/],
      ['F5', /^ Echo.*proc\.pid=/m],
    ],
  },
];

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
