// SPDX-License-Identifier: Apache-2.0
// A Service that begins to lead to a pod whose processes run already: they count where they belong now, in tables over
// what is held and in tables of what passes by.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileViewFilter } from '../../src/engine/query/view-filter.js';
import { planView } from '../../src/engine/query/view-plan.js';
import { EVERYTHING } from '../../src/engine/query/window.js';
import { ownEvent } from '../../src/engine/scap/own-event.js';
import { PODS } from '../../src/engine/scap/own-event-table.js';
import { OpenTable } from '../../src/engine/session/open-table.js';
import type { PodRecord } from '../../src/engine/state/pods.js';
import { VIEWS } from '../../src/views/index.js';
import { run } from '../cli/program.js';
import { fromBytes } from '../engine/query/loaded.js';
import { listed, USUAL, World } from '../engine/state/world.js';

const UID = '8f2d6a54-0f0e-4f4e-9d7c-1d2f6c7a9b10';
const CGROUPS = [['cpuset', `/kubepods/burstable/pod${UID}/${'abcdef012345'.padEnd(64, '0')}`]] as const;
const WEB = { name: 'web', id: 's-1', labels: {} };
const ADMIN = { name: 'web-admin', id: 's-2', labels: {} };

const NOTHING = Object.fromEntries(PODS.fields.map(({ name }) => [name, undefined])) as PodRecord;

function said(world: World, ...services: readonly object[]): World {
  const named = { uid: UID, name: 'web-1', namespace: 'shop', node: 'node-a', services: JSON.stringify(services) };
  return world.block((time) => ownEvent(PODS, { time }, [{ ...NOTHING, ...named }]));
}

const world = new World({
  ...USUAL,
  processes: [...USUAL.processes, listed(300, { comm: 'nginx', cgroups: CGROUPS })],
});
said(world.tick(300), WEB).tick(300);
said(world, WEB, ADMIN).tick(300);
const BYTES = world.bytes();

test('a table over what is held', () => {
  const view = VIEWS.find(({ id }) => id === 'kubernetes_services') ?? assert.fail();
  const [plan, filter] = [planView(view, false), compileViewFilter(view.filter, '')];
  assert.ok(plan.ok && filter.ok);
  const query = { window: EVERYTHING, sort: undefined, text: '' };
  const { table } = new OpenTable(fromBytes(BYTES), plan.value, filter.value, query);
  const rows = table.rows(0, table.length).map(({ key, cells }) => [key, ...cells.slice(5)]);
  assert.deepEqual(rows, [['s-1, s-2', 's-1, s-2', 'web, web-admin', 'shop', '']]);
});

test('a table of what passes by', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-service-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'pod.scap'), BYTES);
  const { out } = await run(['-r', join(folder, 'pod.scap'), '-v', 'kubernetes_services', '--json']);
  assert.match(out, /^\{"key":"s-1, s-2".*"NAME":"web, web-admin"/);
  assert.equal(out.trim().split('\n').length, 1);
});
