// SPDX-License-Identifier: Apache-2.0
// Parameters of events as text, in two parts: raw (`-2`, `4097`, `3`) and resolved (`ENOENT`, `O_RDONLY|O_CLOEXEC`,
// `<f>/etc/passwd`). compileParam makes one function per parameter of an event type; event-args.ts keeps them and
// puts the names around. The letters are those of sysdig, whose output is compared line by line.

import { ERRNO_NAMES, SIGNAL_NAMES, SYSCALL_NAMES } from '../scap/enums.js';
import { type ParamSchema, ParamType } from '../scap/event-types.js';
import { formatIp, ipFromBytes } from '../scap/ip-address.js';
import { decodeStrings } from '../scap/text.js';
import { shownL4 } from '../state/fd-info.js';
import type { ThreadInfo } from '../state/thread-info.js';
import { type PortWriter, writeAddress, writeTuple } from './address-text.js';
import { bufferWriter } from './buffer-text.js';
import type { ByteLine } from './byte-line.js';
import { dateTimeText, momentOf } from './clock-text.js';
import { writeFdList } from './fd-list-text.js';
import { FdTexts } from './fd-text.js';
import { integerPrinter, namesPrinter } from './integer-param.js';
import { shortDouble, writeInt64 } from './number-text.js';
import { pathPrinter, printText } from './path-param.js';
import type { PrintOptions } from './print-options.js';
import { type ParamPrinter, resolve, type ValuePrinter } from './value-printer.js';

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

/** What the printers of one set of options share. */
export interface ParamTools {
  readonly options: PrintOptions;
  readonly fds: FdTexts;
}

export function paramTools(options: PrintOptions): ParamTools {
  return { options, fds: new FdTexts() };
}

/** The printer of one parameter of an event type. */
export function compileParam(schema: ParamSchema, tools: ParamTools): ParamPrinter {
  const print = schema.type === P.DYN ? dynamicPrinter(schema, tools) : valuePrinter(schema, tools);
  const least = SIZES[schema.type] ?? 1;
  const empty = NULL_WHEN_EMPTY.has(schema.type) ? 'NULL' : '<NA>';
  return (event, cursor, index, out) => {
    const at = cursor.param(index);
    out.resolvedAt = -1;
    if (at < 0 || cursor.paramLength < least) out.text(empty);
    else print(event, cursor, at, cursor.paramLength, out);
  };
}

/** The first byte says which of the alternatives follows. The number base is the outer parameter's. */
function dynamicPrinter(schema: ParamSchema, tools: ParamTools): ValuePrinter {
  const alternatives = (schema.dynamic ?? []).map(({ type }) => ({
    print: valuePrinter({ ...schema, type }, tools),
    least: SIZES[type] ?? 0,
  }));
  return (event, cursor, at, length, out) => {
    const chosen = alternatives[cursor.bytes[at] as number];
    if (chosen === undefined) out.text('INVALID DYNAMIC PARAMETER');
    else if (length - 1 < chosen.least) out.text('NULL');
    else chosen.print(event, cursor, at + 1, length - 1, out);
  };
}

function valuePrinter(schema: ParamSchema, tools: ParamTools): ValuePrinter {
  const { options } = tools;
  switch (schema.type) {
    case P.CHARBUF:
      return printText;
    case P.FSPATH:
    case P.FSRELPATH:
      return pathPrinter(schema);
    case P.BYTEBUF: {
      const write = bufferWriter(options);
      return (_event, cursor, at, length, out) => write(cursor.bytes, at, length, out);
    }
    case P.CHARBUFARRAY:
      return (_event, { bytes }, at, length, out) => out.text(decodeStrings(bytes, at, at + length).join('.'));
    case P.ERRNO:
      return printErrno;
    case P.FD:
    case P.FD32:
      return fdPrinter(tools.fds);
    case P.PID:
    case P.PID32:
      return PRINT_INNER_PID[schema.name] ?? printPid;
    case P.FDLIST:
      return (event, cursor, at, length, out) => writeFdList(event, cursor.view, at, length, out);
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
      return printUser;
    case P.GID:
      return printGroup;
    case P.SYSCALLID:
      return printSyscall;
    case P.SIGTYPE:
      return (_event, cursor, at, _length, out) => {
        const signal = cursor.bytes[at] as number;
        out.decimal(signal);
        resolve(out, SIGNAL_NAMES[signal] ?? '');
      };
    case P.SIGSET:
      return (_event, { view }, at, _length, out) => out.text(signalNames(view.getUint32(at, true)));
    case P.RELTIME:
      return printDuration;
    case P.ABSTIME:
      return (_event, { view }, at, _length, out) =>
        out.text(dateTimeText(momentOf(view.getBigUint64(at, true)), options.zoneOffset));
    case P.IPV4ADDR:
      return (_event, { bytes }, at, _length, out) => out.text(formatIp(ipFromBytes(bytes, at, 4)));
    case P.IPV6ADDR:
    case P.IPADDR:
      return (_event, { bytes }, at, length, out) => out.text(formatIp(ipFromBytes(bytes, at, length === 4 ? 4 : 16)));
    case P.BOOL:
      return (_event, { view }, at, _length, out) => out.text(view.getUint32(at, true) === 0 ? 'false' : 'true');
    case P.DOUBLE:
      return (_event, { view }, at, _length, out) => out.text(view.getFloat64(at, true).toFixed(1));
    default:
      return integerPrinter(schema.type, schema.format);
  }
}

const printErrno: ValuePrinter = (_event, { view }, at, _length, out) => {
  writeInt64(view, at, out);
  if (view.getInt32(at + 4, true) < 0) resolve(out, ERRNO_NAMES[-view.getInt32(at, true)] ?? '');
};

function fdPrinter(fds: FdTexts): ValuePrinter {
  return (event, { view }, at, length, out) => {
    const low = view.getInt32(at, true);
    // Fd numbers are ints of the kernel. Some old captures widened -1 without its sign; sysdig shows it as it is.
    const isWidened = length < 8 || view.getInt32(at + 4, true) === low >> 31;
    if (!isWidened) {
      writeInt64(view, at, out);
      return;
    }
    out.decimal(low);
    fds.resolve(event, low, out);
  };
}

const printPid: ValuePrinter = (event, { view }, at, length, out) => {
  const tid = view.getInt32(at, true);
  if (length < 8) out.decimal(tid);
  else writeInt64(view, at, out);
  const thread = tid === event.tid ? event.thread : event.threadAt(tid);
  if (thread !== undefined) resolve(out, thread.comm);
};

/** Numbers in the process's own pid name space: they are its own, or its thread's, whatever they are on the host. */
const PRINT_INNER_PID: Readonly<Record<string, ValuePrinter>> = {
  vtid: (event, { view }, at, length, out) => printInnerPid(view, at, length, out, event.thread),
  vpid: (event, { view }, at, length, out) => printInnerPid(view, at, length, out, event.thread?.leader),
};

function printInnerPid(
  view: DataView,
  at: number,
  length: number,
  out: ByteLine,
  thread: ThreadInfo | undefined,
): void {
  if (length < 8) out.decimal(view.getInt32(at, true));
  else writeInt64(view, at, out);
  if (thread !== undefined) resolve(out, thread.comm);
}

const printUser: ValuePrinter = (event, { view }, at, _length, out) => {
  const uid = view.getUint32(at, true);
  out.decimal(uid === NONE ? -1 : uid);
  resolve(out, uid === NONE ? '<NONE>' : event.userAt(uid)?.name || nameOfZero(uid));
};

const printGroup: ValuePrinter = (event, { view }, at, _length, out) => {
  const gid = view.getUint32(at, true);
  out.decimal(gid === NONE ? -1 : gid);
  resolve(out, gid === NONE ? '<NONE>' : event.groupAt(gid)?.name || nameOfZero(gid));
};

/** Id 0 is root in every container, whether its tables were captured or not. */
function nameOfZero(id: number): string {
  return id === 0 ? 'root' : '<NA>';
}

const printSyscall: ValuePrinter = (_event, { view }, at, _length, out) => {
  const code = view.getUint16(at, true);
  if (code >= SYSCALL_NAMES.length) {
    out.text('<unknown syscall>');
    return;
  }
  out.decimal(code);
  resolve(out, SYSCALL_NAMES[code] ?? '');
};

const printDuration: ValuePrinter = (_event, { view }, at, _length, out) => {
  const low = view.getUint32(at, true);
  const high = view.getUint32(at + 4, true);
  if (low === NONE && high === NONE) {
    out.text('none');
    return;
  }
  const ns = high * 4294967296 + low;
  if (Number.isSafeInteger(ns)) out.decimal(ns);
  else out.text(view.getBigUint64(at, true).toString());
  resolve(out, `${shortDouble(ns / 1e9)}s`);
};

function signalNames(set: number): string {
  let names = '';
  for (let bit = 0; bit < 32; bit++) {
    const name = (set >>> bit) & 1 ? SIGNAL_NAMES[bit + 1] : undefined;
    if (name !== undefined) names = names === '' ? name : `${names} ${name}`;
  }
  return names;
}

const writePort: PortWriter = (port, out) => out.decimal(port);

function addressPrinter(schema: ParamSchema, { portName }: PrintOptions): ValuePrinter {
  const write = schema.type === P.SOCKADDR ? writeAddress : writeTuple;
  if (portName === undefined) {
    return (_event, { bytes }, at, length, out) => write(bytes, at, length, out, writePort);
  }
  return (event, { bytes }, at, length, out) => {
    const l4 = event.fd === undefined ? 0 : shownL4(event.fd);
    write(bytes, at, length, out, (port) => out.text(portName(port, l4) ?? String(port)));
  };
}
