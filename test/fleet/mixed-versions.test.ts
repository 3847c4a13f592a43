// SPDX-License-Identifier: Apache-2.0
// Agents of several versions in one fleet: one that speaks another version of the messages is named and left out, one that
// does not know a field refuses by name, one that knows more members than we do is heard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FleetClient } from '../../src/fleet/fleet-client.js';
import { type FleetTable, fleetTable } from '../../src/fleet/fleet-table.js';
import type { FromAgent } from '../../src/fleet/messages.js';
import type { FleetPort } from '../../src/fleet/ports.js';
import { VIEWS } from '../../src/views/index.js';
import type { View } from '../../src/views/view.js';
import { loaded } from '../engine/query/loaded.js';
import { FILES_CAPTURE } from '../engine/scap/capture-files.js';
import { portTo } from './in-process.js';

const capture = loaded(FILES_CAPTURE, 2000);
const HOSTS = ['new', 'old'].map((name) => ({ name, capture }));
const PROCS = VIEWS.find(({ id }) => id === 'procs') ?? assert.fail();

/** The host `old` hears what `change` makes of a question, and is heard as it says it. */
function mixed(change: (message: object) => object): FleetPort {
  const port = portTo(HOSTS.slice(0, 1));
  const old = portTo(HOSTS.slice(1));
  return {
    ...port,
    send(host, message) {
      if (host !== 'old') port.send(host, message);
      if (host !== 'new') old.send(host, change(message) as typeof message);
    },
    listen(heard: (said: FromAgent) => void) {
      port.listen(heard);
      old.listen(heard);
    },
  };
}

async function tableOf(port: FleetPort, view: View = PROCS): Promise<FleetTable> {
  const client = new FleetClient(port);
  await client.discover(1000);
  const question = { filter: '', window: {}, containers: false, sort: undefined, text: '', budget: 60_000 };
  const waits = { wait: 60_000, patience: 60_000 };
  const made = await fleetTable(client, ['new', 'old'], { view, top: undefined, ...question, ...waits });
  assert.ok(made.ok);
  return made.value;
}

test('a host that speaks another version of the messages says so', async () => {
  const isTable = (message: object) => 'kind' in message && message.kind !== 'hello';
  const made = await tableOf(mixed((message) => (isTable(message) ? { ...message, v: 2 } : message)));
  assert.deepEqual(made.answered, ['new']);
  assert.deepEqual([...made.missing], [['old', "it speaks version 1 of the fleet's messages, not 2"]]);
  assert.ok(made.rows.length > 0 && made.rows.every(({ hosts }) => hosts.join() === 'new'));
});

test('a host that does not know a field of a view is named, with the field', async () => {
  const renamed = (message: object) =>
    JSON.parse(JSON.stringify(message).replaceAll('proc.pid', 'proc.later')) as object;
  const made = await tableOf(mixed(renamed));
  assert.deepEqual(made.answered, ['new']);
  assert.match(made.missing.get('old') ?? '', /proc\.later/);
});

test('members that an agent does not know are passed over', async () => {
  const made = await tableOf(mixed((message) => ({ ...message, later: { since: 'version 1.9' } })));
  assert.deepEqual(made.answered, ['new', 'old']);
});
