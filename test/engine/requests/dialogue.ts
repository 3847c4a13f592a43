// SPDX-License-Identifier: Apache-2.0
// A connection played to the decoders: lines of what the client and the server send, each an event of its own, seen from
// the client's or the server's side.

import { ExchangeFlag } from '../../../src/engine/requests/exchange-table.js';
import { RequestLog } from '../../../src/engine/requests/request-log.js';
import { type FdInfo, FdType, L4 } from '../../../src/engine/state/fd-info.js';

export type Line = readonly [from: 'client' | 'server', bytes: Uint8Array | string];

export interface Seen {
  readonly protocol: string | undefined;
  readonly method: string | undefined;
  readonly target: string | undefined;
  readonly status: string | undefined;
  readonly ok: boolean;
  readonly error: string | undefined;
  readonly rows: number | undefined;
  readonly db: string | undefined;
  readonly user: string | undefined;
  /** ns; one event takes 10, and 100 lie between two. */
  readonly latency: number | undefined;
  readonly isEnded: boolean;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

export interface Recording {
  readonly port?: number;
  readonly l4?: number;
  readonly side?: 'client' | 'server';
  /** Bytes of each event that are recorded. */
  readonly snaplen?: number;
  /** Bytes of each event; longer lines become several. */
  readonly piece?: number;
}

function socketOf(side: 'client' | 'server', port: number, l4: number): FdInfo {
  return {
    id: 1,
    type: FdType.IPV4_SOCK,
    name: `127.0.0.1:40000->127.0.0.1:${port}`,
    nameRaw: undefined,
    tuple: { sourceIp: '\x7f\0\0\x01' as never, sourcePort: 40000, destIp: '\x7f\0\0\x01' as never, destPort: port },
    l4,
    role: side,
    connected: true,
    openFlags: 0,
    dev: 0,
    ino: 0,
    unixSource: '',
    unixDest: '',
    pid: -1,
  };
}

export const bytesOf = (bytes: Uint8Array | string): Uint8Array =>
  typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;

/** Plays the lines and returns the log. */
export function play(lines: readonly Line[], recording: Recording = {}): RequestLog {
  const { port = 1, l4 = L4.TCP, side = 'client', snaplen = 65536, piece = 65536 } = recording;
  const log = new RequestLog();
  const fd = socketOf(side, port, l4);
  let row = 0;
  let time = 0;
  for (const [from, line] of lines) {
    const all = bytesOf(line);
    for (let at = 0; at < all.length || at === 0; at += piece) {
      const moved = all.subarray(at, at + piece);
      const data = moved.subarray(0, snaplen);
      log.take({
        row,
        began: time,
        ended: time + 10,
        pid: 1,
        fdNum: 3,
        program: side,
        fd,
        writes: from === side,
        data,
        size: moved.length,
      });
      row++;
      time += 100;
    }
  }
  return log;
}

/** The exchanges that a log holds, without those that were taken back. */
export function seen({ table }: RequestLog): Seen[] {
  const found: Seen[] = [];
  for (let i = 0; i < table.count - table.evicted; i++) {
    const flags = table.flags[i] as number;
    if ((flags & ExchangeFlag.HIDDEN) !== 0) continue;
    const known = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? undefined : value);
    found.push({
      protocol: table.text(table.protocol[i]),
      method: table.text(table.method[i]),
      target: table.text(table.target[i]),
      status: table.text(table.status[i]),
      ok: (flags & ExchangeFlag.OK) !== 0,
      error: table.text(table.error[i]),
      rows: known(table.rows[i]),
      db: table.text(table.db[i]),
      user: table.text(table.user[i]),
      latency: known(table.latency[i]),
      isEnded: (flags & ExchangeFlag.ENDED) !== 0,
      requestBytes: table.requestBytes[i] as number,
      responseBytes: table.responseBytes[i] as number,
    });
  }
  return found;
}

/** `protocol method target status` of each exchange: what most tests look at. */
export function summary(lines: readonly Line[], recording: Recording = {}): string[] {
  return seen(play(lines, recording)).map(({ protocol, method, target, status, rows }) =>
    [protocol, method ?? '-', target ?? '-', status ?? '-', rows ?? '-'].join(' '),
  );
}

/** A text, bytes, or a big-endian number of 1, 2 or 4 bytes. */
export type Part = string | Uint8Array | { u8: number } | { u16: number } | { u32: number };

/** The parts one after the other. */
export function packed(...parts: readonly Part[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(part, 'latin1');
      if (part instanceof Uint8Array) return part;
      if ('u8' in part) return Buffer.from([part.u8]);
      const bytes = Buffer.alloc('u16' in part ? 2 : 4);
      if ('u16' in part) bytes.writeUInt16BE(part.u16);
      else bytes.writeUInt32BE(part.u32);
      return bytes;
    }),
  );
}
