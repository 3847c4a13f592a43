// SPDX-License-Identifier: Apache-2.0
// Both ends over NATS. The subject says by which right is asked, and the server's permissions say who may use it:
//   sd.q.ROLE.all, sd.q.ROLE.host.ID    questions, answered to the asker's inbox
//   sd.hello.ID                         heartbeats
// An agent dials out and opens no port; it and the screen dial again for ever, with jitter, when the server is away.

import { randomBytes } from 'node:crypto';
import { connect, type Msg, type NatsConnection } from '@nats-io/transport-node';
import { failure, ok, type Result } from '../engine/result.js';
import { Assembly, fragments } from './fragments.js';
import { asFromAgent, type FromAgent, ROLES, type Role, type ToAgent } from './messages.js';
import type { AgentPort, Asking, Credentials, FleetPort } from './ports.js';
import { decode, encode } from './wire.js';

/** ms between attempts to dial again: the middle, and how far from it. */
const REDIAL = 2000;
const REDIAL_JITTER = 1500;
const DIAL_TIMEOUT = 10_000;
/** Inboxes of screens begin with this, so that permissions can name them. */
export const FLEET_INBOX = '_INBOX_fleet';

export const HELLO_SUBJECTS = 'sd.hello.*';

export function querySubject(role: Role, host: string | undefined): string {
  return host === undefined ? `sd.q.${role}.all` : `sd.q.${role}.host.${subjectToken(host)}`;
}

export function helloSubject(host: string): string {
  return `sd.hello.${subjectToken(host)}`;
}

/** A name as one token of a subject: letters, digits, - and _ as they are, all else as =XX of its bytes. */
export function subjectToken(name: string): string {
  const bytes = [...Buffer.from(name, 'utf8')];
  return bytes
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      return /[A-Za-z0-9_-]/.test(letter) ? letter : `=${byte.toString(16).padStart(2, '0').toUpperCase()}`;
    })
    .join('');
}

async function dial(url: string, name: string, credentials: Credentials): Promise<Result<NatsConnection, string>> {
  const { user, password, ca } = credentials;
  const { server, account } = serverOf(url);
  try {
    const connection = await connect({
      servers: server,
      name,
      timeout: DIAL_TIMEOUT,
      maxReconnectAttempts: -1,
      reconnectDelayHandler: () => REDIAL + (2 * Math.random() - 1) * REDIAL_JITTER,
      ignoreAuthErrorAbort: true,
      inboxPrefix: FLEET_INBOX,
      ...account,
      ...(user === undefined ? {} : { user }),
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
    for (const piece of fragments(sender, ++sent, encode(message))) connection.publish(subject, piece);
  };
  return ok({
    serve(handler) {
      for (const role of ROLES) {
        for (const to of [undefined, host]) {
          connection.subscribe(querySubject(role, to), {
            callback(error, message) {
              if (error === null) handler(askingOf(message, role, publish));
            },
          });
        }
      }
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
    // Answers go to screens' inboxes and nowhere else, whatever a message says.
    reply: (answer) => reply.startsWith(`${FLEET_INBOX}.`) && publish(reply, answer),
  };
}

/** The screen's end; the error names the server. */
export async function natsFleetPort(url: string, credentials: Credentials): Promise<Result<FleetPort, string>> {
  const dialled = await dial(url, 'sysdrill fleet', credentials);
  if (!dialled.ok) return dialled;
  const connection = dialled.value;
  const role = credentials.role ?? 'dig';
  const inbox = `${FLEET_INBOX}.${randomBytes(12).toString('hex')}`;
  return ok({
    send(host, message: ToAgent) {
      if (!connection.isClosed()) connection.publish(querySubject(role, host), encode(message), { reply: inbox });
    },
    listen(listener) {
      const assembly = new Assembly();
      const heard = ({ data }: Msg): void => {
        const text = assembly.add(data);
        const said = text === undefined ? undefined : asFromAgent(decode(text));
        if (said !== undefined) listener(said);
      };
      for (const subject of [inbox, HELLO_SUBJECTS]) {
        connection.subscribe(subject, {
          callback(error, message) {
            if (error === null) heard(message);
          },
        });
      }
    },
    watch: (listener) => void watchState(connection, listener),
    ended: endOf(connection),
    close: () => connection.close(),
  });
}

async function watchState(connection: NatsConnection, listener: (isUp: boolean) => void): Promise<void> {
  listener(true);
  for await (const { type } of connection.status()) {
    if (type === 'disconnect') listener(false);
    else if (type === 'reconnect') listener(true);
  }
}

async function endOf(connection: NatsConnection): Promise<string | undefined> {
  const error = await connection.closed();
  return error instanceof Error ? error.message : undefined;
}
