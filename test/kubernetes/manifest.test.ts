// SPDX-License-Identifier: Apache-2.0
// docs/kubernetes.yaml against the program: the watcher may look at all that it asks for and at nothing else, agents at
// nothing, and the commands are those that there are.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { watchCluster } from '../../src/kubernetes/cluster-watch.js';
import { run } from '../cli/program.js';
import { ROOT } from '../fixtures/live-capture.js';
import { until } from '../fleet/nats-server.js';
import { ApiServer } from './api-server.js';
import { OBJECTS } from './transcript.js';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly rules?: readonly { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] }[];
  readonly spec?: {
    readonly replicas?: number;
    readonly template?: {
      readonly spec: {
        readonly automountServiceAccountToken?: boolean;
        readonly containers: readonly { readonly command: readonly string[] }[];
      };
    };
  };
}

const MANIFESTS = parseAllDocuments(readFileSync(join(ROOT, 'docs', 'kubernetes.yaml'), 'utf8')).map((document) => {
  assert.deepEqual(document.errors, []);
  return document.toJS() as Manifest;
});

function manifest(kind: string, name: string): Manifest {
  return MANIFESTS.find((one) => one.kind === kind && one.metadata.name === name) ?? assert.fail(`${kind} ${name}`);
}

function commandOf({ spec }: Manifest): readonly string[] {
  return spec?.template?.spec.containers[0]?.command ?? [];
}

test('the role of the watcher is what it asks for', async (t) => {
  // Both forms of endpoints, old and new.
  const server = await ApiServer.start(OBJECTS, { absent: ['endpointslices'] });
  t.after(() => server.close());
  const watch = watchCluster({
    access: {
      server: server.url,
      ca: undefined,
      certificate: undefined,
      key: undefined,
      verifies: true,
      serverName: undefined,
      token: () => undefined,
    },
    node: undefined,
    changed: () => undefined,
    notify: () => undefined,
  });
  t.after(() => watch.close());
  assert.equal(await watch.began, undefined);
  await until('both forms were asked for', () => server.asked.some(({ url }) => url.startsWith('/api/v1/endpoints?')));
  const asked = server.asked.map(({ url }) => {
    const [, group = '', resource = ''] = /^\/(?:api\/v1|apis\/([^/]+)\/v1)\/([a-z]+)\?/.exec(url) ?? [];
    return `${group}/${resource}`;
  });
  const { rules = [] } = manifest('ClusterRole', 'sysdrill-watcher');
  const granted = rules.flatMap(({ apiGroups: [group = ''], resources }) => resources.map((one) => `${group}/${one}`));
  assert.deepEqual([...new Set(asked)].sort(), granted.sort());
  for (const { verbs } of rules) assert.deepEqual(verbs, ['get', 'list', 'watch']);
});

test('agents have no token, and the commands are the program’s', async () => {
  const agent = manifest('DaemonSet', 'sysdrill-agent');
  assert.equal(agent.spec?.template?.spec.automountServiceAccountToken, false);
  const watcher = manifest('Deployment', 'sysdrill-watcher');
  assert.equal(watcher.spec?.replicas, 1);
  for (const [program, ...words] of [commandOf(agent), commandOf(watcher)]) {
    assert.equal(program, 'sysdrill');
    const { status, err } = await run(words);
    assert.equal(status, 2, 'it gets as far as the credentials, which are not here');
    assert.match(err, /\/creds\/.*ENOENT/);
  }
});
