// SPDX-License-Identifier: Apache-2.0
// The constants of a filter: text → a value of the kind that the field's type asks for. Accepted texts per type follow
// the reference (userspace/libsinsp/value_parser.cpp), beyond which hexadecimal numbers and, for DOUBLE, fractions are
// taken. Numbers are cut to the width of their type, as there: `fd.port = 65616` is `fd.port = 80`.

import type { FieldType, Scalar } from '../event/value.js';
import { failure, ok, type Result } from '../result.js';
import { parseIp } from '../scap/ip-address.js';
import { encodeText } from '../scap/text.js';
import { type Network, parseNetwork } from './networks.js';
import type { ServiceNames } from './services.js';

/** What values of a type can be compared as. `dynamic` is known only from the value at hand (evt.rawarg). */
export type ValueKind = 'number' | 'boolean' | 'text' | 'bytes' | 'address' | 'network' | 'dynamic';

const KINDS: Readonly<Record<FieldType, ValueKind>> = {
  INT8: 'number',
  INT16: 'number',
  INT32: 'number',
  INT64: 'number',
  UINT8: 'number',
  UINT16: 'number',
  UINT32: 'number',
  UINT64: 'number',
  CHARBUF: 'text',
  BYTEBUF: 'bytes',
  FSPATH: 'text',
  BOOL: 'boolean',
  PORT: 'number',
  IPADDR: 'address',
  IPNET: 'network',
  RELTIME: 'number',
  ABSTIME: 'number',
  DOUBLE: 'number',
  DYN: 'dynamic',
};

export function kindOf(type: FieldType): ValueKind {
  return KINDS[type];
}

/** A right-hand side, ready to compare. */
export type Constant =
  | { readonly kind: 'number'; readonly value: number; readonly exact: bigint | undefined }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** One character per byte: IpAddress. */
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'network'; readonly network: Network };

/** The error is a sentence about `text`. DYN has no constants of its own: see operators.ts. */
export function parseConstant(text: string, type: FieldType, services: ServiceNames): Result<Constant, string> {
  const kind = kindOf(type);
  if (kind !== 'bytes' && text.includes('\0')) return failure('filter value cannot contain a NUL byte (\\x00)');
  switch (kind) {
    case 'number':
      return type === 'PORT' ? parsePort(text, services) : parseNumber(text, type);
    case 'boolean':
      if (text !== 'true' && text !== 'false') return failure(`unrecognized boolean value ${text}`);
      return ok({ kind, value: text === 'true' });
    case 'text':
    case 'dynamic':
      return ok({ kind: 'text', text });
    case 'bytes':
      return ok({ kind, bytes: encodeText(text) });
    case 'address':
      return parseAddress(text);
    case 'network': {
      const network = parseNetwork(text);
      return network.ok ? ok({ kind, network: network.value }) : network;
    }
  }
}

/** `474554` → 3 bytes, for bcontains and bstartswith. */
export function parseHexBytes(text: string): Result<Constant, string> {
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(text)) {
    return failure('bcontains and bstartswith operator support hex strings only');
  }
  return ok({ kind: 'bytes', bytes: Buffer.from(text, 'hex') });
}

/** A value of a field as a right-hand side; undefined where it is not of that kind. */
export function constantOf(value: Scalar, kind: ValueKind): Constant | undefined {
  switch (typeof value) {
    case 'number':
      if (kind === 'boolean') return { kind: 'boolean', value: value !== 0 };
      return { kind: 'number', value, exact: Number.isInteger(value) ? BigInt(value) : undefined };
    case 'bigint':
      return { kind: 'number', value: Number(value), exact: value };
    case 'boolean':
      return { kind: 'boolean', value };
    case 'string':
      return kind === 'address' ? { kind, address: value } : { kind: 'text', text: value };
    default:
      return { kind: 'bytes', bytes: value };
  }
}

function parseAddress(text: string): Result<Constant, string> {
  const isIpv4 = text.includes('.');
  const address = parseIp(text);
  if (address === undefined || address.length !== (isIpv4 ? 4 : 16)) {
    return failure(`unrecognized ${isIpv4 ? 'IPv4' : 'IPv6'} address ${text}`);
  }
  return ok({ kind: 'address', address });
}

function parsePort(text: string, services: ServiceNames): Result<Constant, string> {
  if (/^[0-9]*$/.test(text)) return ok(numberConstant(BigInt.asUintN(16, BigInt(text))));
  const port = services.port(text);
  return port === undefined ? failure(`unrecognized protocol ${text}`) : ok(numberConstant(BigInt(port)));
}

/** Bits, and whether the sign counts. */
const WIDTHS: Partial<Record<FieldType, readonly [bits: number, signed: boolean]>> = {
  INT8: [8, true],
  INT16: [16, true],
  INT32: [32, true],
  INT64: [64, true],
  UINT8: [8, false],
  UINT16: [16, false],
  UINT32: [32, false],
};

function parseNumber(text: string, type: FieldType): Result<Constant, string> {
  if (type === 'DOUBLE') {
    if (!/^[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?$/.test(text)) return failure(`${text} is not a valid number`);
    const value = Number(text);
    return ok({ kind: 'number', value, exact: Number.isInteger(value) ? BigInt(value) : undefined });
  }
  const integer = parseInteger(text);
  if (integer === undefined) return failure(`${text} is not a valid number`);
  const [bits, signed] = WIDTHS[type] ?? [64, false];
  return ok(
    numberConstant(signed ? BigInt.asIntN(bits, clamp(integer, signed)) : BigInt.asUintN(bits, clamp(integer, signed))),
  );
}

/** Decimal with an optional sign, or 0x and hexadecimal digits. */
export function parseInteger(text: string): bigint | undefined {
  const match = /^\s*([+-]?)([0-9]+|0[xX][0-9a-fA-F]+)$/.exec(text);
  if (match === null) return undefined;
  const magnitude = BigInt(match[2] ?? '');
  return match[1] === '-' ? -magnitude : magnitude;
}

/** Beyond 64 bits numbers stop at the end, as strtol(3) does; a negative one wraps into the unsigned types. */
function clamp(value: bigint, signed: boolean): bigint {
  const most = signed ? 0x7fffffffffffffffn : 0xffffffffffffffffn;
  const least = signed ? -0x8000000000000000n : -most;
  return value > most ? most : value < least ? least : value;
}

function numberConstant(exact: bigint): Constant {
  return { kind: 'number', value: Number(exact), exact };
}
