// SPDX-License-Identifier: Apache-2.0
// Parameters of events as text, in two parts: raw (`-2`, `4097`, `3`) and resolved (`ENOENT`, `O_RDONLY|O_CLOEXEC`,
// `<f>/etc/passwd`). compileParam makes one function per parameter of an event type; event-args.ts keeps them and
// glues the parts together. The letters are those of sysdig, whose output is compared line by line.

import { ERRNO_NAMES, SIGNAL_NAMES, SYSCALL_NAMES } from '../scap/enums.js';
import { type ParamSchema, ParamType } from '../scap/event-types.js';
import { formatIp, ipFromBytes } from '../scap/ip-address.js';
import { decodeStrings } from '../scap/text.js';
import { shownL4 } from '../state/fd-info.js';
import { addressText, type PortText, tupleText } from './address-text.js';
import { BufferText } from './buffer-text.js';
import { dateTimeText, momentOf } from './clock-text.js';
import { fdListText } from './fd-list-text.js';
import { fdText } from './fd-text.js';
import { integerPrinter, namesPrinter } from './integer-param.js';
import { int64Text, shortDouble } from './number-text.js';
import { pathPrinter, printText } from './path-param.js';
import type { PrintOptions } from './print-options.js';
import { type ParamPrinter, rawOnly, type ValuePrinter } from './value-printer.js';

const P = ParamType;
const NONE = 0xffffffff;

/** Types whose empty parameter reads NULL; all others read <NA>. */
const NULL_WHEN_EMPTY: ReadonlySet<number> = new Set<number>([
  P.BYTEBUF,
  P.SOCKTUPLE,
  P.FDLIST,
  P.CHARBUFARRAY,
  P.CHARBUF_PAIR_ARRAY,
  P.DYN,
]);

/** Bytes that a value of the type has at least; a shorter parameter counts as an empty one. */
const SIZES: Readonly<Record<number, number>> = {
  ...sizes(1, [P.INT8, P.UINT8, P.SIGTYPE, P.L4PROTO, P.SOCKFAMILY, P.FLAGS8, P.ENUMFLAGS8]),
  ...sizes(2, [P.INT16, P.UINT16, P.SYSCALLID, P.PORT, P.FLAGS16, P.ENUMFLAGS16]),
  ...sizes(4, [P.INT32, P.UINT32, P.BOOL, P.IPV4ADDR, P.FLAGS32, P.ENUMFLAGS32, P.UID, P.GID, P.SIGSET, P.MODE]),
  ...sizes(4, [P.FD32, P.PID32]),
  ...sizes(8, [P.INT64, P.UINT64, P.ERRNO, P.FD, P.PID, P.RELTIME, P.ABSTIME, P.DOUBLE]),
  ...sizes(16, [P.IPV6ADDR]),
};

function sizes(size: number, types: readonly number[]): Record<number, number> {
  return Object.fromEntries(types.map((type) => [type, size]));
}

/** The printer of one parameter of an event type. */
export function compileParam(schema: ParamSchema, options: PrintOptions): ParamPrinter {
  const print = schema.type === P.DYN ? dynamicPrinter(schema, options) : valuePrinter(schema, options);
  const least = SIZES[schema.type] ?? 1;
  const empty = NULL_WHEN_EMPTY.has(schema.type) ? 'NULL' : '<NA>';
  return (event, cursor, index, out) => {
    const at = cursor.param(index);
    out.resolved = '';
    if (at < 0 || cursor.paramLength < least) out.raw = empty;
    else print(event, cursor, at, cursor.paramLength, out);
  };
}

/** The first byte says which of the alternatives follows. The number base is the outer parameter's. */
function dynamicPrinter(schema: ParamSchema, options: PrintOptions): ValuePrinter {
  const alternatives = (schema.dynamic ?? []).map(({ type }) => ({
    print: valuePrinter({ ...schema, type }, options),
    least: SIZES[type] ?? 0,
  }));
  return (event, cursor, at, length, out) => {
    const chosen = alternatives[cursor.bytes[at] as number];
    if (chosen === undefined) out.raw = 'INVALID DYNAMIC PARAMETER';
    else if (length - 1 < chosen.least) out.raw = 'NULL';
    else chosen.print(event, cursor, at + 1, length - 1, out);
  };
}

function valuePrinter(schema: ParamSchema, options: PrintOptions): ValuePrinter {
  switch (schema.type) {
    case P.CHARBUF:
      return printText;
    case P.FSPATH:
    case P.FSRELPATH:
      return pathPrinter(schema);
    case P.BYTEBUF: {
      const buffers = new BufferText(options.buffers, options.maxBuffer);
      return rawOnly((cursor, at, length) => buffers.text(cursor.bytes, at, length));
    }
    case P.CHARBUFARRAY:
      return rawOnly((cursor, at, length) => decodeStrings(cursor.bytes, at, at + length).join('.'));
    case P.ERRNO:
      return printErrno;
    case P.FD:
    case P.FD32:
      return printFd;
    case P.PID:
    case P.PID32:
      return printPid;
    case P.FDLIST:
      return (event, cursor, at, length, out) => {
        out.raw = fdListText(event, cursor.view, at, length);
      };
    case P.SOCKADDR:
    case P.SOCKTUPLE:
      return addressPrinter(schema, options);
    case P.FLAGS8:
    case P.FLAGS16:
    case P.FLAGS32:
    case P.ENUMFLAGS8:
    case P.ENUMFLAGS16:
    case P.ENUMFLAGS32:
    case P.MODE:
      return namesPrinter(schema);
    case P.UID:
    case P.GID:
      return schema.type === P.UID ? printUser : printGroup;
    case P.SYSCALLID:
      return printSyscall;
    case P.SIGTYPE:
      return (_event, cursor, at, _length, out) => {
        const signal = cursor.bytes[at] as number;
        out.raw = String(signal);
        out.resolved = SIGNAL_NAMES[signal] ?? '';
      };
    case P.SIGSET:
      return rawOnly((cursor, at) => signalNames(cursor.view.getUint32(at, true)));
    case P.RELTIME:
      return printDuration;
    case P.ABSTIME:
      return rawOnly((cursor, at) => dateTimeText(momentOf(cursor.view.getBigUint64(at, true)), options.zoneOffset));
    case P.IPV4ADDR:
      return rawOnly((cursor, at) => formatIp(ipFromBytes(cursor.bytes, at, 4)));
    case P.IPV6ADDR:
    case P.IPADDR:
      return rawOnly((cursor, at, length) => formatIp(ipFromBytes(cursor.bytes, at, length === 4 ? 4 : 16)));
    case P.BOOL:
      return rawOnly((cursor, at) => (cursor.view.getUint32(at, true) === 0 ? 'false' : 'true'));
    case P.DOUBLE:
      return rawOnly((cursor, at) => cursor.view.getFloat64(at, true).toFixed(1));
    default:
      return integerPrinter(schema.type, schema.format);
  }
}

const printErrno: ValuePrinter = (_event, cursor, at, _length, out) => {
  const { view } = cursor;
  out.raw = int64Text(view, at);
  const low = view.getInt32(at, true);
  if (view.getInt32(at + 4, true) < 0) out.resolved = ERRNO_NAMES[-low] ?? '';
};

const printFd: ValuePrinter = (event, cursor, at, length, out) => {
  const { view } = cursor;
  const low = view.getInt32(at, true);
  // Fd numbers are ints of the kernel. Some old captures widened -1 without its sign; sysdig shows it as it stands.
  const widened = length < 8 || view.getInt32(at + 4, true) === low >> 31;
  out.raw = widened ? String(low) : int64Text(view, at);
  out.resolved = widened ? fdText(event, low) : '';
};

const printPid: ValuePrinter = (event, cursor, at, length, out) => {
  const tid = cursor.view.getInt32(at, true);
  out.raw = length < 8 ? String(tid) : int64Text(cursor.view, at);
  const thread = tid === event.tid ? event.thread : event.threadAt(tid);
  out.resolved = thread?.comm ?? '';
};

const printUser: ValuePrinter = (event, cursor, at, _length, out) => {
  const uid = cursor.view.getUint32(at, true);
  out.raw = uid === NONE ? '-1' : String(uid);
  out.resolved = uid === NONE ? '<NONE>' : event.userAt(uid)?.name || nameOfZero(uid);
};

const printGroup: ValuePrinter = (event, cursor, at, _length, out) => {
  const gid = cursor.view.getUint32(at, true);
  out.raw = gid === NONE ? '-1' : String(gid);
  out.resolved = gid === NONE ? '<NONE>' : event.groupAt(gid)?.name || nameOfZero(gid);
};

/** Id 0 is root in every container, whether its tables were captured or not. */
function nameOfZero(id: number): string {
  return id === 0 ? 'root' : '<NA>';
}

const printSyscall: ValuePrinter = (_event, cursor, at, _length, out) => {
  const code = cursor.view.getUint16(at, true);
  out.raw = code < SYSCALL_NAMES.length ? String(code) : '<unknown syscall>';
  out.resolved = SYSCALL_NAMES[code] ?? '';
};

const printDuration: ValuePrinter = (_event, cursor, at, _length, out) => {
  const low = cursor.view.getUint32(at, true);
  const high = cursor.view.getUint32(at + 4, true);
  if (low === NONE && high === NONE) {
    out.raw = 'none';
    return;
  }
  out.raw = cursor.view.getBigUint64(at, true).toString();
  out.resolved = `${shortDouble((high * 4294967296 + low) / 1e9)}s`;
};

function signalNames(set: number): string {
  let names = '';
  for (let bit = 0; bit < 32; bit++) {
    const name = (set >>> bit) & 1 ? SIGNAL_NAMES[bit + 1] : undefined;
    if (name !== undefined) names = names === '' ? name : `${names} ${name}`;
  }
  return names;
}

function addressPrinter(schema: ParamSchema, options: PrintOptions): ValuePrinter {
  const text = schema.type === P.SOCKADDR ? addressText : tupleText;
  const { portName } = options;
  return (event, cursor, at, length, out) => {
    const port: PortText =
      portName === undefined
        ? String
        : (number) => portName(number, event.fd === undefined ? 0 : shownL4(event.fd)) ?? String(number);
    out.raw = text(cursor.bytes, at, length, port);
  };
}
