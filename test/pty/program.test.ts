// SPDX-License-Identifier: Apache-2.0
// The stories, with the real program over a real capture.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MAIN } from '../fixtures/program-file.js';
import { withApp } from './driver.js';
import { STORIES, type StoryTarget } from './stories.js';

const CAPTURE = fileURLToPath(new URL('../../../test/captures/files.scap', import.meta.url));

const target: StoryTarget = {
  launch: (extra) => ({ command: process.execPath, args: [MAIN, '-r', CAPTURE], columns: 120, ...extra }),
  row: /bash/,
  needle: 'bash',
  filter: 'user.name=root',
};

describe('stories in a terminal, files.scap', { concurrency: 2 }, () => {
  for (const story of STORIES) it(story.name, () => story.run(target));
});

describe('what sysdrill costs', { skip: process.platform !== 'linux' && 'there is no /proc' }, () => {
  it('is the memory of the process, and next to no CPU once a capture is read', async () => {
    await withApp(target.launch(), async (app) => {
      await app.expectScreen(/ FILE .*self \d+% \d+(?:\.\d)?M/);
      await app.expectScreen(/ self \d% /);
      const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${app.pid}/status`, 'utf8'))?.[1]) / 1024;
      const shown = Number(/ self \d+% ([\d.]+)M/.exec(app.screen)?.[1]);
      assert.ok(Math.abs(shown - resident) < resident / 4, `${shown}M, and ${resident}M`);
    });
  });
});

describe('a view in an order of one’s own', () => {
  it('begins with the largest of the column that is named', async () => {
    await withApp({ ...target.launch(), args: [MAIN, '-r', CAPTURE, '--sort', 'res'] }, async (app) => {
      await app.expectScreen(/ RES▼ /);
    });
    await withApp({ ...target.launch(), args: [MAIN, '-r', CAPTURE, '-c', 'topprocs_file'] }, async (app) => {
      await app.expectScreen(/ FILE\/s▼ /);
    });
  });
});

describe('a capture on standard input', () => {
  it('is shown, with the keys from the terminal, and the terminal is given back', async () => {
    const pipe = 'cat "$1" | "$2" "$3" -r -';
    const options = { command: 'sh', args: ['-c', pipe, 'sh', CAPTURE, process.execPath, MAIN], columns: 120 };
    await withApp(options, async (app) => {
      await app.expectScreen(/bash/);
      app.press('Down');
      await app.expectScreen(/ 2\/\d+$/m);
      app.press('q');
      assert.equal((await app.exited()).code, 0);
      assert.equal(app.isAlternate, false);
    });
  });
});
