// SPDX-License-Identifier: Apache-2.0
// A cluster as its API server has it, watched: what is new or has changed of pods is handed over, a second after it has
// come at most. One watch for each kind of object; a kind that may not be looked at leaves its part of the records empty.

import type { PodRecord } from '../engine/state/pods.js';
import { ApiClient, type ApiError } from './api-client.js';
import {
  type ClusterObject,
  clusterObject,
  type EndpointsObject,
  endpointSlice,
  endpoints,
  type PodObject,
  podObject,
  type ServiceObject,
  serviceObject,
} from './cluster-objects.js';
import type { ApiAccess } from './kube-config.js';
import { ListWatch, type Resource } from './list-watch.js';
import { podRecords } from './pod-records.js';

export interface WatchOptions {
  readonly access: ApiAccess;
  /** Only pods of this node; undefined: of all. */
  readonly node: string | undefined;
  /** Records that are new or have changed. */
  changed(records: readonly PodRecord[]): void;
  /** A sentence, whenever something begins to work or ceases to. */
  notify(message: string): void;
}

export interface ClusterWatch {
  /** Resolves when every kind was listed or refused for the first time, or to the reason why pods cannot be listed. */
  readonly began: Promise<string | undefined>;
  /** All records, as they are. */
  records(): readonly PodRecord[];
  /** Kinds that are being watched, and those that are not, with the reason. */
  readonly states: ReadonlyMap<string, string | undefined>;
  close(): void;
}

/** ms from a change to the record of it: changes come in bursts. */
const SETTLE = 300;
const NOT_FOUND = 404;

const CONTROLLERS: readonly (readonly [name: string, path: string])[] = [
  ['replicasets', '/apis/apps/v1/replicasets'],
  ['deployments', '/apis/apps/v1/deployments'],
  ['statefulsets', '/apis/apps/v1/statefulsets'],
  ['daemonsets', '/apis/apps/v1/daemonsets'],
  ['replicationcontrollers', '/api/v1/replicationcontrollers'],
  ['jobs', '/apis/batch/v1/jobs'],
  ['cronjobs', '/apis/batch/v1/cronjobs'],
];
const ENDPOINTS = 'endpoints';

export function watchCluster(options: WatchOptions): ClusterWatch {
  return new Watch(options);
}

class Watch implements ClusterWatch {
  readonly states = new Map<string, string | undefined>();
  readonly began: Promise<string | undefined>;
  readonly #options: WatchOptions;
  readonly #client: ApiClient;
  readonly #watches: ListWatch[] = [];
  readonly #cluster = {
    pods: new Map<string, PodObject>(),
    namespaces: new Map<string, ClusterObject>(),
    services: new Map<string, ServiceObject>(),
    endpoints: new Map<string, EndpointsObject>(),
    controllers: new Map<string, ClusterObject>(),
  };
  /** Kinds that have not been listed, nor refused, so far: records would only change again. */
  readonly #missing = new Set<string>();
  /** What was handed over, as JSON, by id. */
  #sent = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #begin: (problem: string | undefined) => void = () => undefined;

  constructor(options: WatchOptions) {
    const { access, node } = options;
    this.began = new Promise((resolve) => {
      this.#begin = resolve;
    });
    this.#options = options;
    this.#client = new ApiClient(access);
    const { pods, namespaces, services, controllers } = this.#cluster;
    const ofNode = node === undefined ? {} : { fields: `spec.nodeName=${node}` };
    this.#follow('pods', { path: '/api/v1/pods', ...ofNode }, pods, podObject);
    this.#follow('namespaces', { path: '/api/v1/namespaces', isMetadataOnly: true }, namespaces, clusterObject);
    this.#follow('services', { path: '/api/v1/services' }, services, serviceObject);
    this.#followSlices();
    for (const [name, path] of CONTROLLERS)
      this.#follow(name, { path, isMetadataOnly: true }, controllers, clusterObject);
  }

  records(): readonly PodRecord[] {
    return podRecords(this.#cluster);
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watch of this.#watches) watch.close();
    this.#client.close();
  }

  /** Endpoints by slices; where the server has none, as it was before 1.21, the older form. */
  #followSlices(): void {
    const slices = { path: '/apis/discovery.k8s.io/v1/endpointslices' };
    const into = this.#cluster.endpoints;
    const watch = this.#follow(ENDPOINTS, slices, into, endpointSlice, (problem) => {
      if (problem.status !== NOT_FOUND) return false;
      watch.close();
      this.#follow(ENDPOINTS, { path: '/api/v1/endpoints' }, into, endpoints);
      return true;
    });
  }

  /** `instead`: whether a problem has been dealt with. */
  #follow<T extends ClusterObject>(
    name: string,
    resource: Resource,
    into: Map<string, T>,
    read: (value: unknown) => T | undefined,
    instead: (problem: ApiError) => boolean = () => false,
  ): ListWatch {
    // Several kinds share the map of controllers: what a list does not name is gone only if it was of this kind.
    const own = new Set<string>();
    const put = (value: unknown): void => {
      const object = read(value);
      if (object === undefined) return;
      own.add(object.uid);
      into.set(object.uid, object);
    };
    const forget = (uid: string): void => {
      own.delete(uid);
      into.delete(uid);
    };
    this.#missing.add(name);
    const watch = new ListWatch(this.#client, resource, {
      listed: (values) => {
        for (const uid of [...own]) forget(uid);
        for (const value of values) put(value);
        this.#missing.delete(name);
        this.#soon();
      },
      put: (value) => {
        put(value);
        this.#soon();
      },
      gone: (value) => {
        forget(read(value)?.uid ?? '');
        this.#soon();
      },
      state: (problem) => {
        if (problem === undefined || !instead(problem)) this.#state(name, problem);
      },
    });
    this.#watches.push(watch);
    void watch.run();
    return watch;
  }

  #state(name: string, problem: ApiError | undefined): void {
    const isKnown = this.states.has(name);
    const before = this.states.get(name);
    this.states.set(name, problem?.message);
    if (name === 'pods' && problem !== undefined) this.#begin(problem.message);
    if (problem !== undefined) {
      this.#missing.delete(name);
      this.#soon();
      if (before !== problem.message) this.#options.notify(`Kubernetes: ${name}: ${problem.message}`);
    } else if (isKnown && before !== undefined) {
      this.#options.notify(`Kubernetes: ${name} can be watched again`);
    }
  }

  #soon(): void {
    if (this.#missing.size > 0) return;
    this.#timer ??= setTimeout(() => this.#send(), SETTLE);
  }

  #send(): void {
    this.#timer = undefined;
    this.#begin(undefined);
    const sent = new Map<string, string>();
    const changed = this.records().filter((record) => {
      const text = JSON.stringify(record);
      sent.set(record.uid ?? '', text);
      return this.#sent.get(record.uid ?? '') !== text;
    });
    this.#sent = sent;
    if (changed.length > 0) this.#options.changed(changed);
  }
}
