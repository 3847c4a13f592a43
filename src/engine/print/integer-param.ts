// SPDX-License-Identifier: Apache-2.0
// Parameters that are numbers: plain integers in their print format, and flags, enums and modes with their names.

import { type ParamSchema, ParamType, type PrintFormat } from '../scap/event-types.js';
import { enumNames, flagNames, modeNames } from './flags-text.js';
import { hex64Text, int64Text, integerText } from './number-text.js';
import { rawOnly, type ValuePrinter } from './value-printer.js';

const P = ParamType;

/** Flags, enums and modes. A capture repeats few values, so both texts of a value are made once. */
export function namesPrinter(schema: ParamSchema): ValuePrinter {
  const read = integerReader(schema.type);
  const table = schema.flags ?? [];
  const isMode = schema.type === P.MODE;
  const isEnum = schema.type === P.ENUMFLAGS8 || schema.type === P.ENUMFLAGS16 || schema.type === P.ENUMFLAGS32;
  const names = isMode ? modeNames : isEnum ? enumNames : flagNames;
  const known = new Map<number, { readonly raw: string; readonly resolved: string }>();
  return (_event, cursor, at, _length, out) => {
    const value = read(cursor.view, at);
    let text = known.get(value);
    if (text === undefined) {
      text = { raw: isMode ? integerText(value, schema.format) : String(value), resolved: names(table, value) };
      if (known.size < MOST_REMEMBERED) known.set(value, text);
    }
    out.raw = text.raw;
    out.resolved = text.resolved;
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
  if (type === P.INT64 || type === P.UINT64) {
    if (format === 'HEX') return rawOnly((cursor, at) => hex64Text(cursor.view, at));
    if (format === 'OCT') return rawOnly((cursor, at) => integerText(cursor.view.getBigUint64(at, true), format));
    // UINT64 too: sysdig prints it through a signed conversion, which is why `oldmax=-1` is the unlimited limit.
    return rawOnly((cursor, at) => int64Text(cursor.view, at));
  }
  // Hex and octal show the bits of a negative number.
  const read = integerReader(format === 'HEX' || format === 'OCT' ? (UNSIGNED[type] ?? type) : type);
  return rawOnly((cursor, at) => integerText(read(cursor.view, at), format));
}

const UNSIGNED: Readonly<Record<number, number>> = { [P.INT8]: P.UINT8, [P.INT16]: P.UINT16, [P.INT32]: P.UINT32 };
