// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventLines } from '../../../src/engine/protocol/protocol.js';
import { CHUNK, LineCache } from '../../../src/ui/pages/line-cache.js';

function answer(offset: number, count: number, total: number): EventLines {
  const lines = Array.from({ length: Math.max(0, Math.min(count, total - offset)) }, (_, i) => ({
    num: offset + i,
    text: `line ${offset + i}`,
    category: 'file',
    failed: false,
    isExit: false,
  }));
  return { offset, lines, total };
}

describe('LineCache', () => {
  it('says which chunk is missing, and keeps what came', () => {
    const cache = new LineCache();
    cache.put(answer(0, CHUNK, 1000));
    assert.equal(cache.missing(0, 50), undefined);
    assert.equal(cache.missing(CHUNK - 10, 50), CHUNK);
    cache.put(answer(CHUNK, CHUNK, 1000));
    assert.equal(cache.missing(CHUNK - 10, 50), undefined);
    assert.equal(cache.get(CHUNK + 3)?.text, `line ${CHUNK + 3}`);
    assert.equal(cache.get(999), undefined);
  });

  it('knows that the last chunk is short, until the list grows', () => {
    const cache = new LineCache();
    cache.put(answer(0, CHUNK, 100));
    assert.equal(cache.missing(0, 500), undefined);
    cache.put(answer(512, CHUNK, 600));
    assert.equal(cache.missing(90, 20), 0);
    assert.equal(cache.missing(590, 20), undefined);
  });

  it('takes answers of several chunks, and empty ones', () => {
    const cache = new LineCache();
    cache.put(answer(0, 3 * CHUNK, 10_000));
    assert.equal(cache.missing(0, 3 * CHUNK), undefined);
    cache.put(answer(0, 0, 0));
    assert.equal(cache.total, 0);
    assert.equal(cache.missing(0, 10), undefined);
  });

  it('does not grow where it must not, and goes on where it was', () => {
    const cache = new LineCache();
    cache.put(answer(0, CHUNK, 300));
    cache.put(answer(CHUNK, CHUNK, 900), cache.total);
    assert.equal(cache.total, 300);
    assert.equal(cache.get(299)?.num, 299);
    assert.equal(cache.get(300), undefined);
    assert.equal(cache.missing(280, 20), undefined);
    cache.put(answer(0, CHUNK, 900));
    assert.equal(cache.missing(280, 40), CHUNK);
  });

  it('forgets what was not needed for long', () => {
    const cache = new LineCache();
    for (let offset = 0; offset < 200 * CHUNK; offset += CHUNK) cache.put(answer(offset, CHUNK, 200 * CHUNK));
    assert.equal(cache.get(0), undefined);
    assert.equal(cache.get(199 * CHUNK)?.num, 199 * CHUNK);
  });
});
