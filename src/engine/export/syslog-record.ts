// SPDX-License-Identifier: Apache-2.0
// Records as messages of syslog (RFC 5424), the JSON object as their text: counted on streams (RFC 6587), one a datagram
// over UDP (RFC 5426).

import { createSocket } from 'node:dgram';
import { BatchQueue, type Delivery } from './batch-queue.js';
import { IsoClock } from './iso-clock.js';
import type { ExportRecord, RecordSink } from './record-sink.js';

/** Facility user, severity informational. */
const PRIORITY = 1 * 8 + 6;
/** Bytes of a datagram of IPv4 without its headers. */
const MOST_BYTES = 65_507;

export class SyslogRecords {
  readonly #host: string;
  readonly #clock = new IsoClock();

  constructor(host: string) {
    this.#host = host.replace(/[^\x21-\x7e]/g, '').slice(0, 255) || '-';
  }

  /** Without framing. The time has six digits at most, as the RFC wants. */
  message({ json, time }: ExportRecord): string {
    const stamp = time === undefined ? '-' : this.#clock.text(0, time).replace(/\d{3}Z$/, 'Z');
    return `<${PRIORITY}>1 ${stamp} ${this.#host} sysdrill ${process.pid} event - \ufeff${json}`;
  }

  frame(record: ExportRecord): Buffer {
    const bytes = Buffer.from(this.message(record));
    return Buffer.concat([Buffer.from(`${bytes.length} `), bytes]);
  }
}

/** Nobody answers over UDP: sent is what the system has taken. */
export function udpSyslogSink(host: string, port: number, records: SyslogRecords): RecordSink {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  const send = (bytes: Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.send(bytes, port, host, (error) => (error === null ? resolve() : reject(error)));
    });
  const deliver = async (batch: readonly ExportRecord[]): Promise<Delivery> => {
    let refused = 0;
    for (const record of batch) {
      const bytes = Buffer.from(records.message(record));
      if (bytes.length > MOST_BYTES) refused++;
      else await send(bytes);
    }
    return { again: [], refused, ...(refused === 0 ? {} : { problem: 'longer than a datagram' }) };
  };
  const queue = new BatchQueue(`udp://${host}:${port}`, deliver, { records: 100 });
  socket.on('error', () => undefined);
  return {
    name: queue.name,
    put: (record) => queue.put(record),
    ready: () => queue.ready(),
    close: async () => {
      const report = await queue.close();
      socket.close();
      return report;
    },
  };
}
