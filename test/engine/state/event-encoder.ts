// SPDX-License-Identifier: Apache-2.0
// Event blocks from the names and values of their parameters, encoded as the event table says.

import { EVENT_FLAGS, EventFlag, type EventType, eventType, ParamType } from '../../../src/engine/scap/event-types.js';
import { parseIp } from '../../../src/engine/scap/ip-address.js';
import { encodeText } from '../../../src/engine/scap/text.js';
import { event, TYPE } from '../scap/block-writer.js';
import { ByteList, concat } from '../scap/byte-list.js';

/** Numbers by the type's width, texts with their NUL, lists NUL-separated, bytes as they are; undefined is empty. */
export type ParamInput = number | bigint | string | readonly string[] | Uint8Array | undefined;
export type Params = Readonly<Record<string, ParamInput>>;

const WIDTHS: Readonly<Record<number, 1 | 2 | 4 | 8>> = {
  [ParamType.INT8]: 1,
  [ParamType.UINT8]: 1,
  [ParamType.FLAGS8]: 1,
  [ParamType.ENUMFLAGS8]: 1,
  [ParamType.SIGTYPE]: 1,
  [ParamType.L4PROTO]: 1,
  [ParamType.INT16]: 2,
  [ParamType.UINT16]: 2,
  [ParamType.FLAGS16]: 2,
  [ParamType.ENUMFLAGS16]: 2,
  [ParamType.SYSCALLID]: 2,
  [ParamType.PORT]: 2,
  [ParamType.INT32]: 4,
  [ParamType.UINT32]: 4,
  [ParamType.FLAGS32]: 4,
  [ParamType.ENUMFLAGS32]: 4,
  [ParamType.UID]: 4,
  [ParamType.GID]: 4,
  [ParamType.MODE]: 4,
  [ParamType.BOOL]: 4,
};

function encode(type: number, value: ParamInput): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return concat(encodeText(value), Uint8Array.of(0));
  if (typeof value === 'object') return concat(...value.map((text) => concat(encodeText(text), Uint8Array.of(0))));
  const out = new ByteList();
  const number = typeof value === 'bigint' ? value : BigInt(value);
  switch (WIDTHS[type] ?? 8) {
    case 1:
      return out.u8(Number(BigInt.asUintN(8, number))).done();
    case 2:
      return out.u16(Number(BigInt.asUintN(16, number))).done();
    case 4:
      return out.u32(Number(BigInt.asUintN(32, number))).done();
    case 8:
      return out.u64(number).done();
  }
}

/** The parameters in the table's order, up to the last one that was given; those between are empty. */
function encodeParams(type: EventType, params: Params): Uint8Array[] {
  for (const name of Object.keys(params)) {
    if (!type.params.some((p) => p.name === name)) throw new Error(`${type.key} has no parameter ${name}`);
  }
  const last = type.params.findLastIndex((p) => Object.hasOwn(params, p.name));
  return type.params.slice(0, last + 1).map((p) => encode(p.type, params[p.name]));
}

export interface EventHeader {
  readonly tid: number;
  readonly time: bigint;
  readonly cpu?: number;
  readonly flags?: number;
}

/** The block of an event of the type with this key. */
export function eventBlockOf(key: string, params: Params, header: EventHeader): Uint8Array {
  const type = eventType(key);
  const wide = ((EVENT_FLAGS[type.id] as number) & EventFlag.LARGE_PAYLOAD) !== 0;
  const withFlags = header.flags !== undefined;
  const blockType = withFlags ? TYPE.EVF_V2 : wide ? TYPE.EV_LARGE : TYPE.EV_V2;
  return event({ ...header, blockType, wide, type: type.id, params: encodeParams(type, params) });
}

const FAMILY = { unix: 1, ipv4: 2, ipv6: 10 } as const;

function ipBytes(text: string): number[] {
  const ip = parseIp(text);
  if (ip === undefined) throw new Error(`no address: ${text}`);
  return [...ip].map((c) => c.charCodeAt(0));
}

/** `10.0.0.1:80` or `[::1]:80` as address and port. */
function endpoint(text: string): { ip: number[]; port: number } {
  const at = text.lastIndexOf(':');
  return { ip: ipBytes(text.slice(0, at).replace(/[[\]]/g, '')), port: Number(text.slice(at + 1)) };
}

/** A socket address parameter. */
export function address(text: string): Uint8Array {
  if (text.startsWith('/') || text === '') return new ByteList().u8(FAMILY.unix).text(text).u8(0).done();
  const { ip, port } = endpoint(text);
  return new ByteList()
    .u8(ip.length === 4 ? FAMILY.ipv4 : FAMILY.ipv6)
    .raw(ip)
    .u16(port)
    .done();
}

/** A tuple parameter of two endpoints. */
export function tuple(source: string, dest: string): Uint8Array {
  const [a, b] = [endpoint(source), endpoint(dest)];
  return new ByteList()
    .u8(a.ip.length === 4 ? FAMILY.ipv4 : FAMILY.ipv6)
    .raw(a.ip)
    .u16(a.port)
    .raw(b.ip)
    .u16(b.port)
    .done();
}

/** A unix socket's tuple: kernel addresses of both ends, path. */
export function unixTuple(source: bigint, dest: bigint, path: string): Uint8Array {
  return new ByteList().u8(FAMILY.unix).u64(source).u64(dest).text(path).u8(0).done();
}
