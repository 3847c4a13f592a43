// SPDX-License-Identifier: Apache-2.0
// The fleet's watcher of Kubernetes: one for all hosts, so that an API server is asked by one. Each agent is sent what is
// said of the pods of its own node, and all of it when it has been started.

import type { PodRecord } from '../engine/state/pods.js';
import { type ClusterWatch, watchCluster } from '../kubernetes/cluster-watch.js';
import type { ApiAccess } from '../kubernetes/kube-config.js';
import type { PodPort } from './ports.js';

/** Records of one message: some 2 KB each. */
const MOST_SENT = 200;

/** Until the port ends: to the reason, undefined where it was closed. */
export async function publishPods(
  port: PodPort,
  access: ApiAccess,
  notify: (message: string) => void,
): Promise<string | undefined> {
  const watch = watchCluster({ access, node: undefined, changed: (records) => sendAll(port, records), notify });
  greetNewAgents(port, watch);
  void watch.began.then((problem) => {
    if (problem === undefined) notify(`Kubernetes: ${access.server} is watched`);
  });
  const reason = await port.ended;
  watch.close();
  return reason;
}

/** An agent that has been started knows nothing. */
function greetNewAgents(port: PodPort, watch: ClusterWatch): void {
  const instances = new Map<string, string>();
  port.listen(({ host, instance }) => {
    if (instances.get(host) === instance) return;
    instances.set(host, instance);
    sendTo(
      port,
      host,
      watch.records().filter(({ node }) => node === host),
    );
  });
}

function sendAll(port: PodPort, records: readonly PodRecord[]): void {
  const byNode = new Map<string, PodRecord[]>();
  for (const record of records) {
    const node = record.node ?? '';
    byNode.set(node, [...(byNode.get(node) ?? []), record]);
  }
  for (const [node, own] of byNode) sendTo(port, node, own);
}

function sendTo(port: PodPort, host: string, records: readonly PodRecord[]): void {
  for (let at = 0; at < records.length; at += MOST_SENT) port.send(host, records.slice(at, at + MOST_SENT));
}
