// SPDX-License-Identifier: Apache-2.0
// Both ends over NATS. The subject says by which right is asked (subjects.ts), and the server's permissions say who may
// use it. An agent dials out and opens no port; it and the screen dial again for ever, with jitter, when the server is away.

import { randomBytes } from 'node:crypto';
import {
  connect,
  type Msg,
  type NatsConnection,
  nkeyAuthenticator,
  nkeys,
  PermissionViolationError,
} from '@nats-io/transport-node';
import { failure, ok, type Result } from '../engine/result.js';
import { Assembly, fragments } from './fragments.js';
import { asFromAgent, type FromAgent, ROLES, type Role, type ToAgent } from './messages.js';
import type { AgentPort, Asking, Credentials, FleetPort, PodPort } from './ports.js';
import { decodeAnswer, encodeAnswer } from './row-lines.js';
import type { UserKey } from './server-files.js';
import { HELLO_SUBJECTS, helloSubject, inbox, isInbox, isPodSubject, podSubject, querySubject } from './subjects.js';
import { decode, encode } from './wire.js';

/** ms between attempts to dial again: the middle, and how far from it. */
const REDIAL = 2000;
const REDIAL_JITTER = 1500;
const DIAL_TIMEOUT = 10_000;
async function dial(url: string, name: string, credentials: Credentials): Promise<Result<NatsConnection, string>> {
  const { user, password, seed, ca } = credentials;
  const { server, account } = serverOf(url);
  try {
    const connection = await connect({
      servers: server,
      name,
      timeout: DIAL_TIMEOUT,
      maxReconnectAttempts: -1,
      reconnectDelayHandler: () => REDIAL + (2 * Math.random() - 1) * REDIAL_JITTER,
      ignoreAuthErrorAbort: true,
      ...account,
      ...(seed === undefined ? {} : { authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) }),
      ...(user === undefined || seed !== undefined ? {} : { user }),
      ...(password === undefined ? {} : { pass: password }),
      ...(ca === undefined && !url.startsWith('tls:') ? {} : { tls: ca === undefined ? {} : { ca } }),
    });
    return ok(connection);
  } catch (error) {
    return failure(`${server}: ${(error as Error).message}`);
  }
}

/** nats://user:password@host:port. */
function serverOf(url: string): { readonly server: string; readonly account: { user?: string; pass?: string } } {
  const match = /^(?:nats|tls):\/\/(?:([^@/]*)@)?([^/]+)\/?$/.exec(url);
  const [, account, server = url] = match ?? [];
  if (account === undefined) return { server, account: {} };
  const [user = '', pass = ''] = account.split(':').map(decodeURIComponent);
  return { server, account: { user, pass } };
}

/** The agent's end; the error names the server. */
export async function natsAgentPort(
  url: string,
  host: string,
  credentials: Credentials,
): Promise<Result<AgentPort, string>> {
  const dialled = await dial(url, `sysdrill agent ${host}`, credentials);
  if (!dialled.ok) return dialled;
  const connection = dialled.value;
  const ended = endOf(connection);
  const sender = randomBytes(6).toString('hex');
  let sent = 0;
  const publish = (subject: string, message: FromAgent): void => {
    if (connection.isClosed()) return;
    for (const piece of fragments(sender, ++sent, encodeAnswer(message))) connection.publish(subject, piece);
  };
  return ok({
    serve(handler) {
      for (const role of ROLES) {
        for (const to of [undefined, host]) {
          listen(connection, querySubject(role, to), (message) => handler(askingOf(message, role, publish)));
        }
      }
    },
    pods(listener) {
      const assembly = new Assembly();
      listen(connection, podSubject(host), ({ data }) => {
        const text = assembly.add(data);
        if (text !== undefined) listener(decode(text));
      });
    },
    announce: (hello) => publish(helloSubject(host), hello),
    ended,
    close: () => connection.close(),
  });
}

function askingOf(message: Msg, role: Role, publish: (subject: string, answer: FromAgent) => void): Asking {
  const { reply = '' } = message;
  return {
    message: decode(message.string()),
    role,
    reply(answer) {
      if (isInbox(reply)) publish(reply, answer);
    },
  };
}

/** The screen's end; the error names the server. */
export async function natsFleetPort(url: string, credentials: Credentials): Promise<Result<FleetPort, string>> {
  const dialled = await dial(url, 'sysdrill fleet', credentials);
  if (!dialled.ok) return dialled;
  const connection = dialled.value;
  const role = credentials.role ?? 'dig';
  const answers = inbox(role, randomBytes(12).toString('hex'));
  return ok({
    expected: () => [],
    send(host, message: ToAgent) {
      if (!connection.isClosed()) connection.publish(querySubject(role, host), encode(message), { reply: answers });
    },
    listen(listener) {
      const assembly = new Assembly();
      const heard = ({ data }: Msg): void => {
        const text = assembly.add(data);
        const said = text === undefined ? undefined : asFromAgent(decodeAnswer(text));
        if (said !== undefined) listener(said);
      };
      for (const subject of [answers, HELLO_SUBJECTS]) listen(connection, subject, heard);
    },
    watch: (listener) => void watchState(connection, listener),
    ended: endOf(connection),
    close: () => connection.close(),
  });
}

/** The end of the fleet's watcher of Kubernetes; the error names the server. */
export async function natsPodPort(url: string, credentials: Credentials): Promise<Result<PodPort, string>> {
  const dialled = await dial(url, 'sysdrill fleet kubernetes', credentials);
  if (!dialled.ok) return dialled;
  const connection = dialled.value;
  const sender = randomBytes(6).toString('hex');
  let sent = 0;
  return ok({
    send(host, records) {
      if (connection.isClosed()) return;
      for (const piece of fragments(sender, ++sent, encode(records))) connection.publish(podSubject(host), piece);
    },
    listen(listener) {
      const assembly = new Assembly();
      listen(connection, HELLO_SUBJECTS, ({ data }) => {
        const text = assembly.add(data);
        const said = text === undefined ? undefined : asFromAgent(decodeAnswer(text));
        if (said !== undefined) listener(said);
      });
    },
    ended: endOf(connection),
    close: () => connection.close(),
  });
}

function listen(connection: NatsConnection, subject: string, heard: (message: Msg) => void): void {
  connection.subscribe(subject, {
    callback(error, message) {
      if (error === null) heard(message);
    },
  });
}

async function watchState(connection: NatsConnection, listener: (isUp: boolean) => void): Promise<void> {
  listener(true);
  for await (const { type } of connection.status()) {
    if (type === 'disconnect') listener(false);
    else if (type === 'reconnect') listener(true);
  }
}

/** The end of a connection, or what the server forbids: without it there is nothing to do. */
async function endOf(connection: NatsConnection): Promise<string | undefined> {
  const closed = connection.closed().then((error) => (error instanceof Error ? error.message : undefined));
  return Promise.race([closed, forbidden(connection)]);
}

async function forbidden(connection: NatsConnection): Promise<string | undefined> {
  for await (const status of connection.status()) {
    if (status.type !== 'error' || !(status.error instanceof PermissionViolationError)) continue;
    const { operation, subject } = status.error;
    // A configuration of before there was a watcher of Kubernetes does not let agents listen to it.
    if (operation === 'subscription' && isPodSubject(subject)) continue;
    return `the server does not let this user ${operation === 'publish' ? 'send to' : 'listen to'} ${subject}`;
  }
  return new Promise(() => undefined);
}

/** A new user's keys, for the server's configuration. */
export function newUserKey(): UserKey {
  const pair = nkeys.createUser();
  return { user: pair.getPublicKey(), seed: new TextDecoder().decode(pair.getSeed()) };
}
