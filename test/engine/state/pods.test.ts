// SPDX-License-Identifier: Apache-2.0
// What the API server says of pods, as own events in the stream: threads of the pod show it, from their labels' id or from
// that in their cgroups; what is said first holds for the past too, what is said later from then on.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownEvent } from '../../../src/engine/scap/own-event.js';
import { PODS } from '../../../src/engine/scap/own-event-table.js';
import type { PodRecord } from '../../../src/engine/state/pods.js';
import { stateBefore } from '../../../src/engine/state/state-lists.js';
import { listed, USUAL, World } from './world.js';

const UID = '8f2d6a54-0f0e-4f4e-9d7c-1d2f6c7a9b10';
const ID = 'abcdef012345'.padEnd(64, '0');
const CGROUPS = [['cpuset', `/kubepods/burstable/pod${UID}/${ID}`]] as const;
const machine = { ...USUAL, processes: [...USUAL.processes, listed(300, { comm: 'nginx', cgroups: CGROUPS })] };

export const RECORD: PodRecord = {
  uid: UID,
  name: 'web-1',
  labels: '{"app":"web"}',
  node: 'node-a',
  ip: '10.1.0.7',
  namespace: 'shop',
  namespace_id: 'ns-1',
  namespace_labels: '{"team":"blue"}',
  controller_kind: 'Deployment',
  controller: 'web',
  controller_id: 'd-1',
  controller_labels: '{"app":"web","tier":"front"}',
  replicaset: 'web-5d9c',
  replicaset_id: 'rs-1',
  replicaset_labels: undefined,
  services: '[{"name":"web","id":"s-1","labels":{"app":"web"}},{"name":"web-admin","id":"s-2","labels":{}}]',
};

function said(world: World, changes: Partial<PodRecord> = {}): World {
  return world.block((time) => ownEvent(PODS, { time }, [{ ...RECORD, ...changes }]));
}

const NAMES = ['k8s.deployment.name', 'k8s.svc.name', 'drill.k8s.kind'] as const;

test('threads of a pod show its namespace, controllers and services', () => {
  const world = said(new World(machine).tick(300)).tick(300);
  const expected = {
    'k8s.pod.name': 'web-1',
    'k8s.pod.uid': UID,
    'k8s.pod.id': UID,
    'k8s.pod.label.app': 'web',
    'k8s.pod.labels': 'app:web',
    'k8s.pod.ip': '10.1.0.7',
    'k8s.ns.name': 'shop',
    'k8s.ns.id': 'ns-1',
    'k8s.ns.label.team': 'blue',
    'k8s.ns.labels': 'team:blue',
    'k8s.deployment.name': 'web',
    'k8s.deployment.id': 'd-1',
    'k8s.deployment.label.tier': 'front',
    'k8s.deployment.labels': 'app:web, tier:front',
    'k8s.rs.name': 'web-5d9c',
    'k8s.rs.id': 'rs-1',
    'k8s.rs.labels': undefined,
    'k8s.rc.name': undefined,
    'k8s.svc.name': 'web, web-admin',
    'k8s.svc.id': 's-1, s-2',
    'k8s.svc.label.app': 'web',
    'drill.k8s.kind': 'Deployment',
    'drill.k8s.controller.name': 'web',
    'drill.k8s.node': 'node-a',
  };
  for (const [field, value] of Object.entries(expected)) assert.equal(world.field(field), value, field);
  assert.deepEqual(world.tick(100).fields(...NAMES), [undefined, undefined, undefined], 'another process');
});

test('what is said first holds for the past, what changes from then on', () => {
  const world = new World(machine).tick(300);
  assert.deepEqual(world.fields(...NAMES), [undefined, undefined, undefined]);
  said(world);
  world.view.moveToRow(0);
  assert.equal(world.field('k8s.svc.name'), 'web, web-admin', 'the first event');
  assert.equal(world.tick(300).field('k8s.svc.name'), 'web, web-admin');
  said(world, { services: undefined, controller_kind: 'StatefulSet' });
  assert.deepEqual(world.tick(300).fields(...NAMES), [undefined, undefined, 'StatefulSet']);
  const before = (row: number) => stateBefore(world.state, row).pods.map(({ controller }) => controller.kind);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((row) => before(row).join()),
    ['', '', 'Deployment', 'Deployment', 'StatefulSet'],
  );
});

test('a pod that is known before its first process, and texts that are no JSON', () => {
  const world = new World(machine);
  said(world, { labels: '{', services: '{"name":3}', namespace_labels: '[1]', controller_labels: '{"a":1,"b":"c"}' });
  world.tick(300);
  assert.deepEqual(world.fields('k8s.pod.name', 'k8s.pod.labels', 'k8s.svc.name', 'k8s.ns.labels'), [
    'web-1',
    '',
    undefined,
    undefined,
  ]);
  assert.equal(world.field('k8s.deployment.labels'), 'b:c');
});

test('labels that Docker Swarm gives: service, task, node', () => {
  const labels = {
    'com.docker.swarm.node.id': 'n1k2',
    'com.docker.swarm.service.id': 's9',
    'com.docker.swarm.service.name': 'shop_web',
    'com.docker.swarm.task': '',
    'com.docker.swarm.task.id': 't7',
    'com.docker.swarm.task.name': 'shop_web.1.t7',
  };
  const json = JSON.stringify({ container: { id: ID.slice(0, 12), full_id: ID, type: 0, name: 'x', labels } });
  const world = new World(machine).event(-1, 'container_json_2_e', { json }).tick(300);
  const fields = ['drill.swarm.service', 'drill.swarm.task', 'drill.swarm.node'] as const;
  assert.deepEqual(world.fields(...fields), ['shop_web', 'shop_web.1.t7', 'n1k2']);
  assert.deepEqual(world.tick(100).fields(...fields), [undefined, undefined, undefined]);
});
