// SPDX-License-Identifier: Apache-2.0
// Bytes of a stream with notes in between: each offset gives what the joined stream has there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotedRawStore } from '../../../src/engine/store/noted-raw-store.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (given: Uint8Array | undefined): string | undefined =>
  given === undefined ? undefined : new TextDecoder().decode(given);

/** `aaaa[one]bbbb[two][three]cccc`, brackets around notes. */
function sample(): { store: NotedRawStore; joined: string } {
  const store = new NotedRawStore(new StreamRawStore(Number.POSITIVE_INFINITY));
  store.append(bytes('aaaabbbb'));
  store.insert(4, bytes('one'));
  store.insert(11, bytes('two'));
  store.insert(14, bytes('three'));
  store.append(bytes('cccc'));
  return { store, joined: 'aaaaonebbbbtwothreecccc' };
}

const BLOCKS = ['aaaa', 'one', 'bbbb', 'two', 'three', 'cccc'];

test('every block is where the joined stream has it', () => {
  const { store, joined } = sample();
  for (const block of BLOCKS) {
    const at = joined.indexOf(block);
    assert.equal(text(store.read(at, block.length)), block);
    const span = store.span(at, block.length);
    assert.ok(span !== undefined, block);
    assert.equal(text(span.bytes.subarray(span.at, span.at + block.length)), block);
    assert.equal(span.view.getUint8(span.at), block.charCodeAt(0));
  }
  assert.equal(store.memoryBytes, joined.length);
});

test('what is forgotten leaves, and what follows stays where it is', () => {
  for (const block of BLOCKS) {
    const { store, joined } = sample();
    const from = joined.indexOf(block);
    store.trim(from);
    for (const kept of BLOCKS.slice(BLOCKS.indexOf(block))) {
      assert.equal(text(store.read(joined.indexOf(kept), kept.length)), kept, `${kept} after ${block}`);
    }
  }
  const { store, joined } = sample();
  store.trim(joined.indexOf('three'));
  assert.ok(store.memoryBytes < joined.length);
});
