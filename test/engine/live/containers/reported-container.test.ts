// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helperLine, reportedContainer } from '../../../../src/engine/live/containers/reported-container.js';

const ID = 'e2f5dbcb823b'.padEnd(64, '0');
const report = (container: unknown) => reportedContainer(JSON.stringify({ container }));

test('a container is reported under the id that its groups have', () => {
  assert.deepEqual(report({ id: ID.slice(0, 12), full_id: ID, name: 'web' }), {
    id: ID,
    json: JSON.stringify({ container: { id: ID.slice(0, 12), full_id: ID, name: 'web' } }),
  });
});

test('not under the short id of another one, or none', () => {
  assert.equal(report({ id: 'b631a5e2c806', full_id: ID }), undefined);
  assert.equal(report({ id: '', full_id: ID }), undefined);
  assert.equal(report({ id: ID.slice(0, 12) }), undefined);
  assert.equal(report([]), undefined);
  assert.equal(reportedContainer('no JSON'), undefined);
});

test('a member that is given twice is written once', () => {
  const text = `{"container":{"id":"${ID.slice(0, 12)}","full_id":"victim","full_id":"${ID}"}}`;
  assert.equal(reportedContainer(text)?.json.includes('victim'), false);
});

test('invalid lines are skipped, reports are cut to what they may be', () => {
  assert.equal(helperLine('garbage'), undefined);
  assert.equal(helperLine('{"other":1}'), undefined);
  assert.deepEqual(
    helperLine(
      JSON.stringify({
        sources: [
          { name: 'x'.repeat(999), socket: 1, state: { kind: 'connected', version: {} } },
          { state: { kind: 'odd' } },
          null,
        ],
      }),
    ),
    { sources: [{ name: 'x'.repeat(200), socket: '', state: { kind: 'connected', version: '' } }] },
  );
});
