// SPDX-License-Identifier: Apache-2.0
// A parameter as a value of a field (evt.rawarg): typed, not text. Also the names that parameters go by.

import { EVENT_TYPES, type EventType, type ParamSchema, ParamType } from '../scap/event-types.js';
import { type IpAddress, ipFromBytes } from '../scap/ip-address.js';
import type { EventView } from './event-view.js';
import type { FieldFormat, FieldType, Scalar } from './value.js';

const P = ParamType;

/** Field types that stand for the parameter types; what is missing here is a buffer. */
const FIELD_TYPES: Readonly<Record<number, FieldType>> = {
  [P.INT8]: 'INT8',
  [P.INT16]: 'INT16',
  [P.INT32]: 'INT32',
  [P.INT64]: 'INT64',
  [P.UINT8]: 'UINT8',
  [P.UINT16]: 'UINT16',
  [P.UINT32]: 'UINT32',
  [P.UINT64]: 'UINT64',
  [P.CHARBUF]: 'CHARBUF',
  [P.FSPATH]: 'FSPATH',
  [P.FSRELPATH]: 'FSPATH',
  [P.ERRNO]: 'INT64',
  [P.FD]: 'INT64',
  [P.PID]: 'INT64',
  [P.FD32]: 'INT32',
  [P.PID32]: 'INT32',
  [P.SYSCALLID]: 'UINT16',
  [P.SIGTYPE]: 'UINT8',
  [P.RELTIME]: 'RELTIME',
  [P.ABSTIME]: 'ABSTIME',
  [P.PORT]: 'PORT',
  [P.L4PROTO]: 'UINT8',
  [P.SOCKFAMILY]: 'UINT8',
  [P.BOOL]: 'BOOL',
  [P.IPV4ADDR]: 'IPADDR',
  [P.IPV6ADDR]: 'IPADDR',
  [P.IPADDR]: 'IPADDR',
  [P.FLAGS8]: 'UINT8',
  [P.FLAGS16]: 'UINT16',
  [P.FLAGS32]: 'UINT32',
  [P.ENUMFLAGS8]: 'UINT8',
  [P.ENUMFLAGS16]: 'UINT16',
  [P.ENUMFLAGS32]: 'UINT32',
  [P.UID]: 'UINT32',
  [P.GID]: 'UINT32',
  [P.SIGSET]: 'UINT32',
  [P.MODE]: 'UINT32',
  [P.DOUBLE]: 'DOUBLE',
};

const SIGNED: ReadonlySet<FieldType> = new Set<FieldType>(['INT8', 'INT16', 'INT32', 'INT64']);
const BYTES: Readonly<Partial<Record<FieldType, number>>> = {
  INT8: 1,
  UINT8: 1,
  INT16: 2,
  UINT16: 2,
  PORT: 2,
  INT32: 4,
  UINT32: 4,
  BOOL: 4,
  INT64: 8,
  UINT64: 8,
  RELTIME: 8,
  ABSTIME: 8,
  DOUBLE: 8,
};

/** The field type and print format of a parameter. */
export function paramFieldType({ type, format }: ParamSchema): { type: FieldType; format: FieldFormat } {
  return { type: FIELD_TYPES[type] ?? 'BYTEBUF', format: format === 'DIR' ? 'NA' : format };
}

/** Value of parameter `index`; undefined where it is absent or empty. Buffers are views: valid until the event moves on. */
export function paramValue(event: EventView, index: number): Scalar | undefined {
  const schema = event.type.params[index];
  const cursor = event.params();
  if (schema === undefined || !cursor.has(index)) return undefined;
  const type = FIELD_TYPES[schema.type];
  if (type === undefined) return cursor.buffer(index);
  const at = cursor.param(index);
  if (cursor.paramLength < (BYTES[type] ?? 0)) return undefined;
  switch (type) {
    case 'CHARBUF':
    case 'FSPATH':
      return cursor.text(index) ?? '<NA>';
    case 'IPADDR':
      return addressValue(cursor.bytes, at, cursor.paramLength);
    case 'BOOL':
      return cursor.view.getUint32(at, true) !== 0;
    case 'DOUBLE':
      return cursor.view.getFloat64(at, true);
    default:
      return integerValue(cursor.view, at, BYTES[type] ?? 8, SIGNED.has(type));
  }
}

function integerValue(view: DataView, at: number, size: number, signed: boolean): number | bigint {
  switch (size) {
    case 1:
      return signed ? view.getInt8(at) : view.getUint8(at);
    case 2:
      return signed ? view.getInt16(at, true) : view.getUint16(at, true);
    case 4:
      return signed ? view.getInt32(at, true) : view.getUint32(at, true);
    default: {
      const value = signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true);
      const near = Number(value);
      return Number.isSafeInteger(near) ? near : value;
    }
  }
}

function addressValue(bytes: Uint8Array, at: number, length: number): IpAddress | undefined {
  if (length === 4) return ipFromBytes(bytes, at, 4);
  return length === 16 ? ipFromBytes(bytes, at, 16) : undefined;
}

/** Index of the parameter with this name; -1 where the type has none. */
export function paramIndex(type: EventType, name: string): number {
  const { params } = type;
  for (let i = 0; i < params.length; i++) if (params[i]?.name === name) return i;
  return -1;
}

/** Every name that a parameter of any event goes by, with the first parameter that has it. */
export const PARAM_NAMES: ReadonlyMap<string, ParamSchema> = new Map(
  EVENT_TYPES.flatMap((type) => type.params.map((param) => [param.name, param] as const)).reverse(),
);

/** The longest parameter name that `text` starts with; undefined where there is none. */
export function longestParamName(text: string): string | undefined {
  for (let length = text.length; length > 0; length--) {
    const start = text.slice(0, length);
    if (PARAM_NAMES.has(start)) return start;
  }
  return undefined;
}
