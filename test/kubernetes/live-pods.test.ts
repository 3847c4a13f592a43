// SPDX-License-Identifier: Apache-2.0
// A process in the cgroup of a pod, and a server that plays an API server: views, fields and recordings of the running
// system name the pod's controllers and services.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { run } from '../cli/program.js';
import { whyNoLiveTests } from '../fixtures/live-capture.js';
import { until } from '../fleet/nats-server.js';
import { ApiServer } from './api-server.js';
import { NODE, OBJECTS, uidOf } from './transcript.js';

const GROUPS = '/sys/fs/cgroup/pids';
const ID = 'fedcba987654'.padEnd(64, '3');
/** Nothing else of the machine is copied by the probe. */
const ONLY = `container.id=${ID.slice(0, 12)}`;
const POD = uidOf('Pod/shop/web-5d9c-abcde');

function whyNoPods(): string | undefined {
  const live = whyNoLiveTests();
  if (live !== undefined) return live;
  const probe = join(GROUPS, `sysdrill-test-${process.pid}`);
  try {
    mkdirSync(probe);
    rmdirSync(probe);
    return undefined;
  } catch {
    return `cgroups cannot be made in ${GROUPS}`;
  }
}

const skip = whyNoPods();

/** A shell that works, in the cgroup that a kubelet would make for the pod. */
async function podProcess(t: TestContext): Promise<void> {
  const top = join(GROUPS, `kubepods-test-${process.pid}`);
  const group = join(top, `pod${POD}`, ID);
  mkdirSync(group, { recursive: true });
  const script = `echo $$ > ${group}/cgroup.procs; while :; do cat /proc/self/stat > /dev/null; sleep 0.2; done`;
  const child = spawn('sh', ['-c', script], { stdio: 'ignore' });
  t.after(async () => {
    child.kill('SIGKILL');
    await until('the groups are empty', () => {
      try {
        for (const path of [group, join(group, '..'), top]) rmdirSync(path);
        return true;
      } catch {
        return false;
      }
    });
  });
  await until('it is in the group', () => readFileSync(join(group, 'cgroup.procs'), 'utf8') !== '');
}

async function cluster(
  t: TestContext,
): Promise<{ readonly server: ApiServer; readonly folder: string; readonly config: string }> {
  const server = await ApiServer.start(OBJECTS);
  t.after(() => server.close());
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-pods-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const config = join(folder, 'config');
  writeFileSync(
    config,
    JSON.stringify({
      'current-context': 'c',
      clusters: [{ name: 'c', cluster: { server: server.url } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      users: [{ name: 'u', user: {} }],
    }),
  );
  return { server, folder, config };
}

test('--kubeconfig: Deployments and services of the running system and of its recording', { skip }, async (t) => {
  const { server, folder, config } = await cluster(t);
  await podProcess(t);
  const file = join(folder, 'pods.scap');
  const asked = ['--kubeconfig', config, '--node', NODE];
  // Ends with the first event that knows its Deployment.
  const format = '%k8s.deployment.name of %k8s.ns.name: %k8s.deployment.labels';
  const live = await run([...asked, '-p', format, '-n', '1', '-w', file, ONLY, 'and', 'k8s.deployment.name=web']);
  assert.equal(live.status, 0, live.err);
  assert.match(live.out, /^web of shop: app:web, tier:front$/m);
  server.close();
  const services = await run(['-r', file, '-v', 'kubernetes_services', '--json']);
  const deployments = await run(['-r', file, '-v', 'kubernetes_deployments', '--json']);
  assert.match(deployments.out, /"NAME":"web","NAMESPACE":"shop","LABELS":"app:web, tier:front"/);
  assert.match(services.out, /"NAME":"web","NAMESPACE":"shop"/);
  const part = join(folder, 'part.scap');
  assert.equal((await run(['-r', file, '-w', part, 'k8s.deployment.name=web'])).status, 0);
  const lines = await run(['-r', part, '-p', '%k8s.pod.name %k8s.rs.name %drill.k8s.kind']);
  assert.match(lines.out, /^web-5d9c-abcde web-5d9c Deployment$/m, 'a part of it has the pods at its head');
  const controllers = await run(['-r', part, '-v', 'kubernetes_controllers', '--json']);
  assert.match(controllers.out, /"KIND":"Deployment"/);
});

test('what is wrong ends the command with a sentence', { skip }, async (t) => {
  const { config } = await cluster(t);
  const nobody = await run(['--kubeconfig', config, '--node', 'elsewhere', '-v', 'procs', '--json', '-M', '1']);
  assert.equal(nobody.status, 1);
  assert.match(nobody.err, /no pod runs on a node called elsewhere; --node NAME/);
  const gone = await run(['--kubeconfig', '/nonexistent', '-v', 'procs', '--json', '-M', '1']);
  assert.match(gone.err, /\/nonexistent: ENOENT/);
  const capture = await run(['capture', '-w', '/dev/null', '--kubeconfig', config]);
  assert.match(capture.err, /capture talks to nobody/);
});
