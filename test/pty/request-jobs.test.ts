// SPDX-License-Identifier: Apache-2.0
// Jobs of somebody whose shop is slow, each from a fresh start over a recording of it: the answer is on the screen after at
// most six steps. A step is a key, or a word that is typed into a line that is open.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAIN, SHOP } from '../fixtures/program-file.js';
import { withApp } from './driver.js';

const MOST = 6;

type Step = readonly [step: string, shows: RegExp];

const openView = (typed: string, name: RegExp, shows: RegExp): readonly Step[] => [
  ['F2', /─ Views ─/],
  [` ${typed}`, name],
  ['Enter', shows],
];

const JOBS: Readonly<Record<string, readonly Step[]>> = {
  'which query is slow': openView('queries', /▌ Database Queries/, /▌.*SELECT sum\(total\), pg_sleep\(\?\)/),
  'which query is made in a loop': [
    ...openView('queries', /▌ Database Queries/, /^ Database Queries/m),
    ['1', /▌ +240 .*SELECT price FROM items WHERE id = \?/],
  ],
  'which upstream fails': [
    ['O', /─ \S+ 4✗ /],
    ['Right', /^ nginx -> shop: /m],
    ['Right', /^ shop -> /m],
    ['Down', /^ shop -> catalog: http .* 4 failed/m],
    ['Enter', /503 .*catalog/],
  ],
  'which lookups time out': openView('dns', /▌ DNS Lookups/, /▌ +14 .* 14 .*carrier\.globex\.test/),
  'which keys the cache misses': [
    ...openView('redis', /▌ Redis and Memcached Keys/, /^ Redis and Memcached Keys/m),
    ['9', /FOUND▼/],
    ['S', /▌ +\d+ .* 0 .*cart:\d+/],
  ],
  'which tenant of many is slow': [
    ...openView('requests_top', /▌ Requests Top/, /^ Requests Top/m),
    ['4', /P50▼/],
    ['/', /^ Find$/m],
    [' /orders', /▌ .*1\d\dms .*GET \/orders\/acme/],
  ],
  'where the time of a request went': [
    ...openView('requests', /▌ Requests(?! Top)/, /^ Requests/m),
    ['b', /^ Where the Time Went/m],
    ['Enter', /^ Where the Time Went/m],
  ],
};

describe('jobs of a slow shop', { concurrency: 2 }, () => {
  for (const [question, steps] of Object.entries(JOBS)) {
    it(question, () =>
      withApp({ command: process.execPath, args: [MAIN, '-r', SHOP], columns: 159, rows: 40 }, async (app) => {
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
