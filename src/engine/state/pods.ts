// SPDX-License-Identifier: Apache-2.0
// Pods as the Kubernetes API server knows them, by the id that the kubelet gives to containers: from own events
// (scap/own-event-table.ts). The texts are a stranger's: what cannot be read is empty.

import type { PODS } from '../scap/own-event-table.js';
import type { OwnRecord } from '../scap/own-payload.js';

export type PodRecord = OwnRecord<typeof PODS>;
type Labels = Readonly<Record<string, string>>;

/** Something of the cluster; texts are "" where there is none. */
export interface KubernetesObject {
  readonly name: string;
  readonly id: string;
  readonly labels: Labels;
}

export interface PodInfo extends KubernetesObject {
  readonly node: string;
  readonly ip: string;
  readonly namespace: KubernetesObject;
  /** What keeps it running in the end; a kind of "" where nothing does. */
  readonly controller: KubernetesObject & { readonly kind: string };
  readonly replicaSet: KubernetesObject;
  readonly services: readonly KubernetesObject[];
  /** As it came; undefined while only the id is known. */
  readonly record: PodRecord | undefined;
}

interface LogEntry {
  readonly row: number;
  /** Undefined: all were forgotten (restart). */
  readonly pod: PodInfo | undefined;
}

export class Pods {
  readonly #known = new Map<string, PodInfo>();
  readonly #log: LogEntry[] = [];

  /** The pod of this id; of one that nobody has spoken of so far, an object that will say more once somebody does. */
  of(id: string): PodInfo {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const bare = podInfo(id, undefined);
    this.#known.set(id, bare);
    return bare;
  }

  /**
   * Sets it from now on, and for the past too where only the id was known, as with containers. Whether threads have to be asked again.
   */
  set(record: PodRecord, row: number): boolean {
    const id = record.uid ?? '';
    if (id === '') return false;
    const before = this.#known.get(id);
    const pod = podInfo(id, record);
    const isFirst = before !== undefined && before.record === undefined;
    if (isFirst) Object.assign(before, pod);
    else this.#known.set(id, pod);
    this.#log.push({ row, pod: isFirst ? before : pod });
    return before !== undefined;
  }

  /** The newest word on each pod before event `row`. */
  before(row: number): readonly PodInfo[] {
    const known = new Map<string, PodInfo>();
    for (const entry of this.#log) {
      if (entry.row >= row) break;
      if (entry.pod === undefined) known.clear();
      else known.set(entry.pod.id, entry.pod);
    }
    return [...known.values()];
  }

  clear(row: number): void {
    this.#known.clear();
    this.#log.push({ row, pod: undefined });
  }
}

function podInfo(id: string, record: PodRecord | undefined): PodInfo {
  const of = (name: string | undefined, uid: string | undefined, labels: string | undefined): KubernetesObject => ({
    name: name ?? '',
    id: uid ?? '',
    labels: labelsOf(parsed(labels)),
  });
  const r = record;
  return {
    ...of(r?.name, id, r?.labels),
    node: r?.node ?? '',
    ip: r?.ip ?? '',
    namespace: of(r?.namespace, r?.namespace_id, r?.namespace_labels),
    controller: { ...of(r?.controller, r?.controller_id, r?.controller_labels), kind: r?.controller_kind ?? '' },
    replicaSet: of(r?.replicaset, r?.replicaset_id, r?.replicaset_labels),
    services: servicesOf(parsed(r?.services)),
    record,
  };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function servicesOf(value: unknown): KubernetesObject[] {
  if (!Array.isArray(value)) return [];
  return value.map((service: unknown) => {
    const { name, id, labels } = (typeof service === 'object' && service !== null ? service : {}) as Partial<
      Record<keyof KubernetesObject, unknown>
    >;
    return { name: textOf(name), id: textOf(id), labels: labelsOf(labels) };
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function labelsOf(value: unknown): Labels {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((e): e is [string, string] => typeof e[1] === 'string'));
}
