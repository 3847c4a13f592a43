// SPDX-License-Identifier: Apache-2.0
// `sysdrill fleet kubernetes URL --kubeconfig FILE`: the one process of a fleet that asks the API server.

import { natsPodPort } from '../fleet/nats-link.js';
import { publishPods } from '../fleet/publish-pods.js';
import { apiAccess, IN_CLUSTER } from '../kubernetes/kube-config.js';
import { complain, notify } from './complain.js';
import { readCredentials, urlAndWords } from './fleet-credentials.js';
import { takeOwnWords } from './own-words.js';

const USAGE = `usage: sysdrill fleet kubernetes [URL] [--creds FILE] [--kubeconfig FILE|in-cluster]
       URL is that of a NATS server; agents are named as Kubernetes names their nodes. See docs/kubernetes.md.`;

/** Exit status of the process. */
export async function runFleetKubernetes(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const own = takeOwnWords(argv, ['creds', 'kubeconfig']);
  if (!own.ok) return complain(`${own.error}\n${USAGE}`, 2);
  const { values, rest } = own.value;
  const creds = readCredentials(values.get('creds')?.at(-1));
  if (!creds.ok) return complain(creds.error, 2);
  const { url, words } = urlAndWords(rest, creds.value.url);
  if (url === undefined || words.length > 0)
    return complain(`fleet kubernetes wants the URL of a NATS server\n${USAGE}`, 2);
  const access = apiAccess(values.get('kubeconfig')?.at(-1) ?? IN_CLUSTER, process.env);
  if (!access.ok) return complain(access.error, 1);
  const port = await natsPodPort(url, creds.value);
  if (!port.ok) return complain(port.error, 1);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void port.value.close());
  const reason = await publishPods(port.value, access.value, (message) => notify(`sysdrill: ${message}`));
  return reason === undefined ? 0 : complain(reason, 1);
}
