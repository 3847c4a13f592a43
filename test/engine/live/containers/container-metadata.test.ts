// SPDX-License-Identifier: Apache-2.0
// Container engines as they answer, and what the stream then says. The servers are fakes of the protocols; the answers
// have the shape that Docker 20.10, Podman 4.3 and containerd 1.6 gave when they were asked.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContainerMetadata } from '../../../../src/engine/live/containers/container-metadata.js';
import { machinePlaces, userPlaces } from '../../../../src/engine/live/containers/container-sockets.js';
import { unknownContainer } from '../../../../src/engine/live/containers/container-source.js';
import { ContainerdSource } from '../../../../src/engine/live/containers/containerd-source.js';
import { CriSource } from '../../../../src/engine/live/containers/cri-source.js';
import { DockerSource } from '../../../../src/engine/live/containers/docker-source.js';
import { splitImageName } from '../../../../src/engine/live/containers/image-name.js';
import { encodeProtobuf, ProtobufDamage, ProtobufMessage } from '../../../../src/engine/live/containers/protobuf.js';
import { EventCursor } from '../../../../src/engine/scap/event-cursor.js';
import { parseContainerJson } from '../../../../src/engine/state/container-events.js';
import { containerEvent, containerJson } from '../../../../src/engine/state/container-json.js';
import { fakeDocker, fakeGrpc } from './fake-engines.js';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-engines-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const ID = 'e2f5dbcb823b2e34d56fc184bb33ef308d23bae6f872c70c04d33f8cb930d9dd';
const IMAGE = `sha256:${'d8ff'.repeat(16)}`;

const INSPECT = {
  Id: ID,
  Name: '/web1',
  Created: '2026-11-23T15:25:16.123456789Z',
  Image: IMAGE,
  Config: {
    Image: 'localhost:5000/team/tiny:1.2',
    Labels: { who: 'me', 'io.kubernetes.pod.name': 'shop' },
    Env: ['A=b', 'PATH=/bin'],
    User: 'nobody',
    Healthcheck: { Test: ['CMD-SHELL', 'curl -f localhost'] },
  },
  HostConfig: {
    Privileged: false,
    PidMode: 'host',
    NetworkMode: 'bridge',
    IpcMode: 'private',
    Memory: 67108864,
    NanoCpus: 500000000,
  },
  Mounts: [{ Source: '/srv', Destination: '/mnt', Mode: 'ro', RW: false, Propagation: 'rslave' }],
  NetworkSettings: {
    IPAddress: '',
    Networks: { net: { IPAddress: '172.18.0.2' } },
    Ports: {
      '80/tcp': [
        { HostIp: '127.0.0.1', HostPort: '8080' },
        { HostIp: '::', HostPort: '8080' },
      ],
      '53/udp': null,
    },
  },
};

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1000 && !condition(); i++) await sleep(5);
  assert.ok(condition(), 'it never came true');
}

/** What the stream would say after everything settled once. */
function collect(found: string[]) {
  return (json: string) => {
    found.push(json);
  };
}

test('Docker: a container with all that it says about itself', async () => {
  const socket = join(directory, 'docker.sock');
  const docker = await fakeDocker(socket, { Version: '20.10.24' });
  docker.containers.set(ID, INSPECT);
  docker.images.set(IMAGE, {
    Id: IMAGE,
    RepoTags: ['localhost:5000/team/tiny:1.2'],
    RepoDigests: ['localhost:5000/team/tiny@sha256:beef'],
  });
  const found: string[] = [];
  const metadata = new ContainerMetadata([new DockerSource('Docker', socket)], collect(found));
  try {
    metadata.start();
    await until(() => found.length > 0 && docker.listeners() > 0);
    assert.deepEqual(parseContainerJson(found[0] ?? ''), {
      ...unknownContainer(ID),
      type: 'docker',
      name: 'web1',
      image: 'localhost:5000/team/tiny:1.2',
      imageId: IMAGE.slice(7),
      imageTag: '1.2',
      imageRepository: 'localhost:5000/team/tiny',
      imageDigest: 'sha256:beef',
      privileged: false,
      hostPid: true,
      hostNetwork: false,
      hostIpc: false,
      createdTime: 1795447516,
      ip: '172.18.0.2',
      labels: { who: 'me', 'io.kubernetes.pod.name': 'shop' },
      env: ['A=b', 'PATH=/bin'],
      user: 'nobody',
      mounts: [{ source: '/srv', destination: '/mnt', mode: 'ro', readWrite: false, propagation: 'rslave' }],
      healthcheck: { exe: '/bin/sh', args: ['-c', 'curl -f localhost'] },
    });
    const raw = JSON.parse(found[0] ?? '').container;
    assert.deepEqual(raw.port_mappings, [{ HostIp: 0x7f000001, HostPort: 8080, ContainerPort: 80 }]);
    assert.deepEqual([raw.memory_limit, raw.cpu_quota, raw.cpu_shares], [67108864, 50000, 1024]);
    assert.deepEqual(
      metadata.reports().map((r) => r.state),
      [{ kind: 'connected', version: 'Docker 20.10.24' }],
    );
  } finally {
    await metadata.close();
    await until(() => docker.listeners() === 0);
    await docker.close();
  }
});

test('Docker: what starts or changes later is reported, what stays the same is not', async () => {
  const socket = join(directory, 'docker.sock');
  const docker = await fakeDocker(socket, { Version: '20.10.24' });
  docker.containers.set(ID, INSPECT);
  const found: string[] = [];
  const metadata = new ContainerMetadata([new DockerSource('Docker', socket)], collect(found));
  try {
    metadata.start();
    await until(() => found.length === 1 && docker.listeners() === 1);
    const event = (Action: string, id: string) => docker.event({ Type: 'container', Action, Actor: { ID: id } });
    event('exec_start: true', ID);
    event('start', ID);
    event('start', 'f'.repeat(64)); // Gone before it could be asked about.
    const other = '0123456789ab'.padEnd(64, '0');
    docker.containers.set(other, { ...INSPECT, Id: other, Name: '/web2' });
    event('start', other);
    await until(() => found.length === 2);
    docker.containers.set(ID, { ...INSPECT, Name: '/renamed' });
    event('rename', ID);
    await until(() => found.length === 3);
    const names = found.map((json) => parseContainerJson(json)?.name);
    assert.deepEqual(names, ['web1', 'web2', 'renamed']);
  } finally {
    await metadata.close();
    await docker.close();
  }
});

test('Docker: a container in the network of another, an image without a name, a probe without a shell', async () => {
  const socket = join(directory, 'docker.sock');
  const docker = await fakeDocker(socket, { Version: '20.10.24' });
  const guest = 'abcdefabcdef'.padEnd(64, '1');
  docker.containers.set(ID, INSPECT);
  docker.containers.set(guest, {
    Id: guest,
    Name: '/k8s_POD_x',
    Image: IMAGE,
    Created: 'never',
    Config: { Image: IMAGE, Healthcheck: { Test: ['CMD', '/probe', '-q'] } },
    HostConfig: { NetworkMode: `container:${ID}` },
  });
  const source = new DockerSource('Docker', socket);
  try {
    await source.connect();
    const list = await source.list();
    const info = list.find(({ info }) => info.fullId === guest)?.info;
    assert.equal(info?.ip, '172.18.0.2');
    assert.equal(info?.image, IMAGE);
    assert.equal(info?.isPodSandbox, true);
    assert.equal(info?.createdTime, 0);
    assert.equal(info?.privileged, undefined);
    assert.deepEqual(info?.healthcheck, { exe: '/probe', args: ['-q'] });
  } finally {
    source.close();
    await docker.close();
  }
});

test('Podman on the socket of Docker is Podman', async () => {
  const socket = join(directory, 'docker.sock');
  const docker = await fakeDocker(socket, { Version: '4.3.1', Components: [{ Name: 'Podman Engine' }] });
  docker.containers.set(ID, INSPECT);
  const source = new DockerSource('Docker', socket);
  try {
    assert.deepEqual(await source.connect(), { kind: 'connected', version: 'Podman 4.3.1' });
    assert.equal((await source.list())[0]?.info.type, 'podman');
  } finally {
    source.close();
    await docker.close();
  }
});

const POD = 'a'.repeat(64);
const pair = (key: string, value: string) =>
  encodeProtobuf([
    [1, key],
    [2, value],
  ]);

function criAnswers(service: string) {
  const sandboxInfo = {
    config: { linux: { security_context: { namespace_options: { network: 2, pid: 1 } } } },
    cniResult: { Interfaces: {} },
  };
  const info = {
    sandboxID: POD,
    config: { image: { image: IMAGE }, linux: { security_context: { privileged: true } } },
    runtimeSpec: {
      process: { user: { uid: 101 }, env: ['A=b'] },
      linux: { resources: { memory: { limit: 1000 }, cpu: { shares: 2 } } },
    },
  };
  const status = encodeProtobuf([
    [1, ID],
    [
      2,
      encodeProtobuf([
        [1, 'nginx'],
        [2, 3],
      ]),
    ],
    [3, 1],
    [4, 1_700_000_000],
    [8, encodeProtobuf([[1, 'docker.io/library/nginx:1.25']])],
    [9, 'docker.io/library/nginx@sha256:cafe'],
    [12, pair('io.kubernetes.container.name', 'nginx')],
    [
      14,
      encodeProtobuf([
        [1, '/data'],
        [2, '/var/lib/x'],
        [3, true],
        [5, 1],
      ]),
    ],
  ]);
  const sandbox = encodeProtobuf([
    [1, POD],
    [
      2,
      encodeProtobuf([
        [1, 'web-0'],
        [2, 'uid-7'],
        [3, 'shop'],
      ]),
    ],
    [5, encodeProtobuf([[1, '10.1.2.3']])],
    [7, pair('app', 'web')],
    [7, pair('io.kubernetes.pod.namespace', 'shop')],
  ]);
  const one = (id: string) => () => encodeProtobuf([[1, encodeProtobuf([[1, id]])]]);
  return {
    [`/${service}.RuntimeService/Version`]: () =>
      encodeProtobuf([
        [1, '0.1.0'],
        [2, 'containerd'],
        [3, '1.6.20'],
      ]),
    [`/${service}.RuntimeService/ListContainers`]: one(ID),
    [`/${service}.RuntimeService/ListPodSandbox`]: one(POD),
    [`/${service}.RuntimeService/ContainerStatus`]: (request: Uint8Array) => {
      const asked = new ProtobufMessage(request);
      assert.deepEqual([asked.text(1), asked.flag(2)], [ID, true]);
      return encodeProtobuf([
        [1, status],
        [2, pair('info', JSON.stringify(info))],
      ]);
    },
    [`/${service}.RuntimeService/PodSandboxStatus`]: () =>
      encodeProtobuf([
        [1, sandbox],
        [2, pair('info', JSON.stringify(sandboxInfo))],
      ]),
  };
}

for (const service of ['runtime.v1', 'runtime.v1alpha2']) {
  test(`CRI (${service}): a container with the labels and the address of its pod`, async () => {
    const socket = join(directory, 'cri.sock');
    const close = await fakeGrpc(socket, criAnswers(service));
    const source = new CriSource('CRI', socket);
    try {
      assert.deepEqual(await source.connect(), { kind: 'connected', version: `containerd 1.6.20 (${service})` });
      const [pod, container] = await source.list();
      assert.deepEqual([pod?.info.isPodSandbox, pod?.info.name, pod?.info.id], [true, 'web-0', POD.slice(0, 12)]);
      assert.deepEqual(container?.info, {
        ...unknownContainer(ID),
        type: 'containerd',
        name: 'nginx',
        image: 'docker.io/library/nginx:1.25',
        imageId: IMAGE.slice(7),
        imageRepository: 'docker.io/library/nginx',
        imageTag: '1.25',
        imageDigest: 'sha256:cafe',
        privileged: true,
        hostPid: false,
        hostNetwork: true,
        hostIpc: false,
        createdTime: 1,
        ip: '10.1.2.3',
        cniJson: '{"Interfaces":{}}',
        podSandboxId: POD,
        labels: { 'io.kubernetes.container.name': 'nginx' },
        podSandboxLabels: { app: 'web', 'io.kubernetes.pod.namespace': 'shop' },
        mounts: [{ source: '/var/lib/x', destination: '/data', mode: '', readWrite: false, propagation: 'rslave' }],
        env: ['A=b'],
        user: '101',
      });
      assert.deepEqual(container?.limits, { memoryBytes: 1000, cpuShares: 2 });
    } finally {
      source.close();
      close();
    }
  });
}

test('containerd: names of its default namespace', async () => {
  const socket = join(directory, 'containerd.sock');
  const spec = {
    process: { env: ['A=b'], user: { uid: 0 } },
    mounts: [
      { destination: '/x', source: '/y', options: ['rbind', 'ro', 'rprivate'] },
      { destination: '/proc', source: 'proc' },
    ],
  };
  const container = encodeProtobuf([
    [1, 'my-container'],
    [2, pair('nerdctl/name', 'web')],
    [3, 'docker.io/library/redis:7'],
    [
      5,
      encodeProtobuf([
        [1, 'types.containerd.io/Spec'],
        [2, JSON.stringify(spec)],
      ]),
    ],
  ]);
  const close = await fakeGrpc(socket, {
    '/containerd.services.version.v1.Version/Version': () => encodeProtobuf([[1, '1.6.20']]),
    '/containerd.services.containers.v1.Containers/List': () =>
      encodeProtobuf([
        [1, container],
        [1, encodeProtobuf([[1, 'stopped']])],
      ]),
    '/containerd.services.tasks.v1.Tasks/List': () => encodeProtobuf([[1, encodeProtobuf([[2, 'my-container']])]]),
  });
  const source = new ContainerdSource('containerd', socket);
  try {
    assert.deepEqual(await source.connect(), { kind: 'connected', version: 'containerd 1.6.20' });
    const list = await source.list();
    assert.equal(list.length, 1);
    const info = list[0]?.info;
    assert.deepEqual([info?.id, info?.name, info?.type, info?.imageTag], ['my-container', 'web', 'containerd', '7']);
    assert.deepEqual(info?.mounts, [
      { source: '/y', destination: '/x', mode: '', readWrite: false, propagation: 'rprivate' },
    ]);
  } finally {
    source.close();
    close();
  }
});

test('sources that are not there, or not what they seem, say why', async () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  const dead = join(directory, 'dead.sock');
  const server = createServer((connection) => connection.end('no HTTP\n')).listen(dead);
  const sources = [
    new DockerSource('a', join(directory, 'none')),
    new DockerSource('b', file),
    new CriSource('c', file),
    new DockerSource('d', dead),
  ];
  try {
    const states = await Promise.all(sources.map((source) => source.connect()));
    assert.deepEqual(
      states.map(({ kind }) => kind),
      ['absent', 'absent', 'absent', 'refused'],
    );
  } finally {
    server.close();
  }
});

test('an engine that goes away is reported so', async () => {
  const socket = join(directory, 'docker.sock');
  const docker = await fakeDocker(socket, { Version: '1' });
  const metadata = new ContainerMetadata([new DockerSource('Docker', socket)], () => undefined);
  try {
    metadata.start();
    await until(() => docker.listeners() === 1);
    await docker.close();
    await until(() => metadata.reports()[0]?.state.kind === 'absent');
  } finally {
    await metadata.close();
  }
});

test('the event that describes a container is read back as the container', () => {
  const info = {
    ...unknownContainer(ID),
    type: 'podman' as const,
    name: 'é "q"',
    livenessProbe: { exe: '/p', args: ['1'] },
  };
  const block = containerEvent(containerJson({ info, ports: [], limits: {} }), 17n);
  const cursor = new EventCursor();
  assert.ok(cursor.load(block, new DataView(block.buffer, block.byteOffset, block.length), 0, block.length));
  assert.deepEqual([cursor.type, cursor.tid, cursor.timeLow], [324, -1, 17]);
  const at = cursor.param(0);
  const text = Buffer.from(block.subarray(at, at + cursor.paramLength)).toString();
  assert.ok(text.endsWith('}}\0'));
  assert.deepEqual(parseContainerJson(text.slice(0, -1)), info);
});

test('names of images', () => {
  assert.deepEqual(splitImageName('nginx'), { repository: 'nginx', tag: 'latest', digest: '' });
  assert.deepEqual(splitImageName('reg:5000/a/b'), { repository: 'reg:5000/a/b', tag: 'latest', digest: '' });
  assert.deepEqual(splitImageName('reg:5000/a/b:1@sha256:x'), {
    repository: 'reg:5000/a/b',
    tag: '1',
    digest: 'sha256:x',
  });
  assert.deepEqual(splitImageName('a@sha256:x'), { repository: 'a', tag: '', digest: 'sha256:x' });
});

test('DOCKER_HOST moves the socket of Docker, users bring their own', () => {
  const sockets = (environment: Record<string, string>) => machinePlaces(environment).map((place) => place.socket);
  assert.ok(sockets({ DOCKER_HOST: 'unix:///x.sock' }).includes('/x.sock'));
  assert.ok(sockets({ DOCKER_HOST: 'tcp://h:1' }).includes('/run/docker.sock'));
  assert.ok(userPlaces(1000).some(({ socket }) => socket === '/run/user/1000/podman/podman.sock'));
});

test('invalid protocol buffers', () => {
  for (const bytes of [[0x0a, 5, 1], [0x0b], [0x08, ...new Array<number>(11).fill(0xff)]]) {
    assert.throws(() => new ProtobufMessage(Uint8Array.from(bytes)), ProtobufDamage);
  }
  const message = new ProtobufMessage(
    encodeProtobuf([
      [1, 2 ** 40],
      [2, 'x'],
      [2, 'y'],
    ]),
  );
  assert.deepEqual([message.int(1), message.text(2), message.text(9), message.int(9)], [2n ** 40n, 'y', '', 0n]);
});
