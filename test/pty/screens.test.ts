// SPDX-License-Identifier: Apache-2.0
// Every page looks as it is kept in test/screens. After a change that is meant: node build/test/pty/write-screens.js, and
// read the difference.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DIRECTORY, SIZES, shownText, sizeName, walkScreens } from './screens.js';

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
