// SPDX-License-Identifier: Apache-2.0
// Records over a TCP or unix stream, in a form of the receiver's: syslog, or lines of JSON as Logstash takes them. The
// connection is made again when it has broken; what was under way then is sent again, so the receiver may see it twice.

import { connect, type Socket } from 'node:net';
import { BatchQueue, DELIVERED, type QueueLimits } from './batch-queue.js';
import type { ExportRecord, RecordSink } from './record-sink.js';

export type StreamTarget = { readonly host: string; readonly port: number } | { readonly path: string };

/** Bytes of a record as they go over the stream. */
export type Frame = (record: ExportRecord) => Buffer;

const BATCH = { records: 200 };

export function streamSink(target: StreamTarget, frame: Frame, limits?: Partial<QueueLimits>): RecordSink {
  const stream = new Stream(target);
  const name = 'path' in target ? target.path : `tcp://${target.host}:${target.port}`;
  const queue = new BatchQueue(
    name,
    async (records) => {
      await stream.write(Buffer.concat(records.map(frame)));
      return DELIVERED;
    },
    { ...BATCH, ...limits },
  );
  return {
    name,
    put: (record) => queue.put(record),
    ready: () => queue.ready(),
    close: async () => {
      const report = await queue.close();
      await stream.end();
      return report;
    },
  };
}

class Stream {
  readonly #target: StreamTarget;
  #socket: Socket | undefined;

  constructor(target: StreamTarget) {
    this.#target = target;
  }

  /** Resolves when the system has the bytes; rejects where the connection breaks before. */
  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = this.#connected();
      const broken = (error?: Error) => reject(error ?? new Error('the connection was closed'));
      socket.once('error', broken);
      socket.write(bytes, (error) => {
        socket.off('error', broken);
        if (error == null) resolve();
        else reject(error);
      });
    });
  }

  /** Waits until the other side has what was written. */
  end(): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      socket.once('close', () => resolve());
      socket.end();
      socket.resume();
    });
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
