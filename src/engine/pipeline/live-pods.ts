// SPDX-License-Identifier: Apache-2.0
// Pods of this node as the API server knows them, put into the stream of a live capture, and so into what is recorded.

import type { ClusterWatch } from '../../kubernetes/cluster-watch.js';
import { failure, ok, type Result } from '../result.js';
import { ownEvent } from '../scap/own-event.js';
import { PODS } from '../scap/own-event-table.js';
import type { PodRecord } from '../state/pods.js';
import { type LiveSource, startCapture } from './live-source.js';

export interface PodsSpec {
  /** Path of a kubeconfig, or `in-cluster`. */
  readonly kubeconfig: string;
  readonly node: string;
}

const NS_PER_MS = 1_000_000n;

/** The cluster as it is watched; nothing has been put into a stream so far. */
export interface PodsWatch {
  /** The live source with pods in its stream, watched until it ends. */
  into(live: LiveSource): LiveSource;
  close(): void;
}

/** Asks the API server, before a capture begins: its rings must not wait for a network. The error is a sentence. */
export async function watchPods(spec: PodsSpec): Promise<Result<PodsWatch, string>> {
  // Late: with YAML they are a seventh of what a short run would load.
  const { watchCluster } = await import('../../kubernetes/cluster-watch.js');
  const { apiAccess } = await import('../../kubernetes/kube-config.js');
  const access = apiAccess(spec.kubeconfig, process.env);
  if (!access.ok) return access;
  let target: LiveSource | undefined;
  const watch = watchCluster({
    access: access.value,
    node: spec.node,
    changed: (records) => {
      if (target !== undefined) notePods(target, records);
    },
    notify: () => undefined,
  });
  const problem = (await watch.began) ?? noPods(watch, spec.node);
  if (problem !== undefined) {
    watch.close();
    return failure(`Kubernetes, ${access.value.server}: ${problem}`);
  }
  const into = (live: LiveSource): LiveSource => {
    target = live;
    notePods(live, watch.records());
    return closing(live, watch);
  };
  return ok({ into, close: () => watch.close() });
}

/** Starts a capture, with pods in its stream where `spec` says so. */
export async function startCaptureWithPods(
  spec: PodsSpec | undefined,
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Result<LiveSource, string>> {
  if (spec === undefined) return startCapture(command, environment);
  const pods = await watchPods(spec);
  if (!pods.ok) return pods;
  const started = await startCapture(command, environment);
  if (started.ok) return ok(pods.value.into(started.value));
  pods.value.close();
  return started;
}

/** One event for each pod: records are long. */
export function notePods({ note }: Pick<LiveSource, 'note'>, records: readonly PodRecord[]): void {
  const time = BigInt(Date.now()) * NS_PER_MS;
  for (const record of records) note(ownEvent(PODS, { time }, [record]));
}

function noPods(watch: ClusterWatch, node: string): string | undefined {
  return watch.records().length > 0 ? undefined : `no pod runs on a node called ${node}; --node NAME says another one`;
}

/** The watch ends with the source: its connections would keep the process. */
function closing(live: LiveSource, watch: ClusterWatch): LiveSource {
  async function* chunks(): AsyncIterable<Uint8Array> {
    try {
      yield* live.source.chunks();
    } finally {
      watch.close();
    }
  }
  const stop = (): void => {
    watch.close();
    live.stop();
  };
  const close = (): Promise<void> => {
    watch.close();
    return live.source.close();
  };
  return { ...live, source: { ...live.source, chunks, close }, stop };
}
