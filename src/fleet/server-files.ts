// SPDX-License-Identifier: Apache-2.0
// What `sysdrill fleet init DIR` writes: a configuration for nats-server with TLS under a CA of its own, one user for each
// agent and each role, each with no more permissions than it needs. Users sign in with a key pair (NKEY): the server has
// the public half alone. What is there already stays: further agents can be added, and no host needs a new file.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeyedCertificate, makeAuthority, makeServerCertificate } from './certificates.js';
import { ROLES, type Role } from './messages.js';
import {
  HELLO_SUBJECTS,
  helloSubject,
  inboxSubjects,
  POD_SUBJECTS,
  podSubject,
  querySubject,
  roleSubjects,
} from './subjects.js';

export interface ServerFiles {
  readonly directory: string;
  /** Of agents that are new. */
  readonly agents: readonly string[];
  /** What the server is reached by; the first goes into the URLs. */
  readonly servers: readonly string[];
  readonly port: number;
}

/** A key pair of nats: `U…` and `SU…`. */
export interface UserKey {
  readonly user: string;
  readonly seed: string;
}

interface User {
  /** `agent-web-1`, `look`. */
  readonly name: string;
  readonly host: string | undefined;
  readonly role: Role | undefined;
  readonly key: string;
}

const AUTHORITY = 'sysdrill fleet';
/** Who watches Kubernetes for all agents. */
const WATCHER = 'kubernetes';
const OWN = 0o600;

/** Names of the files that were written, relative to the directory. `newKey`: makes a user's key pair. */
export function writeServerFiles(files: ServerFiles, newKey: () => UserKey, now: Date): readonly string[] {
  const { directory } = files;
  mkdirSync(join(directory, 'creds'), { recursive: true, mode: 0o700 });
  const written: string[] = [];
  const write = (name: string, text: string): void => {
    writeFileSync(join(directory, name), text, { mode: OWN });
    written.push(name);
  };
  const authority = keptOr(directory, 'ca', () => makeAuthority(AUTHORITY, now), write);
  keptOr(directory, 'server', () => makeServerCertificate(authority, AUTHORITY, files.servers, now), write);
  const url = `tls://${bracketed(files.servers[0] ?? 'localhost')}:${files.port}`;
  for (const { name, member } of wantedUsers(files.agents)) {
    if (existsSync(join(directory, 'creds', `${name}.json`))) continue;
    const { user, seed } = newKey();
    const creds = { url, ...member, user, seed, ca: authority.certificate };
    write(`creds/${name}.json`, `${JSON.stringify(creds, null, 1)}\n`);
  }
  write('nats-server.conf', configuration(usersIn(directory), files.port));
  return written;
}

function bracketed(server: string): string {
  return server.includes(':') ? `[${server}]` : server;
}

function wantedUsers(agents: readonly string[]) {
  const roles = ROLES.map((role) => ({ name: role as string, member: { role } }));
  const watcher = { name: WATCHER, member: {} };
  return [...roles, watcher, ...agents.map((host) => ({ name: agentFile(host), member: { host } }))];
}

/** Any name of a host as a name of a file. */
function agentFile(host: string): string {
  return `agent-${encodeURIComponent(host)}`;
}

function keptOr(
  directory: string,
  name: string,
  make: () => KeyedCertificate,
  write: (name: string, text: string) => void,
): KeyedCertificate {
  const [certificate, key] = [`${name}.pem`, `${name}.key`];
  if (existsSync(join(directory, certificate)) && existsSync(join(directory, key))) {
    const read = (file: string): string => readFileSync(join(directory, file), 'utf8');
    return { certificate: read(certificate), key: read(key) };
  }
  const made = make();
  write(certificate, made.certificate);
  write(key, made.key);
  return made;
}

function usersIn(directory: string): User[] {
  const names = readdirSync(join(directory, 'creds')).filter((name) => name.endsWith('.json'));
  return names.sort().map((file) => {
    const creds = JSON.parse(readFileSync(join(directory, 'creds', file), 'utf8')) as Record<string, string>;
    const role = ROLES.find((one) => one === creds['role']);
    return { name: file.replace(/\.json$/, ''), host: creds['host'], role, key: creds['user'] ?? '' };
  });
}

/** Paths in it are relative to where the server is started with `-c`. */
function configuration(users: readonly User[], port: number): string {
  return `# Written by sysdrill fleet init, which keeps what is in creds/ and overwrites this file.
# nats-server -c nats-server.conf, started in this directory.
port: ${port}
max_payload: 1MB
tls {
  cert_file: "./server.pem"
  key_file: "./server.key"
  ca_file: "./ca.pem"
  timeout: 5
}
authorization {
  timeout: 5
  users: [
${users.map(userText).join('\n')}
  ]
}
`;
}

function userText({ name, host, role, key }: User): string {
  const ofScreen = name === WATCHER ? watcherPermissions() : screenPermissions(role ?? 'look');
  const permissions = host === undefined ? ofScreen : agentPermissions(host);
  return `    # ${name}\n    { nkey: "${key}", permissions: ${permissions} }`;
}

/** An agent speaks of itself and answers; it cannot ask, listen to others, or speak for them. */
function agentPermissions(host: string): string {
  const publish = [helloSubject(host)];
  const questions = ROLES.flatMap((role) => [querySubject(role, undefined), querySubject(role, host)]);
  const subscribe = [...questions, podSubject(host)];
  return `{ publish: { allow: ${list(publish)} }, subscribe: { allow: ${list(subscribe)} }, allow_responses: { max: 64, expires: "60s" } }`;
}

/** It hears who is there, and speaks of pods; it can ask nothing. */
function watcherPermissions(): string {
  return `{ publish: { allow: ${list([POD_SUBJECTS])} }, subscribe: { allow: ${list([HELLO_SUBJECTS])} } }`;
}

/** A role asks by its own right and those of less; answers come to inboxes of its own. */
function screenPermissions(role: Role): string {
  const publish = ROLES.slice(0, ROLES.indexOf(role) + 1).map(roleSubjects);
  return `{ publish: { allow: ${list(publish)} }, subscribe: { allow: ${list([inboxSubjects(role), HELLO_SUBJECTS])} } }`;
}

function list(subjects: readonly string[]): string {
  return `[${subjects.map((subject) => JSON.stringify(subject)).join(', ')}]`;
}
