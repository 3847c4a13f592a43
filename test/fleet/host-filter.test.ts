// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFleetFilter, filterOnHost, namedHost } from '../../src/fleet/host-filter.js';

const CASES: readonly (readonly [filter: string, onWeb: string | false])[] = [
  ['', ''],
  ['proc.name = nginx', 'proc.name = nginx'],
  ['fleet.host = web-1', ''],
  ['fleet.host = db-1', false],
  ['fleet.host=web-1 and proc.pid=5', 'proc.pid = 5'],
  ['fleet.host=db-1 and proc.pid=5', false],
  ['(fleet.host=db-1 and proc.pid=5) or (fleet.host=web-1 and proc.pid=6)', 'proc.pid = 6'],
  ['not fleet.host=db-1 and not proc.pid=5', 'not proc.pid = 5'],
  ['fleet.host in (db-1, web-1) and (proc.pid=5 or proc.pid=6)', 'proc.pid = 5 or proc.pid = 6'],
  ['fleet.host startswith web or fd.name contains x', ''],
  ['fleet.host endswith -2 or fd.name contains x', 'fd.name contains x'],
  ['fleet.host glob "web-*" and fd.name="fleet.host"', 'fd.name = fleet.host'],
];

test('a filter is resolved for a host by its name', () => {
  for (const [filter, rest] of CASES)
    assert.deepEqual(filterOnHost(filter, 'web-1'), { ok: true, value: rest }, filter);
  const wrong = filterOnHost('fleet.host regex "w.*"', 'web-1');
  assert.ok(!wrong.ok && /not by regex/.test(wrong.error));
  assert.ok(!filterOnHost('fleet.host = ', 'web-1').ok);
});

test('a filter that leaves one host names it', () => {
  assert.equal(namedHost('fleet.host="a b" and proc.pid=5'), 'a b');
  assert.equal(namedHost('fleet.host=a or proc.pid=5'), undefined);
  assert.equal(namedHost('not fleet.host=a'), undefined);
  assert.equal(namedHost('fd.name="fleet.host=a"'), undefined);
});

test('mistakes after a host are found', () => {
  assert.ok(checkFleetFilter('fleet.host=a and proc.name=x').ok);
  const wrong = checkFleetFilter('fleet.host=a and proc.nmae=x');
  assert.ok(!wrong.ok && wrong.error.message.includes('proc.nmae'));
});
