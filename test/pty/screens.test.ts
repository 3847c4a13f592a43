// SPDX-License-Identifier: Apache-2.0
// Every page looks as it is kept in test/screens. After a change that is meant: node build/test/pty/write-screens.js, and
// read the difference.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from './driver.js';
import { DIRECTORY, SIZES, shownText, sizeName, walkScreens } from './screens.js';

/** CPU time that the program's own thread has used so far, s; those of the engine and of the collector are others. */
function used(app: App): number {
  const stat = readFileSync(`/proc/${app.pid}/task/${app.pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

describe('pages', { skip: process.platform !== 'linux' && 'there is no /proc' }, () => {
  it('cost nothing while nothing changes', async () => {
    await walkScreens({ columns: 120, rows: 40 }, async (name, app) => {
      // One that paints for ever takes all that it gets, at any time; what is still to be done when a page opens ends.
      let least = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 6 && least > 0.02; i++) {
        const before = used(app);
        await sleep(300);
        least = Math.min(least, used(app) - before);
      }
      assert.ok(least <= 0.02, `${name}: never less than ${least} s of 0.3`);
    });
  });
});

describe('the pages look as they are kept', { concurrency: 2 }, () => {
  for (const size of SIZES) {
    it(`at ${sizeName(size)}`, async () => {
      const directory = join(DIRECTORY, sizeName(size));
      const seen: string[] = [];
      await walkScreens(size, async (name, app) => {
        const path = join(directory, `${name}.txt`);
        assert.ok(existsSync(path), `${path} is missing: node build/test/pty/write-screens.js`);
        const kept = readFileSync(path, 'utf8');
        // Rows and pictures may come a frame later than the title.
        await app
          .until(() => shownText(app) === kept, `${name} as it is kept`)
          .catch(() => assert.equal(shownText(app), kept, name));
        seen.push(`${name}.txt`);
      });
      assert.deepEqual(readdirSync(directory).sort(), seen.sort());
    });
  }
});
