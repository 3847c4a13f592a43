// SPDX-License-Identifier: Apache-2.0
// Alerts as syslog messages of RFC 5424, one per UDP datagram (RFC 5426) or counted on a TCP or unix stream (RFC 6587).

import { createSocket } from 'node:dgram';
import { connect, type Socket } from 'node:net';
import type { Alert } from '../alert.js';
import { isoTime } from '../alert-time.js';
import { rankOf } from '../priority.js';
import type { AlertOutput } from './output.js';
import { SendQueue } from './send-queue.js';

/** auth: messages of security. */
const FACILITY = 4;
const PORT = 514;

/** One message without framing. Severities are the priorities' ranks. The time has six digits, as the RFC wants. */
export function syslogMessage({ priority, time, hostname, rule, message, withheld }: Alert, pid = process.pid): string {
  const stamp = isoTime(time)?.replace(/(\.\d{6})\d+Z$/, '$1Z') ?? '-';
  const id = rule.replace(/[^\x21-\x7e]/g, '_').slice(0, 32);
  const host = hostname.replace(/[^\x21-\x7e]/g, '').slice(0, 255);
  const head = `<${FACILITY * 8 + rankOf(priority)}>1 ${stamp} ${host === '' ? '-' : host} sysdrill ${pid} ${id || '-'} -`;
  const more = withheld === 0 ? '' : ` (${withheld} more withheld)`;
  // The mark says that the text is UTF-8.
  return `${head} \ufeff${JSON.stringify(`${rule}: ${message}`).slice(1, -1)}${more}`;
}

export function udpSyslog(host: string, port = PORT): AlertOutput {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4').unref();
  socket.on('error', () => undefined);
  return new SendQueue(
    `syslog at udp://${host}:${port}`,
    (alert) =>
      new Promise((resolve, reject) => {
        socket.send(syslogMessage(alert), port, host, (error) => (error === null ? resolve() : reject(error)));
      }),
  );
}

/** `target`: `{host, port}` or `{path}` of a stream socket. */
export function streamSyslog(target: { host: string; port: number } | { path: string }): AlertOutput {
  const stream = new SyslogStream(target);
  const name = 'path' in target ? target.path : `tcp://${target.host}:${target.port}`;
  return new SendQueue(`syslog at ${name}`, (alert) => stream.write(syslogMessage(alert)));
}

/** A connection that is made again when it has broken. */
class SyslogStream {
  readonly #target: { host: string; port: number } | { path: string };
  #socket: Socket | undefined;

  constructor(target: { host: string; port: number } | { path: string }) {
    this.#target = target;
  }

  write(message: string): Promise<void> {
    const bytes = Buffer.from(message);
    return new Promise((resolve, reject) => {
      const socket = this.#connected();
      socket.once('error', reject);
      const frame = Buffer.concat([Buffer.from(`${bytes.length} `), bytes]);
      socket.write(frame, (error) => {
        socket.off('error', reject);
        if (error == null) resolve();
        else reject(error);
      });
    });
  }

  #connected(): Socket {
    if (this.#socket !== undefined) return this.#socket;
    const socket = connect({ ...this.#target });
    // Only the messages on it wait for the connection.
    socket.unref();
    const forget = () => {
      if (this.#socket === socket) this.#socket = undefined;
    };
    socket.on('close', forget);
    socket.on('error', forget);
    this.#socket = socket;
    return socket;
  }
}
