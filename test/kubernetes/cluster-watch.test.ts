// SPDX-License-Identifier: Apache-2.0
// The watcher against a server that plays a transcript (transcript.ts, api-server.ts), over TLS with a kubeconfig as kubectl
// reads it; and the real kubectl against the same server, as a judge of the server and of what the watcher says.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { PodRecord } from '../../src/engine/state/pods.js';
import { makeAuthority, makeServerCertificate } from '../../src/fleet/certificates.js';
import { type ClusterWatch, watchCluster } from '../../src/kubernetes/cluster-watch.js';
import { apiAccess } from '../../src/kubernetes/kube-config.js';
import { until } from '../fleet/nats-server.js';
import { ApiServer, type ApiServerOptions } from './api-server.js';
import { EVENTS, NODE, OBJECTS, pod, uidOf } from './transcript.js';

const TOKEN = 'a-token-of-the-test';
const NO_KUBECTL = spawnSync('kubectl', ['version', '--client']).status === 0 ? undefined : 'kubectl is not installed';

interface Cluster {
  readonly server: ApiServer;
  /** Path of a kubeconfig for it. */
  readonly config: string;
  readonly certificate: string;
}

async function clusterOf(t: TestContext, options: ApiServerOptions = {}): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-k8s-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const authority = makeAuthority('cluster', new Date());
  const own = makeServerCertificate(authority, 'cluster', ['127.0.0.1'], new Date());
  const user = makeServerCertificate(authority, 'cluster', ['user'], new Date());
  const tls = {
    cert: own.certificate,
    key: own.key,
    ca: authority.certificate,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const server = await ApiServer.start(OBJECTS, { tls, token: TOKEN, ...options });
  t.after(() => server.close());
  const config = join(folder, 'config');
  writeFileSync(join(folder, 'user.key'), user.key);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  writeFileSync(
    config,
    `apiVersion: v1
kind: Config
current-context: test
clusters:
  - { name: here, cluster: { server: "${server.url}", certificate-authority-data: ${base64(authority.certificate)} } }
contexts:
  - { name: test, context: { cluster: here, user: me } }
users:
  - { name: me, user: { token: ${TOKEN}, client-certificate-data: ${base64(user.certificate)}, client-key: user.key } }
`,
  );
  return { server, config, certificate: user.certificate };
}

interface Watched {
  readonly watch: ClusterWatch;
  /** By id, as they were handed over last. */
  readonly sent: ReadonlyMap<string, PodRecord>;
  readonly words: readonly string[];
}

function watched(t: TestContext, config: string, node?: string): Watched {
  const access = apiAccess(config, {});
  assert.ok(access.ok);
  const sent = new Map<string, PodRecord>();
  const words: string[] = [];
  const watch = watchCluster({
    access: access.value,
    node,
    changed: (records) => {
      for (const record of records) sent.set(record.uid ?? '', record);
    },
    notify: (message) => words.push(message),
  });
  t.after(() => watch.close());
  return { watch, sent, words };
}

function podUid(name: string, namespace = 'shop'): string {
  return uidOf(`Pod/${namespace}/${name}`);
}

function servicesOf(record: PodRecord | undefined): string[] {
  return (JSON.parse(record?.services ?? '[]') as { name: string }[]).map(({ name }) => name);
}

test('owners, services, namespaces of pods, over TLS with certificates and a token', async (t) => {
  const { server, config, certificate } = await clusterOf(t);
  const { watch, sent } = watched(t, config);
  assert.equal(await watch.began, undefined);
  await until('all records are there', () => sent.size === 8);
  const controllers = Object.fromEntries(
    [...sent.values()].map((r) => [
      r.name,
      `${r.controller_kind ?? ''}/${r.controller ?? ''} ${r.replicaset ?? ''}`.trim(),
    ]),
  );
  assert.deepEqual(controllers, {
    'web-5d9c-abcde': 'Deployment/web web-5d9c',
    'web-5d9c-fghij': 'Deployment/web web-5d9c',
    'db-0': 'StatefulSet/db',
    'logs-x1y2z': 'DaemonSet/logs',
    'report-29001-q8': 'CronJob/report',
    'old-77': 'ReplicationController/old',
    'kube-proxy-node-a': '/',
    alone: '/',
  });
  const web = sent.get(podUid('web-5d9c-abcde'));
  assert.equal(web?.controller_labels, '{"app":"web","tier":"front"}');
  assert.equal(web?.namespace_labels, '{"team":"blue"}');
  assert.equal(web?.namespace_id, uidOf('Namespace//shop'));
  assert.deepEqual(servicesOf(web), ['web']);
  assert.deepEqual(servicesOf(sent.get(podUid('db-0'))), ['outside'], 'a service without a selector, by its endpoints');
  assert.ok(sent.has('c0ffee0123456789c0ffee0123456789'), 'a static pod has the id that its containers know');
  const [first] = server.asked;
  const presented = certificate.replace(/-----[^-]+-----|\s/g, '');
  assert.equal(first?.certificate, presented);
  assert.ok(server.asked.every(({ url }) => url.includes('watch=true') || url.includes('limit=500')));
  const sets = server.asked.find(({ url }) => url.startsWith('/apis/apps/v1/replicasets'));
  assert.match(sets?.accept ?? '', /PartialObjectMetadataList/);
});

test('what happens is followed: new pods, changed services, deletions; through cut watches and 410', async (t) => {
  const { server, config } = await clusterOf(t);
  const { watch, sent } = watched(t, config, NODE);
  assert.equal(await watch.began, undefined);
  await until('records of this node alone', () => sent.size === 7);
  assert.ok(!sent.has(podUid('web-5d9c-fghij')));
  await until('all kinds are watched', () => server.watches === 11);
  for (const event of EVENTS) server.happen(event);
  await until('the new pod is known', () => sent.has(podUid('web-5d9c-klmno')));
  await until('the service has its new selector', () => servicesOf(sent.get(podUid('web-5d9c-abcde'))).length === 2);
  await until('labels follow', () => sent.get(podUid('db-0'))?.labels?.includes('primary') === true);
  assert.ok(!watch.records().some(({ name }) => name === 'alone'));

  server.cut();
  await until('the watches are open again', () => server.watches === 11);
  const resumed = server.asked
    .filter(({ url }) => url.startsWith('/api/v1/services?') && url.includes('watch=true'))
    .at(-1);
  const version = Number(new URL(resumed?.url ?? '', 'http://a').searchParams.get('resourceVersion'));
  assert.ok(version > 1000 + OBJECTS.length, 'from where it was, bookmarks included');

  const lists = (): number =>
    server.asked.filter(({ url }) => url.startsWith('/api/v1/pods?') && !url.includes('watch')).length;
  assert.equal(lists(), 1);
  server.happen({ type: 'ADDED', object: pod('late', { labels: { run: 'late' } }) });
  await until('it is known', () => sent.has(podUid('late')));
  server.happen({ type: 'DELETED', object: pod('late', {}) });
  await until('it is gone', () => !watch.records().some(({ name }) => name === 'late'));
  server.cut();
  server.happen({ type: 'ADDED', object: pod('unseen', {}, { node: 'node-b' }) });
  server.happen({ type: 'ADDED', object: pod('after', { labels: { run: 'after' } }) });
  server.compact();
  await until('what was missed is listed', () => watch.records().some(({ name }) => name === 'after'));
});

test('what a user may not look at leaves its part empty, and is said; older clusters have endpoints', async (t) => {
  const { server, config } = await clusterOf(t, { forbidden: ['replicasets'], absent: ['endpointslices'] });
  const { watch, sent, words } = watched(t, config, NODE);
  assert.equal(await watch.began, undefined);
  await until('records are there', () => sent.size === 7);
  const web = sent.get(podUid('web-5d9c-abcde'));
  assert.deepEqual([web?.controller_kind, web?.replicaset], ['ReplicaSet', 'web-5d9c']);
  assert.match(words.join(), /replicasets is forbidden/);
  assert.ok(server.asked.some(({ url }) => url.startsWith('/api/v1/endpoints?')));
});

test('what is wrong with a kubeconfig or a server is a sentence', async (t) => {
  const { config, server } = await clusterOf(t);
  const wrong = `${config}-2`;
  const text = (changes: (config: string) => string): string => {
    writeFileSync(wrong, changes(readFileSync(config, 'utf8')));
    return wrong;
  };
  assert.match(
    errorOf(
      apiAccess(
        text((c) => c.replace('current-context: test', 'x: y')),
        {},
      ),
    ),
    /no current context/,
  );
  const exec = text((c) => c.replace(/user: \{ token.*\} \}/, 'user: { exec: { command: rm } } }'));
  assert.match(errorOf(apiAccess(exec, {})), /which is not run; give it a token/);
  assert.match(errorOf(apiAccess('/nonexistent', {})), /ENOENT/);
  assert.match(errorOf(apiAccess('in-cluster', {})), /in no pod/);
  const stranger = watched(
    t,
    text((c) => c.replace(TOKEN, 'another')),
  );
  assert.match((await stranger.watch.began) ?? '', /Unauthorized/);
  const untrusted = watched(
    t,
    text((c) => c.replace(/, certificate-authority-data: \S+/, '')),
  );
  assert.match((await untrusted.watch.began) ?? '', /certificate/);
  server.close();
  const away = watched(t, config);
  assert.match((await away.watch.began) ?? '', /ECONNREFUSED/);
});

function errorOf(result: ReturnType<typeof apiAccess>): string {
  return result.ok ? '' : result.error;
}

test('kubectl sees the same cluster', { skip: NO_KUBECTL }, async (t) => {
  const { server, config } = await clusterOf(t);
  const { watch, sent } = watched(t, config);
  assert.equal(await watch.began, undefined);
  for (const event of EVENTS) server.happen(event);
  await until(
    'all has come',
    () => sent.has(podUid('web-5d9c-klmno')) && servicesOf(sent.get(podUid('web-5d9c-abcde'))).length === 2,
  );
  const items = await kubectl(config, 'get', 'pods', '-A', '-o', 'json');
  const owners = await kubectl(config, 'get', 'replicasets,jobs', '-A', '-o', 'json');
  const above = new Map(owners.map(({ metadata }) => [metadata.uid, metadata.ownerReferences?.[0]]));
  const expected = items
    .filter(({ spec }) => spec?.nodeName !== '')
    .map(({ metadata }) => {
      const owner = metadata.ownerReferences?.[0];
      const top = (owner && above.get(owner.uid)) ?? owner;
      return `${metadata.namespace}/${metadata.name} ${top?.kind ?? ''} ${top?.name ?? ''}`;
    });
  const ours = watch.records().map((r) => `${r.namespace}/${r.name} ${r.controller_kind ?? ''} ${r.controller ?? ''}`);
  assert.deepEqual(ours.sort(), expected.sort());
  assert.ok(expected.length > 7);
});

interface Item {
  readonly metadata: {
    readonly uid: string;
    readonly name: string;
    readonly namespace?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly uid: string }[];
  };
  readonly spec?: { readonly nodeName?: string };
}

async function kubectl(config: string, ...args: readonly string[]): Promise<readonly Item[]> {
  // A folder of its own for what it keeps of the discovery: another server may have had the same port.
  const cache = `${config}-cache`;
  const child = spawn('kubectl', ['--kubeconfig', config, '--cache-dir', cache, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(status, 0, err);
  return (JSON.parse(out) as { readonly items: readonly Item[] }).items;
}
