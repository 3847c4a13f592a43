// SPDX-License-Identifier: Apache-2.0
// A server that lists and watches a transcript as an API server does: pages with `limit` and `continue`, field selectors,
// watches from a version on as chunked lines of JSON, bookmarks, 410 where a version is too old, discovery for kubectl.

import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ApiEvent, ApiObject } from './transcript.js';

/** Plural → group with version and kind. */
const KINDS: Readonly<Record<string, readonly [group: string, kind: string, isNamespaced: boolean]>> = {
  nodes: ['v1', 'Node', false],
  namespaces: ['v1', 'Namespace', false],
  pods: ['v1', 'Pod', true],
  services: ['v1', 'Service', true],
  endpoints: ['v1', 'Endpoints', true],
  replicationcontrollers: ['v1', 'ReplicationController', true],
  deployments: ['apps/v1', 'Deployment', true],
  replicasets: ['apps/v1', 'ReplicaSet', true],
  statefulsets: ['apps/v1', 'StatefulSet', true],
  daemonsets: ['apps/v1', 'DaemonSet', true],
  jobs: ['batch/v1', 'Job', true],
  cronjobs: ['batch/v1', 'CronJob', true],
  endpointslices: ['discovery.k8s.io/v1', 'EndpointSlice', true],
};
const SHORT_NAMES: Readonly<Record<string, readonly string[]>> = {
  deployments: ['deploy'],
  services: ['svc'],
  pods: ['po'],
};

export interface ApiServerOptions {
  /** Undefined: plain HTTP. */
  readonly tls?: ServerOptions;
  /** Who has none of these is not let in. */
  readonly token?: string;
  /** Plurals that this user may not look at. */
  readonly forbidden?: readonly string[];
  /** Plurals that this version of Kubernetes does not have. */
  readonly absent?: readonly string[];
}

interface Entry {
  readonly version: number;
  readonly event: ApiEvent;
  readonly plural: string;
}

export class ApiServer {
  /** What was asked: method and URL, in order. */
  readonly asked: { readonly url: string; readonly accept: string; readonly certificate: string }[] = [];
  readonly #options: ApiServerOptions;
  readonly #objects = new Map<string, ApiObject>();
  readonly #log: Entry[] = [];
  readonly #watching = new Map<ServerResponse, (entry: Entry) => void>();
  readonly #server: Server;
  #version = 1000;
  /** Versions up to this one are forgotten. */
  #compacted = 0;

  private constructor(objects: readonly ApiObject[], options: ApiServerOptions) {
    this.#options = options;
    for (const object of objects) this.#objects.set(object.metadata.uid, this.#versioned(object, ++this.#version));
    const handle = (request: IncomingMessage, answer: ServerResponse): void => this.#handle(request, answer);
    this.#server = options.tls === undefined ? createHttp(handle) : createHttps(options.tls, handle);
  }

  static async start(objects: readonly ApiObject[], options: ApiServerOptions = {}): Promise<ApiServer> {
    const server = new ApiServer(objects, options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `${this.#options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.port}`;
  }

  /** Watches that are open, by the path that was asked for. */
  get watches(): number {
    return this.#watching.size;
  }

  close(): void {
    this.cut();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** Ends all watches, as a server does after some minutes. */
  cut(): void {
    for (const answer of this.#watching.keys()) answer.destroy();
    this.#watching.clear();
  }

  /** Forgets what happened so far: who asks for it gets 410. */
  compact(): void {
    this.#compacted = this.#version;
  }

  happen(event: ApiEvent): void {
    const version = ++this.#version;
    const plural = event.type === 'BOOKMARK' ? event.plural : pluralOf(event.object);
    const sent = event.type === 'BOOKMARK' ? event : { ...event, object: this.#versioned(event.object, version) };
    if (sent.type === 'DELETED') this.#objects.delete(sent.object.metadata.uid);
    else if (sent.type !== 'BOOKMARK') this.#objects.set(sent.object.metadata.uid, sent.object);
    const entry = { version, event: sent, plural };
    this.#log.push(entry);
    for (const send of this.#watching.values()) send(entry);
  }

  #versioned(object: ApiObject, version: number): ApiObject {
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
  }

  #handle(request: IncomingMessage, answer: ServerResponse): void {
    const { url = '/', headers, socket } = request;
    const peer =
      'getPeerCertificate' in socket ? (socket as { getPeerCertificate(): { raw?: Buffer } }).getPeerCertificate() : {};
    this.asked.push({ url, accept: headers.accept ?? '', certificate: peer.raw?.toString('base64') ?? '' });
    const { token } = this.#options;
    if (token !== undefined && headers.authorization !== `Bearer ${token}`) {
      fail(answer, 401, 'Unauthorized', 'Unauthorized');
      return;
    }
    const { pathname, searchParams } = new URL(url, 'http://api');
    const discovered = discovery(pathname);
    if (discovered !== undefined) json(answer, 200, discovered);
    else this.#resource(pathname, searchParams, answer);
  }

  #resource(path: string, query: URLSearchParams, answer: ServerResponse): void {
    const match = /^\/(?:api|apis)\/((?:[a-z0-9.]+\/)?v1)(?:\/namespaces\/([^/]+))?\/([a-z]+)(?:\/([^/]+))?$/.exec(
      path,
    );
    const [, group = '', namespace, plural = '', name] = match ?? [];
    const kind = KINDS[plural];
    if (kind === undefined || kind[0] !== group || this.#options.absent?.includes(plural) === true) {
      fail(answer, 404, 'NotFound', 'the server could not find the requested resource');
      return;
    }
    if (this.#options.forbidden?.includes(plural) === true) {
      fail(
        answer,
        403,
        'Forbidden',
        `${plural} is forbidden: User "look" cannot list resource "${plural}" at the cluster scope`,
      );
      return;
    }
    const isWanted = selector(plural, namespace, query, name);
    if (query.get('watch') === 'true' || query.get('watch') === '1') this.#watch(plural, query, isWanted, answer);
    else if (name === undefined) this.#list(kind, query, isWanted, answer);
    else this.#one(isWanted, answer);
  }

  #one(isWanted: (object: ApiObject) => boolean, answer: ServerResponse): void {
    const found = [...this.#objects.values()].find(isWanted);
    if (found === undefined) fail(answer, 404, 'NotFound', 'not found');
    else json(answer, 200, found);
  }

  #list(
    [group, kind]: readonly [string, string, boolean],
    query: URLSearchParams,
    isWanted: (o: ApiObject) => boolean,
    answer: ServerResponse,
  ): void {
    const all = [...this.#objects.values()].filter(isWanted);
    const from = Number(query.get('continue') ?? 0);
    const limit = Number(query.get('limit') ?? all.length) || all.length;
    const more = from + limit < all.length ? String(from + limit) : undefined;
    const metadata = { resourceVersion: String(this.#version), ...(more === undefined ? {} : { continue: more }) };
    json(answer, 200, { kind: `${kind}List`, apiVersion: group, metadata, items: all.slice(from, from + limit) });
  }

  #watch(plural: string, query: URLSearchParams, isWanted: (o: ApiObject) => boolean, answer: ServerResponse): void {
    const from = Number(query.get('resourceVersion') ?? 0);
    answer.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
    answer.flushHeaders();
    const send = ({ event, version, plural: of }: Entry): void => {
      if (version <= from || of !== plural) return;
      if (event.type !== 'BOOKMARK' && !isWanted(event.object)) return;
      answer.write(`${JSON.stringify(event.type === 'BOOKMARK' ? bookmark(plural, version) : event)}\n`);
    };
    if (from !== 0 && from < this.#compacted) {
      answer.end(`${JSON.stringify({ type: 'ERROR', object: status(410, 'Expired', 'too old resource version') })}\n`);
      return;
    }
    for (const entry of this.#log) send(entry);
    this.#watching.set(answer, send);
    answer.on('close', () => this.#watching.delete(answer));
  }
}

function bookmark(plural: string, version: number) {
  const [apiVersion, kind] = KINDS[plural] ?? ['v1', ''];
  return {
    type: 'BOOKMARK',
    object: { apiVersion, kind, metadata: { resourceVersion: String(version), creationTimestamp: null } },
  };
}

function pluralOf({ kind }: ApiObject): string {
  return Object.keys(KINDS).find((plural) => KINDS[plural]?.[1] === kind) ?? '';
}

function selector(plural: string, namespace: string | undefined, query: URLSearchParams, name: string | undefined) {
  const fields = (query.get('fieldSelector') ?? '')
    .split(',')
    .filter((term) => term !== '')
    .map((term) => term.split('='));
  const node = fields.find(([field]) => field === 'spec.nodeName')?.[1];
  const named = name ?? fields.find(([field]) => field === 'metadata.name')?.[1];
  return (object: ApiObject): boolean => {
    const { metadata } = object;
    const spec = object['spec'] as { readonly nodeName?: string } | undefined;
    if (pluralOf(object) !== plural || (namespace !== undefined && metadata.namespace !== namespace)) return false;
    return (node === undefined || spec?.nodeName === node) && (named === undefined || metadata.name === named);
  };
}

/** What kubectl asks before it asks for anything. */
function discovery(path: string): unknown {
  if (path === '/version') return { major: '1', minor: '30', gitVersion: 'v1.30.0' };
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
  const groups = [...new Set(Object.values(KINDS).map(([group]) => group))];
  if (path === '/apis') {
    const named = groups
      .filter((group) => group !== 'v1')
      .map((groupVersion) => {
        const version = { groupVersion, version: 'v1' };
        return { name: groupVersion.split('/')[0], versions: [version], preferredVersion: version };
      });
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: named };
  }
  const group = groups.find((one) => path === (one === 'v1' ? '/api/v1' : `/apis/${one}`));
  if (group === undefined) return undefined;
  const resources = Object.entries(KINDS).flatMap(([name, [of, kind, namespaced]]) =>
    of === group
      ? [
          {
            name,
            singularName: kind.toLowerCase(),
            namespaced,
            kind,
            shortNames: SHORT_NAMES[name] ?? [],
            verbs: ['get', 'list', 'watch', 'create', 'delete', 'patch', 'update'],
          },
        ]
      : [],
  );
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: group, resources };
}

function status(code: number, reason: string, message: string) {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

function fail(answer: ServerResponse, code: number, reason: string, message: string): void {
  json(answer, code, status(code, reason, message));
}

function json(answer: ServerResponse, code: number, value: unknown): void {
  answer.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
