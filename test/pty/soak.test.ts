// SPDX-License-Identifier: Apache-2.0
// Twenty seconds of `npm run soak`: descriptors do not grow, memory keeps its budget, the ring its number of files.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { emptyFolder, whyNoLiveTests } from '../fixtures/live-capture.js';
import { soak } from '../soak/soak.js';

/** --memory and what docs/adr/0021 adds to it. */
const MOST = 200e6 + 300e6;
/** Opened and closed again: a look at /proc, a file of the ring. */
const PASSING_FDS = 12;

test('a storm of forks is watched and recorded', { skip: whyNoLiveTests() ?? false }, async () => {
  const folder = emptyFolder();
  const { samples, files } = await soak({ length: 20_000, every: 1000, memory: '200M', folder });
  rmSync(folder, { recursive: true });
  assert.ok(files.length > 0 && files.length <= 3, files.join());
  for (const pid of new Set(samples.map((sample) => sample.pid))) {
    const own = samples.filter((sample) => sample.pid === pid && !Number.isNaN(sample.fds));
    const middle = own[Math.floor(own.length / 2)];
    for (const { name, rss, fds } of own.slice(own.length / 2)) {
      if (!Number.isNaN(rss)) assert.ok(rss <= MOST, `${name} holds ${rss} bytes`);
      assert.ok(fds <= (middle?.fds ?? 0) + PASSING_FDS, `${name} has ${fds} descriptors`);
    }
  }
});
