// SPDX-License-Identifier: Apache-2.0
// The shim through FFI: the one file that loads native code, imported by the capture process only.
//
// Nothing here is called per event and nothing calls back: a capture is opened, told where to write (record) or asked for
// what has come in since the last time (drain), a few hundred calls a second at most (each costs about 10 µs and leaves a
// finalizer behind). Memory crosses the border as Buffers that are allocated once.

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { getSystemErrorName } from 'node:util';
import { failure, ok, type Result } from '../result.js';

export const ABI_VERSION = 1;

export interface NativeError {
  /** Name of the errno, or UNAVAILABLE: the library or the FFI package is not there. */
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
}

export interface NativeOptions {
  /** Context switches as events. */
  readonly switches: boolean;
  readonly pageFaults: boolean;
  readonly signals: boolean;
  /** Raw tracepoints, without trying typed ones first. */
  readonly rawTracepoints: boolean;
  /** Per CPU. */
  readonly ringBytes: number;
  readonly queueBytes: number;
  /** Bytes of I/O data kept per event. */
  readonly snaplen: number;
  /** Between procinfo events; 0: none. */
  readonly cpuTimeMs: number;
  /** Processes to leave out besides this one. */
  readonly own: readonly number[];
  readonly library: string;
}

/** What is wanted: events that match all the sets given. Events that change state are delivered in any case. */
export interface NativeFilter {
  readonly pids?: readonly number[];
  readonly tids?: readonly number[];
  readonly comms?: readonly string[];
  /** Effective. */
  readonly uids?: readonly number[];
  /** Of the unified hierarchy: inode numbers of directories. */
  readonly cgroups?: readonly bigint[];
  /** Event types (enter and exit apart); for the generic ones, portable codes of the calls. */
  readonly types?: { readonly events: readonly number[]; readonly genericCodes: readonly number[] };
}

/** The members of a structure in C: name, bytes per element, elements. Order is layout: nothing is padded. */
type Members = readonly (readonly [name: string, bytes: number, count: number])[];

const SET_MAX = 256;
const COMM_BYTES = 16;
const TYPE_WORDS = 8;

const CONFIG: Members = [
  ['abi_version', 4, 1],
  ['flags', 4, 1],
  ['ring_bytes', 4, 1],
  ['queue_bytes', 4, 1],
  ['snaplen', 4, 1],
  ['cpu_time_ms', 4, 1],
  ['n_own', 4, 1],
  ['own', 4, 15],
  ['reserved', 4, 2],
];

const FILTER: Members = [
  ['abi_version', 4, 1],
  ['narrow', 4, 1],
  ['n_pids', 4, 1],
  ['n_tids', 4, 1],
  ['n_comms', 4, 1],
  ['n_uids', 4, 1],
  ['n_cgroups', 4, 1],
  ['reserved', 4, 1],
  ['pids', 4, SET_MAX],
  ['tids', 4, SET_MAX],
  ['uids', 4, SET_MAX],
  ['comms', COMM_BYTES, SET_MAX],
  ['cgroups', 8, SET_MAX],
  ['types', 8, TYPE_WORDS],
  ['generic', 8, TYPE_WORDS],
];

const STATS_U64 = [
  'kernel_events',
  'kernel_bytes',
  'drops_ring',
  'drops_ring_state',
  'drops_reentered',
  'misses',
  'narrowed',
  'sampled_events',
  'drops_sampled',
  'events_out',
  'bytes_out',
  'drops_sink',
  'queue_bytes',
  'queue_peak',
  'queue_capacity',
  'ring_peak',
  'ring_capacity',
  'thread_cpu_ns',
  'doorbells',
] as const;
const STATS_U32 = ['n_cpus', 'attached', 'raw_tracepoints'] as const;

const STATS: Members = [
  ...STATS_U64.map((name) => [name, 8, 1] as const),
  ...STATS_U32.map((name) => [name, 4, 1] as const),
  ['sink_error', 4, 1],
];

const CPU_STATS: Members = [
  ['events', 8, 1],
  ['bytes', 8, 1],
  ['drops', 8, 1],
  ['fill', 8, 1],
];

/** Counters since open, under the names of scap_shim.h, which says what they mean and which sums hold. */
export type NativeStats = Record<(typeof STATS_U64)[number] | (typeof STATS_U32)[number] | 'sink_error', number>;

export interface NativeCpuStats {
  readonly events: number;
  readonly bytes: number;
  readonly drops: number;
  readonly fill: number;
}

export interface NativeMember {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

function layoutOf(structure: string, members: Members): NativeMember[] {
  let offset = 0;
  return members.map(([name, bytes, count]) => {
    const member = { name: `${structure}.${name}`, offset, size: bytes * count };
    offset += member.size;
    return member;
  });
}

/** Every structure as this file writes and reads it, for a test to compare with the library's own table. */
export const NATIVE_LAYOUT: readonly NativeMember[] = [
  ...layoutOf('config', CONFIG),
  ...layoutOf('filter', FILTER),
  ...layoutOf('stats', STATS),
  ...layoutOf('cpu_stats', CPU_STATS),
];

const OFFSETS = new Map(NATIVE_LAYOUT.map((member) => [member.name, member]));

function memberOf(name: string): NativeMember {
  const member = OFFSETS.get(name);
  if (member === undefined) throw new Error(`no member ${name}`);
  return member;
}

function bytesOf(structure: string): number {
  return NATIVE_LAYOUT.filter((m) => m.name.startsWith(`${structure}.`)).reduce((sum, m) => sum + m.size, 0);
}

const FLAG = { switches: 1, pageFaults: 2, signals: 4, rawTracepoints: 8 } as const;
const NARROW = { pids: 1, tids: 2, comms: 4, uids: 8, cgroups: 16, types: 32 } as const;

/** ../../../../ of build/src/engine/live/. */
const LIBRARY = fileURLToPath(new URL('../../../../libscap-shim/build/libscapshim.so', import.meta.url));

export const DEFAULT_NATIVE_OPTIONS: NativeOptions = {
  switches: false,
  pageFaults: false,
  signals: true,
  rawTracepoints: false,
  ringBytes: 8 << 20,
  queueBytes: 64 << 20,
  snaplen: 80,
  cpuTimeMs: 1000,
  own: [],
  library: LIBRARY,
};

/** A pointer: a Buffer whose address is the value. */
type Pointer = Buffer;

interface Shim {
  scap_shim_abi_version(): number;
  scap_shim_layout(members: Buffer, capacity: number): number;
  scap_shim_open(config: Buffer, shim: Buffer): number;
  scap_shim_start(shim: Pointer): number;
  scap_shim_drain(shim: Pointer, buffer: Buffer, capacity: number, stats: Buffer): number;
  scap_shim_record(shim: Pointer, fd: number): number;
  scap_shim_stats(shim: Pointer, stats: Buffer): number;
  scap_shim_cpu_stats(shim: Pointer, stats: Buffer, capacity: number): number;
  scap_shim_set_filter(shim: Pointer, filter: Buffer): number;
  scap_shim_stop(shim: Pointer): number;
  scap_shim_close(shim: Pointer): number;
  scap_shim_last_error(shim: Pointer): string;
}

const P = 'pointer';
const SIGNATURES: Record<keyof Shim, readonly [returns: string, takes: readonly string[]]> = {
  scap_shim_abi_version: ['uint32', []],
  scap_shim_layout: ['int32', [P, 'uint32']],
  scap_shim_open: ['int32', [P, P]],
  scap_shim_start: ['int32', [P]],
  scap_shim_drain: ['int32', [P, P, 'uint32', P]],
  scap_shim_record: ['int32', [P, 'int32']],
  scap_shim_stats: ['int32', [P, P]],
  scap_shim_cpu_stats: ['int32', [P, P, 'uint32']],
  scap_shim_set_filter: ['int32', [P, P]],
  scap_shim_stop: ['int32', [P]],
  scap_shim_close: ['int32', [P]],
  scap_shim_last_error: ['string', [P]],
};

interface Ffi {
  Library(path: string, signatures: typeof SIGNATURES): Shim;
}

interface Ref {
  readPointer(buffer: Buffer, offset: number, length: number): Pointer;
}

interface Native {
  readonly shim: Shim;
  readonly ref: Ref;
}

function unavailable(message: string, hint: string): Result<never, NativeError> {
  return failure({ code: 'UNAVAILABLE', message, hint });
}

/** Loads the packages and the library; they are optional, so that captures can be read where nothing can be compiled. */
export function loadNative(library: string): Result<Native, NativeError> {
  const require = createRequire(import.meta.url);
  let ffi: Ffi;
  let ref: Ref;
  try {
    ffi = require('ffi-napi') as Ffi;
    ref = require('ref-napi') as Ref;
  } catch (error) {
    return unavailable(`the FFI packages cannot be loaded (${firstLine(error)})`, 'npm install');
  }
  let shim: Shim;
  try {
    shim = ffi.Library(library, SIGNATURES);
  } catch (error) {
    return unavailable(`${library} cannot be loaded (${firstLine(error)})`, 'make -C libscap-shim');
  }
  const version = shim.scap_shim_abi_version();
  if (version !== ABI_VERSION) {
    return unavailable(
      `${library} has version ${version} of the interface, ${ABI_VERSION} is needed`,
      'make -C libscap-shim',
    );
  }
  return ok({ shim, ref });
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}

/** The table of the library itself, for the test of NATIVE_LAYOUT. */
export function libraryLayout(native: Native): NativeMember[] {
  const MEMBER_BYTES = 48;
  const NAME_BYTES = 40;
  const count = native.shim.scap_shim_layout(Buffer.alloc(MEMBER_BYTES), 0);
  const table = Buffer.alloc(MEMBER_BYTES * count);
  native.shim.scap_shim_layout(table, count);
  return Array.from({ length: count }, (_, i) => {
    const at = i * MEMBER_BYTES;
    return {
      name: table.toString('latin1', at, table.indexOf(0, at)),
      offset: table.readUInt32LE(at + NAME_BYTES),
      size: table.readUInt32LE(at + NAME_BYTES + 4),
    };
  });
}

/** The library's sentences read "what happened; what to do". */
function errorOf(errno: number, sentence: string): NativeError {
  const [message = '', ...hint] = sentence.split('; ');
  return { code: getSystemErrorName(errno), message, hint: hint.join('; ') };
}

function writeConfig(options: NativeOptions): Buffer {
  const config = Buffer.alloc(bytesOf('config'));
  const set = (name: string, value: number, index = 0) =>
    config.writeUInt32LE(value, memberOf(`config.${name}`).offset + 4 * index);
  set('abi_version', ABI_VERSION);
  set(
    'flags',
    (options.switches ? FLAG.switches : 0) |
      (options.pageFaults ? FLAG.pageFaults : 0) |
      (options.signals ? FLAG.signals : 0) |
      (options.rawTracepoints ? FLAG.rawTracepoints : 0),
  );
  set('ring_bytes', options.ringBytes);
  set('queue_bytes', options.queueBytes);
  set('snaplen', options.snaplen);
  set('cpu_time_ms', options.cpuTimeMs);
  set('n_own', options.own.length);
  // One too many for the array is refused by the library, which looks at n_own.
  options.own.slice(0, memberOf('config.own').size / 4).forEach((pid, i) => {
    set('own', pid, i);
  });
  return config;
}

function writeFilter(filter: NativeFilter): Buffer {
  const buffer = Buffer.alloc(bytesOf('filter'));
  const at = (name: string) => memberOf(`filter.${name}`).offset;
  let narrow = 0;
  const write = <T>(
    name: keyof typeof NARROW,
    values: readonly T[] | undefined,
    put: (value: T, index: number) => void,
  ) => {
    if (values === undefined) return;
    narrow |= NARROW[name];
    buffer.writeUInt32LE(values.length, at(`n_${name}`));
    values.slice(0, SET_MAX).forEach(put);
  };
  buffer.writeUInt32LE(ABI_VERSION, at('abi_version'));
  for (const name of ['pids', 'tids', 'uids'] as const) {
    write(name, filter[name], (value, i) => buffer.writeUInt32LE(value, at(name) + 4 * i));
  }
  // A comm has 15 characters at most: the rest of a longer name would never match.
  write('comms', filter.comms, (comm, i) => buffer.write(comm, at('comms') + COMM_BYTES * i, COMM_BYTES - 1, 'utf8'));
  write('cgroups', filter.cgroups, (id, i) => buffer.writeBigUInt64LE(id, at('cgroups') + 8 * i));
  if (filter.types !== undefined) {
    narrow |= NARROW.types;
    for (const type of filter.types.events) setBit(buffer, at('types'), type);
    for (const code of filter.types.genericCodes) setBit(buffer, at('generic'), code);
  }
  buffer.writeUInt32LE(narrow, at('narrow'));
  return buffer;
}

function setBit(buffer: Buffer, at: number, bit: number): void {
  if (bit < 0 || bit >= TYPE_WORDS * 64) return;
  const byte = at + (bit >> 3);
  buffer.writeUInt8(buffer.readUInt8(byte) | (1 << (bit & 7)), byte);
}

/** A live capture. Loses precision above 2^53 in counters only. */
export class NativeCapture {
  readonly #shim: Shim;
  readonly #handle: Pointer;
  readonly #stats = Buffer.alloc(bytesOf('stats'));
  readonly #buffer: Buffer;
  #open = true;

  private constructor(shim: Shim, handle: Pointer, drainBytes: number) {
    this.#shim = shim;
    this.#handle = handle;
    this.#buffer = Buffer.alloc(drainBytes);
  }

  /** Loads the probe (about half a second). `drainBytes`: the most that one drain() returns; 0 when only recording. */
  static open(options: NativeOptions, drainBytes = 1 << 20): Result<NativeCapture, NativeError> {
    const native = loadNative(options.library);
    if (!native.ok) return native;
    const { shim, ref } = native.value;
    const result = Buffer.alloc(8);
    const errno = shim.scap_shim_open(writeConfig(options), result);
    const handle = ref.readPointer(result, 0, 0);
    if (errno < 0) {
      const error = errorOf(errno, shim.scap_shim_last_error(handle));
      shim.scap_shim_close(handle);
      return failure(error);
    }
    return ok(new NativeCapture(shim, handle, drainBytes));
  }

  /** Attaches: events begin here. */
  start(): Result<void, NativeError> {
    return this.#done(this.#shim.scap_shim_start(this.#handle));
  }

  /** From now on the blocks are written to `fd` by a thread of the shim, which has a descriptor of its own. */
  record(fd: number): Result<void, NativeError> {
    return this.#done(this.#shim.scap_shim_record(this.#handle, fd));
  }

  /** Whole blocks that came in, without waiting. The bytes are valid until the next call. */
  drain(): Result<Uint8Array, NativeError> {
    const bytes = this.#shim.scap_shim_drain(this.#handle, this.#buffer, this.#buffer.length, this.#stats);
    return bytes < 0 ? failure(this.#error(bytes)) : ok(this.#buffer.subarray(0, bytes));
  }

  stats(): NativeStats {
    this.#shim.scap_shim_stats(this.#handle, this.#stats);
    const values: Partial<NativeStats> = {};
    for (const name of STATS_U64) values[name] = Number(this.#stats.readBigUInt64LE(memberOf(`stats.${name}`).offset));
    for (const name of STATS_U32) values[name] = this.#stats.readUInt32LE(memberOf(`stats.${name}`).offset);
    values.sink_error = this.#stats.readInt32LE(memberOf('stats.sink_error').offset);
    return values as NativeStats;
  }

  /** One entry per possible CPU. */
  cpuStats(): NativeCpuStats[] {
    const bytes = bytesOf('cpu_stats');
    const count = this.#shim.scap_shim_cpu_stats(this.#handle, Buffer.alloc(bytes), 0);
    const table = Buffer.alloc(bytes * count);
    this.#shim.scap_shim_cpu_stats(this.#handle, table, count);
    return Array.from({ length: count }, (_, i) => {
      const word = (name: string) => Number(table.readBigUInt64LE(i * bytes + memberOf(`cpu_stats.${name}`).offset));
      return { events: word('events'), bytes: word('bytes'), drops: word('drops'), fill: word('fill') };
    });
  }

  /** Before or after start(); {} delivers everything again. */
  setFilter(filter: NativeFilter): Result<void, NativeError> {
    return this.#done(this.#shim.scap_shim_set_filter(this.#handle, writeFilter(filter)));
  }

  /** Detaches. The rest can still be drained; a recording is complete when this returns. */
  stop(): Result<void, NativeError> {
    return this.#done(this.#shim.scap_shim_stop(this.#handle));
  }

  /** The last call: the handle is gone. A second one does nothing. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#shim.scap_shim_close(this.#handle);
  }

  #done(result: number): Result<void, NativeError> {
    return result < 0 ? failure(this.#error(result)) : ok(undefined);
  }

  #error(errno: number): NativeError {
    return errorOf(errno, this.#shim.scap_shim_last_error(this.#handle));
  }
}
