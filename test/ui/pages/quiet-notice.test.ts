// SPDX-License-Identifier: Apache-2.0
// What an empty list of events says of its threads.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WaitingThread } from '../../../src/engine/protocol/row-details.js';
import { quietText } from '../../../src/ui/pages/quiet-notice.js';

const NOTHING: WaitingThread = {
  tid: 4711,
  name: 'cat',
  state: 'S',
  call: undefined,
  on: undefined,
  holder: undefined,
  waited: undefined,
  stack: undefined,
  userStack: undefined,
};

test('a wait is named with its call, its length, what it is for and who holds it', () => {
  const wait = { call: 'read pipe', on: '/run/fifo', holder: 'writer (4712)', waited: 65e9 };
  assert.equal(
    quietText({ ...NOTHING, ...wait }),
    '4711 cat: in read pipe since 1m05s on /run/fifo, held by writer (4712)',
  );
  assert.equal(quietText({ ...NOTHING, call: 'futex', waited: undefined }), '4711 cat: in futex');
});

test('a thread in no call has its state, and what is unknown is not invented', () => {
  assert.equal(quietText({ ...NOTHING, state: 'R' }), '4711 cat: state R, in no call');
  assert.equal(quietText({ ...NOTHING, state: undefined, name: undefined }), '4711 <NA>: state unknown, in no call');
});
