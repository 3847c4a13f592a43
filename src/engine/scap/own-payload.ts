// SPDX-License-Identifier: Apache-2.0
// The payload of the events that sysdrill puts into a stream, and what describes it (own-event.ts). Little-endian: u16
// version, u16 number of records, then each record: u16 bytes that follow, fields in the order of the kind. Writers may
// append fields to records without another version; readers take the fields that they know.

import { decodeText, encodeText } from './text.js';

/** How a field is written. All bits set, NaN, and an empty text are "unknown". u64: integers up to 2^53. */
export type OwnFieldType = 'u32' | 'u64' | 'f64' | 'text';

export interface OwnField {
  readonly name: string;
  readonly type: OwnFieldType;
  /** ns, bytes, %, count, /s, or '' for texts and numbers that count nothing. */
  readonly unit: string;
  readonly description: string;
}

export interface OwnEventKind {
  /** After `sysdrill.`; lower case, words joined by dashes. */
  readonly name: string;
  /** Another one means that the fields mean something else; appended fields keep it. */
  readonly version: number;
  readonly description: string;
  readonly fields: readonly OwnField[];
}

/** A record as an object: a member for each field, undefined where it is unknown. */
export type OwnRecord<K extends OwnEventKind> = {
  readonly [F in K['fields'][number] as F['name']]: (F['type'] extends 'text' ? string : number) | undefined;
};

const MAX_16 = 0xffff;
const UNKNOWN_32 = 0xffffffff;
const UNKNOWN_64 = 0xffffffffffffffffn;

type Values = Readonly<Record<string, number | string | undefined>>;

/** Throws RangeError where there are more than 65,535 records, or one has more than 65,535 bytes. */
export function encodePayload<K extends OwnEventKind>(kind: K, records: readonly OwnRecord<K>[]): Uint8Array {
  if (records.length > MAX_16) throw new RangeError(`${records.length} records in one event of ${kind.name}`);
  return Buffer.concat([
    u16(kind.version),
    u16(records.length),
    ...records.map((r) => encodeRecord(kind, r as Values)),
  ]);
}

/** Undefined where the payload is of another version, or damaged. */
export function decodePayload<K extends OwnEventKind>(kind: K, data: Uint8Array): readonly OwnRecord<K>[] | undefined {
  if (data.length < 4) return undefined;
  const view = viewOf(data);
  if (view.getUint16(0, true) !== kind.version) return undefined;
  const records: OwnRecord<K>[] = [];
  let at = 4;
  for (let left = view.getUint16(2, true); left > 0; left--) {
    const end = at + 2 <= data.length ? at + 2 + view.getUint16(at, true) : Number.POSITIVE_INFINITY;
    if (end > data.length) return undefined;
    records.push(decodeRecord(kind, data.subarray(at + 2, end)) as OwnRecord<K>);
    at = end;
  }
  return records;
}

/**
 * The payload with the records alone whose first field, a u32, is wanted; fields that this program does not know stay.
 * Undefined where it is damaged.
 */
export function payloadWhere(data: Uint8Array, isWanted: (first: number) => boolean): Uint8Array | undefined {
  if (data.length < 4) return undefined;
  const view = viewOf(data);
  const kept: Uint8Array[] = [];
  let at = 4;
  for (let left = view.getUint16(2, true); left > 0; left--) {
    const end = at + 2 <= data.length ? at + 2 + view.getUint16(at, true) : Number.POSITIVE_INFINITY;
    if (end > data.length) return undefined;
    if (end >= at + 6 && isWanted(view.getUint32(at + 2, true))) kept.push(data.subarray(at, end));
    at = end;
  }
  return Buffer.concat([data.subarray(0, 2), u16(kept.length), ...kept]);
}

function encodeRecord(kind: OwnEventKind, values: Values): Uint8Array {
  const body = Buffer.concat(kind.fields.map(({ name, type }) => encodeField(type, values[name])));
  if (body.length > MAX_16) throw new RangeError(`a record of ${body.length} bytes in an event of ${kind.name}`);
  return Buffer.concat([u16(body.length), body]);
}

function encodeField(type: OwnFieldType, value: number | string | undefined): Uint8Array {
  if (type === 'text') {
    const text = encodeText(value === undefined ? '' : String(value));
    return Buffer.concat([u16(text.length), text]);
  }
  const bytes = Buffer.alloc(type === 'u32' ? 4 : 8);
  if (type === 'f64') bytes.writeDoubleLE(value === undefined ? Number.NaN : Number(value));
  else if (type === 'u32') bytes.writeUInt32LE(value === undefined ? UNKNOWN_32 : Number(value));
  else bytes.writeBigUInt64LE(value === undefined ? UNKNOWN_64 : BigInt(value));
  return bytes;
}

/** Fields that an older writer did not have, and what has been cut, are unknown. */
function decodeRecord(kind: OwnEventKind, bytes: Uint8Array): Values {
  const values: Record<string, number | string | undefined> = {};
  let at = 0;
  for (const { name, type } of kind.fields) {
    const size = sizeOf(type, bytes, at);
    values[name] = at + size > bytes.length ? undefined : decodeField(type, bytes.subarray(at, at + size));
    at += size;
  }
  return values;
}

function sizeOf(type: OwnFieldType, bytes: Uint8Array, at: number): number {
  if (type === 'text') return at + 2 > bytes.length ? Number.POSITIVE_INFINITY : 2 + viewOf(bytes).getUint16(at, true);
  return type === 'u32' ? 4 : 8;
}

function decodeField(type: OwnFieldType, bytes: Uint8Array): number | string | undefined {
  const view = viewOf(bytes);
  if (type === 'text') return bytes.length === 2 ? undefined : decodeText(bytes, 2, bytes.length);
  if (type === 'f64') return known(view.getFloat64(0, true), Number.NaN);
  if (type === 'u32') return known(view.getUint32(0, true), UNKNOWN_32);
  return view.getBigUint64(0, true) === UNKNOWN_64 ? undefined : Number(view.getBigUint64(0, true));
}

function known(value: number, unknown: number): number | undefined {
  return Object.is(value, unknown) ? undefined : value;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >> 8);
}
