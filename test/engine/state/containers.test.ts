// SPDX-License-Identifier: Apache-2.0
// Containers and users over the stream: metadata events of all ages, whose container a thread is in, and whose user.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseContainerJson } from '../../../src/engine/state/container-events.js';
import { cloned, executed } from './clone-events.js';
import { listed, USUAL, World } from './world.js';

const ID = 'abcdef012345'.padEnd(64, '0');
const SHORT = ID.slice(0, 12);
const CGROUPS = [['cpuset', `/docker/${ID}`]] as const;
const contained = {
  ...USUAL,
  processes: [...USUAL.processes, listed(300, { comm: 'nginx', cgroups: CGROUPS, uid: 1000 })],
};

const FULL = {
  id: SHORT,
  full_id: ID,
  type: 0,
  name: 'web',
  image: 'nginx:1.25',
  imageid: 'i',
  imagerepo: 'nginx',
  imagetag: '1.25',
  imagedigest: 'sha256:d',
  privileged: true,
  host_pid: false,
  is_pod_sandbox: true,
  created_time: 1_700_000_000,
  ip: '172.17.0.2',
  cni_json: '{}',
  pod_sandbox_id: 'p',
  labels: { a: 'b', 'io.kubernetes.pod.name': 'pod' },
  pod_sandbox_labels: { c: 'd' },
  Mounts: [{ Source: '/s', Destination: '/d', Mode: 'ro', RW: false, Propagation: 'private' }],
  env: ['MESOS_TASK_ID=1'],
  User: 'root',
  Healthcheck: { exe: 'curl', args: ['-f', 'x'] },
};

test('everything that the JSON says', () => {
  const info = parseContainerJson(JSON.stringify({ container: FULL }));
  assert.deepEqual(info, {
    id: SHORT,
    fullId: ID,
    type: 'docker',
    name: 'web',
    image: 'nginx:1.25',
    imageId: 'i',
    imageRepository: 'nginx',
    imageTag: '1.25',
    imageDigest: 'sha256:d',
    privileged: true,
    hostPid: false,
    hostNetwork: undefined,
    hostIpc: undefined,
    isPodSandbox: true,
    createdTime: 1_700_000_000,
    ip: '172.17.0.2',
    cniJson: '{}',
    podSandboxId: 'p',
    labels: { a: 'b', 'io.kubernetes.pod.name': 'pod' },
    podSandboxLabels: { c: 'd' },
    mounts: [{ source: '/s', destination: '/d', mode: 'ro', readWrite: false, propagation: 'private' }],
    env: ['MESOS_TASK_ID=1'],
    user: 'root',
    healthcheck: { exe: 'curl', args: ['-f', 'x'] },
    livenessProbe: undefined,
    readinessProbe: undefined,
    hasMetadata: true,
  });
  assert.deepEqual(parseContainerJson(JSON.stringify(FULL)), info, 'without the wrapper too');
});

test('invalid JSON, or JSON of other types than it should', () => {
  for (const text of ['', '{', 'null', '3', '[]', '{}', '{"container":{}}', '{"container":{"id":7}}']) {
    assert.equal(parseContainerJson(text), undefined, text);
  }
  const odd = {
    id: 'x',
    name: 7,
    labels: ['a'],
    Mounts: [3, null, {}],
    env: [1, 'A=1'],
    ip: [],
    type: 'docker',
    Healthcheck: 'x',
  };
  const info = parseContainerJson(JSON.stringify(odd));
  assert.deepEqual([info?.name, info?.labels, info?.env, info?.ip, info?.type], ['', {}, ['A=1'], '', 'unknown']);
  assert.equal(info?.mounts.length, 1);
  const hostile = parseContainerJson('{"id":"x","labels":{"__proto__":"p","constructor":"c"}}');
  assert.equal(hostile?.labels['constructor'], 'c');
  assert.equal(({} as Record<string, unknown>)['p'], undefined);
});

/** The same container by each kind of event. */
const EVENTS: readonly (readonly [string, (w: World) => World])[] = [
  ['container_json_2', (w) => w.event(-1, 'container_json_2_e', { json: JSON.stringify({ container: FULL }) })],
  ['container_json', (w) => w.event(-1, 'container_json_e', { json: JSON.stringify({ container: FULL }) })],
  [
    'asyncevent',
    (w) =>
      w.event(-1, 'asyncevent_e', {
        plugin_id: 0,
        name: 'container',
        data: Buffer.from(`${JSON.stringify({ container: FULL })}\0`),
      }),
  ],
  ['container of 2015', (w) => w.event(-1, 'container_e', { id: SHORT, type: 0, name: 'web', image: 'nginx:1.25' })],
];

for (const [name, send] of EVENTS) {
  test(`${name}: threads show the container’s name from then on`, () => {
    const world = new World(contained).tick(300);
    assert.deepEqual(world.fields('container.id', 'container.type'), [SHORT, 'docker']);
    send(world);
    world.tick(300);
    assert.deepEqual(world.fields('container.id', 'container.name', 'container.image'), [SHORT, 'web', 'nginx:1.25']);
    world.tick(100);
    assert.deepEqual(world.fields('container.id', 'container.name'), ['host', 'host']);
  });
}

test('an event of a container is of the thread that its header names', () => {
  const json = JSON.stringify({ container: FULL });
  const world = new World(contained).tick(300);
  for (const tid of [0, -1]) {
    world.event(tid, 'container_json_e', { json });
    assert.deepEqual(world.fields('thread.tid', 'proc.pid', 'proc.name'), [tid, -1, `container:${SHORT}`]);
  }
});

test('containers in front of the first real event are state, not events', () => {
  const world = new World(contained);
  EVENTS[0]?.[1](world);
  assert.equal(world.view.isStateOnly, true);
  assert.equal(world.tick(300).view.isStateOnly, false);
  assert.equal(world.field('container.name'), 'web');
  EVENTS[0]?.[1](world);
  assert.equal(world.view.isStateOnly, false, 'later ones are');
  assert.equal(world.view.num, 3);
});

test('children and programs are where their cgroups say', () => {
  const world = new World(contained);
  const cgroups = [`cpuset=/docker/${ID}`];
  world.exit(301, 'clone_20', cloned(0, 301, 301, 300, { cgroups }));
  assert.equal(world.field('container.id'), SHORT);
  world.exit(301, 'execve_19', executed('/bin/x', 301, 301, 300, { cgroups: ['cpuset=/'] }));
  assert.equal(world.field('container.id'), 'host', 'moved out before the exec');
  world.exit(100, 'execve_19', executed('/bin/x', 100, 100, 1, { cgroups }));
  assert.equal(world.field('container.id'), SHORT, 'moved in');
});

test('a thread without cgroups in its event keeps its parent’s container', () => {
  const world = new World(contained).exit(300, 'clone_17', {
    res: 301,
    exe: 'x',
    args: [],
    tid: 300,
    pid: 300,
    ptid: 1,
    cwd: '',
    fdlimit: 1,
    comm: 'x',
    flags: 0,
    uid: 1,
    gid: 1,
  });
  world.tick(301);
  assert.equal(world.field('container.id'), SHORT);
});

test('users are the container’s own; the host’s names are not theirs', () => {
  const world = new World(contained).tick(300);
  assert.deepEqual(world.fields('user.uid', 'user.name'), [1000, '<NA>']);
  world.event(-1, 'user_added_e', {
    uid: 1000,
    gid: 1,
    name: 'www',
    home: '/srv',
    shell: '/bin/false',
    container_id: SHORT,
  });
  world.event(-1, 'group_added_e', { gid: 100, name: 'wheel', container_id: SHORT });
  world.tick(300);
  assert.deepEqual(world.fields('user.name', 'user.homedir', 'user.shell', 'group.name'), [
    'www',
    '/srv',
    '/bin/false',
    'wheel',
  ]);
  world.tick(100);
  assert.deepEqual(world.fields('user.name', 'group.name'), ['ann', 'users']);
  world.event(-1, 'user_deleted_e', { uid: 1000, gid: 1, name: 'www', home: '', shell: '', container_id: SHORT });
  world.event(-1, 'group_deleted_e', { gid: 100, name: 'wheel', container_id: SHORT });
  world.tick(300);
  assert.equal(world.field('user.name'), '<NA>');
});

test('users of the host come and go', () => {
  const world = new World().tick(200);
  assert.equal(world.field('user.name'), '<NA>');
  world
    .event(-1, 'user_added_e', { uid: 33, gid: 33, name: 'www-data', home: '/', shell: '', container_id: '' })
    .tick(200);
  assert.equal(world.field('user.name'), 'www-data');
  world.event(-1, 'user_added_e', { uid: 33, gid: 33, name: '+nis', home: '/', shell: '', container_id: '' }).tick(200);
  assert.equal(world.field('user.name'), 'www-data', 'entries of name services do not count');
  assert.ok(world.view.moveToRow(0));
  assert.equal(world.field('user.name'), '<NA>', 'the past is as it was');
});

test('root is root everywhere', () => {
  const world = new World({ processes: [listed(1, { ptid: 0, uid: 0 }), listed(300, { uid: 0, cgroups: CGROUPS })] });
  assert.equal(world.tick(1).field('user.name'), 'root');
  assert.equal(world.tick(300).field('user.name'), 'root');
});
