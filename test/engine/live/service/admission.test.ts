// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Admission } from '../../../../src/engine/live/service/admission.js';

const RULES = { group: 900, owner: 1000 };
const STRANGER = { uid: 2000, groups: [2000, 27] };

function scopeOf(uid: number, groups: readonly number[], rules: ConstructorParameters<typeof Admission>[0] = RULES) {
  const admitted = new Admission(rules).admit({ uid, groups }, [], 0);
  return admitted.ok ? admitted.value : admitted.error;
}

test('root, who called sudo, and the group see everything; others their own', () => {
  assert.equal(scopeOf(0, [0]), 'all');
  assert.equal(scopeOf(1000, [1000]), 'all');
  assert.equal(scopeOf(2000, [2000, 900]), 'all');
  assert.equal(scopeOf(2000, [2000, 27]), 'own');
  assert.equal(scopeOf(2000, [0], { group: undefined, owner: undefined }), 'own');
});

test('one user has a few places, all together have some', () => {
  const own = new Admission(RULES).admit(STRANGER, [2000, 2000, 2000, 2000, 7], 0);
  assert.match(own.ok ? '' : own.error, /^4 of this user are watching already$/);
  const all = new Admission(RULES).admit(STRANGER, new Array<number>(24).fill(7), 0);
  assert.match(all.ok ? '' : all.error, /^24 are watching already$/);
});

test('a storm of connections is turned away for ten seconds, and no other user with it', () => {
  const admission = new Admission(RULES);
  const admit = (uid: number, at: number) => admission.admit({ uid, groups: [uid] }, [], at).ok;
  const tries = Array.from({ length: 12 }, (_, i) => admit(2000, i));
  assert.deepEqual(tries, [...new Array<boolean>(10).fill(true), false, false]);
  assert.ok(admit(2001, 12));
  assert.ok(admit(2000, 10_001));
});
