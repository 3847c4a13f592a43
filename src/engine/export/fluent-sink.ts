// SPDX-License-Identifier: Apache-2.0
// Fluentd and Fluent Bit by the Forward protocol, version 1: batches in MessagePack over TCP, each acknowledged.

import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { BatchQueue, DELIVERED, type QueueLimits } from './batch-queue.js';
import { EventTime, messagePack } from './message-pack.js';
import type { ExportRecord, RecordSink } from './record-sink.js';

const TAG = 'sysdrill.event';
/** ms that a batch may wait for its acknowledgement. */
const PATIENCE = 30_000;

export function fluentSink(host: string, port: number, limits?: Partial<QueueLimits>): RecordSink {
  const connection = new Connection(host, port);
  const queue = new BatchQueue(
    `fluentd at ${host}:${port}`,
    async (records) => {
      const chunk = randomBytes(16).toString('base64');
      await connection.send(forwardMessage(records, chunk), chunk);
      return DELIVERED;
    },
    limits,
  );
  return {
    name: queue.name,
    put: (record) => queue.put(record),
    ready: () => queue.ready(),
    close: async () => {
      const report = await queue.close();
      connection.end();
      return report;
    },
  };
}

/** `[tag, [[time, record], …], {chunk, size}]`. */
function forwardMessage(records: readonly ExportRecord[], chunk: string): Buffer {
  const now = BigInt(Date.now()) * 1_000_000n;
  const entries = records.map(({ json, time }) => [new EventTime(time ?? now), JSON.parse(json) as unknown]);
  return messagePack([TAG, entries, { chunk, size: records.length }]);
}

class Connection {
  readonly #target: { readonly host: string; readonly port: number };
  #socket: Socket | undefined;

  constructor(host: string, port: number) {
    this.#target = { host, port };
  }

  /** Resolves when the answer names the chunk; rejects where the connection breaks or nothing comes. */
  send(message: Buffer, chunk: string): Promise<void> {
    const socket = this.#connected();
    return new Promise((resolve, reject) => {
      let answer = '';
      const timer = setTimeout(() => socket.destroy(new Error('no acknowledgement')), PATIENCE);
      const settle = (end: () => void) => {
        clearTimeout(timer);
        socket.off('data', read).off('error', broken).off('close', closed);
        end();
      };
      const read = (data: Buffer) => {
        answer += data.toString('latin1');
        if (answer.includes(chunk)) settle(resolve);
      };
      const broken = (error: Error) => settle(() => reject(error));
      const closed = () => settle(() => reject(new Error('the connection was closed')));
      socket.on('data', read).on('error', broken).on('close', closed);
      socket.write(message);
    });
  }

  end(): void {
    this.#socket?.end();
  }

  #connected(): Socket {
    if (this.#socket !== undefined) return this.#socket;
    const socket = connect({ ...this.#target });
    const forget = () => {
      if (this.#socket === socket) this.#socket = undefined;
    };
    socket.on('close', forget);
    socket.on('error', forget);
    this.#socket = socket;
    return socket;
  }
}
