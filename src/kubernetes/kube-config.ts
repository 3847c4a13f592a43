// SPDX-License-Identifier: Apache-2.0
// How to reach an API server: a kubeconfig file as kubectl reads it, or the service account of the pod that this process
// runs in. Programs that a kubeconfig names for signing in are not run: their user needs a token or a certificate.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { failure, ok, type Result } from '../engine/result.js';

export interface ApiAccess {
  /** `https://HOST:PORT`, maybe with a path. */
  readonly server: string;
  /** PEM texts; undefined: the system's authorities, no certificate of ours. */
  readonly ca: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** False: any certificate of the server will do, as the file asks for. */
  readonly verifies: boolean;
  readonly serverName: string | undefined;
  /** For each request: a service account's token is written again each hour. */
  token(): string | undefined;
}

/** The word for the service account of the pod that we run in. */
export const IN_CLUSTER = 'in-cluster';
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

type Environment = Readonly<Record<string, string | undefined>>;
type Members = Readonly<Record<string, unknown>>;

/** `path`: a file, or `in-cluster`. The error is a sentence. */
export function apiAccess(path: string, environment: Environment): Result<ApiAccess, string> {
  try {
    return path === IN_CLUSTER ? serviceAccount(environment) : fromFile(path);
  } catch (error) {
    return failure(`${path}: ${(error as Error).message}`);
  }
}

function serviceAccount(environment: Environment): Result<ApiAccess, string> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = environment;
  if (host === undefined || !existsSync(`${ACCOUNT}/token`)) {
    return failure('in-cluster: this process is in no pod with a service account');
  }
  return ok({
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    ca: readFileSync(`${ACCOUNT}/ca.crt`, 'utf8'),
    certificate: undefined,
    key: undefined,
    verifies: true,
    serverName: undefined,
    token: () => readFileSync(`${ACCOUNT}/token`, 'utf8').trim(),
  });
}

function fromFile(path: string): Result<ApiAccess, string> {
  const config = members(parse(readFileSync(path, 'utf8')));
  const context = named(config['contexts'], text(config['current-context']), 'context');
  if (context === undefined) return failure(`${path} has no current context`);
  const cluster = named(config['clusters'], text(context['cluster']), 'cluster');
  const server = text(cluster?.['server']);
  if (cluster === undefined || server === undefined) return failure(`${path} does not say where its cluster is`);
  if (!/^https?:\/\//.test(server)) return failure(`${path}: the server ${server} is not an address of http or https`);
  const user = named(config['users'], text(context['user']), 'user') ?? {};
  const program = ['exec', 'auth-provider'].find((member) => user[member] !== undefined);
  const data = pemReader(path);
  const token = tokenOf(path, user);
  const certificate = data(user, 'client-certificate');
  if (program !== undefined && token() === undefined && certificate === undefined) {
    return failure(`${path}: its user signs in by a program (${program}), which is not run; give it a token`);
  }
  return ok({
    server: server.replace(/\/+$/, ''),
    ca: data(cluster, 'certificate-authority'),
    certificate,
    key: data(user, 'client-key'),
    verifies: cluster['insecure-skip-tls-verify'] !== true,
    serverName: text(cluster['tls-server-name']),
    token,
  });
}

/** `NAME-data` in base64, or the file `NAME`, which is relative to the kubeconfig. */
function pemReader(path: string) {
  return (of: Members, name: string): string | undefined => {
    const inline = text(of[`${name}-data`]);
    if (inline !== undefined) return Buffer.from(inline, 'base64').toString('utf8');
    const file = text(of[name]);
    return file === undefined ? undefined : readFileSync(resolve(dirname(path), file), 'utf8');
  };
}

function tokenOf(path: string, user: Members): () => string | undefined {
  const token = text(user['token']);
  const file = text(user['tokenFile']);
  if (token !== undefined || file === undefined) return () => token;
  return () => readFileSync(resolve(dirname(path), file), 'utf8').trim();
}

/** `[{name, context: {…}}, …]` */
function named(list: unknown, name: string | undefined, member: string): Members | undefined {
  const found = Array.isArray(list) ? list.map(members).find((one) => one['name'] === name) : undefined;
  return found === undefined ? undefined : members(found[member]);
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
