// SPDX-License-Identifier: Apache-2.0
// The command line of `sysdrill fleet URL`: options of its own, then those of the program.

import { totalmem } from 'node:os';
import { failure, ok, type Result } from '../engine/result.js';
import type { Credentials } from '../fleet/ports.js';
import { type SshHost, sshHost } from '../fleet/ssh-link.js';
import { readCredentials, roleOf, urlAndWords } from './fleet-credentials.js';
import { type Options, parseOptions } from './options.js';
import { takeOwnWords } from './own-words.js';

/** s to wait for hosts that do not answer. */
const WAIT = 10;

export interface FleetWords {
  readonly url: string;
  /** Hosts to reach by ssh; none: `url` is that of a server. */
  readonly ssh: readonly SshHost[];
  readonly credentials: Credentials;
  /** Rows; undefined: all. */
  readonly top: number | undefined;
  /** ms. */
  readonly wait: number;
  readonly options: Options;
}

/** The error is a sentence about the command line. */
export function fleetWords(argv: readonly string[]): Result<FleetWords, string> {
  const own = takeOwnWords(argv, ['creds', 'role', 'top', 'wait', 'remote']);
  if (!own.ok) return own;
  const { values, rest } = own.value;
  const parsed = parseOptions(rest, Math.min(totalmem() / 4, 2 ** 31));
  if (!parsed.ok) return parsed;
  const last = (name: string): string | undefined => values.get(name)?.at(-1);
  const creds = readCredentials(last('creds'));
  if (!creds.ok) return creds;
  const ssh = sshHosts(parsed.value.words, last('remote') ?? 'sysdrill');
  if (!ssh.ok) return ssh;
  const { url, words } = urlAndWords(parsed.value.words.slice(Math.max(0, ssh.value.length - 1)), creds.value.url);
  if (url === undefined) return failure('fleet wants the URL of a NATS server');
  const role = last('role') === undefined ? ok(undefined) : roleOf(last('role') ?? '');
  if (!role.ok) return role;
  const top = number('top', last('top'), 1);
  const wait = number('wait', last('wait'), 0);
  if (!top.ok) return top;
  if (!wait.ok) return wait;
  return ok({
    url,
    ssh: ssh.value,
    credentials: { ...creds.value, ...(role.value === undefined ? {} : { role: role.value }) },
    top: top.value,
    wait: (wait.value ?? WAIT) * 1000,
    options: { ...parsed.value, words },
  });
}

/** The words at the beginning that are ssh:// URLs. */
function sshHosts(words: readonly string[], program: string): Result<readonly SshHost[], string> {
  const end = words.findIndex((word) => !word.startsWith('ssh://'));
  const hosts: SshHost[] = [];
  for (const url of end < 0 ? words : words.slice(0, end)) {
    const host = sshHost(url, program);
    if (!host.ok) return host;
    if (hosts.some(({ name }) => name === host.value.name)) return failure(`two hosts are named ${host.value.name}`);
    hosts.push(host.value);
  }
  return ok(hosts);
}

function number(name: string, text: string | undefined, least: number): Result<number | undefined, string> {
  if (text === undefined) return ok(undefined);
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= least) return ok(value);
  return failure(`--${name} wants a number of at least ${least}, not "${text}"`);
}
