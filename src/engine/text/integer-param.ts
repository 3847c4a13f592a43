// SPDX-License-Identifier: Apache-2.0
// Parameters that are numbers: plain integers in their print format, and flags, enums and modes with their names.

import { type ParamSchema, ParamType, type PrintFormat } from '../scap/event-types.js';
import { encodeText } from '../scap/text.js';
import { enumNames, flagNames, modeNames } from './flags-text.js';
import { writeInt64, writeInteger } from './number-text.js';
import type { ValuePrinter } from './value-printer.js';

const P = ParamType;

/** Flags, enums and modes. A capture repeats few values, so the names of a value are looked up once. */
export function namesPrinter(schema: ParamSchema): ValuePrinter {
  const read = integerReader(schema.type);
  const table = schema.flags ?? [];
  const isMode = schema.type === P.MODE;
  const isEnum = schema.type === P.ENUMFLAGS8 || schema.type === P.ENUMFLAGS16 || schema.type === P.ENUMFLAGS32;
  const namesOf = isMode ? modeNames : isEnum ? enumNames : flagNames;
  const format = isMode ? schema.format : 'DEC';
  const known = new Map<number, Uint8Array>();
  return (_event, cursor, at, _length, out) => {
    const value = read(cursor.view, at);
    let names = known.get(value);
    if (names === undefined) {
      names = encodeText(namesOf(table, value));
      if (known.size < MOST_REMEMBERED) known.set(value, names);
    }
    writeInteger(value, format, out);
    if (names.length === 0) return;
    out.beginResolved();
    out.append(names);
  };
}

/** A hostile capture may make every value different. */
const MOST_REMEMBERED = 4096;

function integerReader(type: number): (view: DataView, at: number) => number {
  switch (type) {
    case P.INT8:
      return (view, at) => view.getInt8(at);
    case P.INT16:
      return (view, at) => view.getInt16(at, true);
    case P.INT32:
      return (view, at) => view.getInt32(at, true);
    case P.UINT8:
    case P.L4PROTO:
    case P.SOCKFAMILY:
    case P.FLAGS8:
    case P.ENUMFLAGS8:
      return (view, at) => view.getUint8(at);
    case P.UINT16:
    case P.PORT:
    case P.FLAGS16:
    case P.ENUMFLAGS16:
      return (view, at) => view.getUint16(at, true);
    default:
      return (view, at) => view.getUint32(at, true);
  }
}

export function integerPrinter(type: number, format: PrintFormat): ValuePrinter {
  if (type === P.INT64 || type === P.UINT64) return integer64Printer(format);
  // Hex and octal show the bits of a negative number. Decimals of 32 bits are signed in sysdig, whatever the table says:
  // 4294967295 is how programs write -1, for "unchanged" or "without end".
  const isBits = format === 'HEX' || format === 'OCT';
  const read = integerReader(isBits ? (UNSIGNED[type] ?? type) : type === P.UINT32 ? P.INT32 : type);
  return (_event, cursor, at, _length, out) => writeInteger(read(cursor.view, at), format, out);
}

const UNSIGNED: Readonly<Record<number, number>> = { [P.INT8]: P.UINT8, [P.INT16]: P.UINT16, [P.INT32]: P.UINT32 };

function integer64Printer(format: PrintFormat): ValuePrinter {
  switch (format) {
    case 'HEX':
      return (_event, { view }, at, _length, out) => out.hex(view.getUint32(at, true), view.getUint32(at + 4, true));
    case 'OCT':
      return (_event, { view }, at, _length, out) => {
        const value = view.getBigUint64(at, true);
        out.text(value === 0n ? '0' : `0${value.toString(8)}`);
      };
    default:
      // UINT64 too: sysdig prints it through a signed conversion, which is why `oldmax=-1` is the unlimited limit.
      return (_event, { view }, at, _length, out) => writeInt64(view, at, out);
  }
}
