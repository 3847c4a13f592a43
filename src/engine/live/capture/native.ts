// SPDX-License-Identifier: Apache-2.0
// The shim through FFI: the one file that loads native code, imported by the capture process only.
//
// Nothing here is called per event and nothing calls back: a capture is opened, told where to write (record, watch) or asked
// for what has come in since the last time (drain), some tens of calls a second (each costs about 10 µs and leaves a
// finalizer to be run). Memory crosses the border as Buffers that are allocated once.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { getSystemErrorName } from 'node:util';
import { nativeFile, packageRoot } from '../../../program-files.js';
import { failure, ok, type Result } from '../../result.js';
import {
  ABI_VERSION,
  bytesOf,
  MEMBER_BYTES,
  type NativeCpuStats,
  type NativeFilter,
  type NativeMember,
  type NativeOptions,
  type NativeRecording,
  type NativeStats,
  readCpuStats,
  readLayout,
  readStats,
  writeConfig,
  writeFilter,
  writeRecording,
} from './native-structs.js';

export type { NativeCpuStats, NativeFilter, NativeOptions, NativeRecording, NativeStats } from './native-structs.js';

export interface NativeError {
  /** Name of the errno, or UNAVAILABLE: the library or the FFI package is not there. */
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
}

const LIBRARY = nativeFile('libscapshim.so');
/** What to do where a package has no native files for this machine, or none was built. */
const BUILD_SHIM = `apt-get install clang llvm libbpf-dev libelf-dev zlib1g-dev make gcc; make -C ${join(packageRoot(), 'libscap-shim')}`;
const BUILD_ADDONS = `apt-get install g++ make python3; cd ${packageRoot()}/node_modules; for addon in ffi-napi ref-napi; do (cd $addon && npm run install); done`;

export const DEFAULT_NATIVE_OPTIONS: NativeOptions = {
  switches: false,
  noEnvironment: false,
  pageFaults: false,
  signals: true,
  rawTracepoints: false,
  ringBytes: 8 << 20,
  queueBytes: 256 << 20,
  snaplen: 80,
  requestsSnaplen: 512,
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
  scap_shim_record(shim: Pointer, fd: number, recording: Buffer, head: Uint8Array, bytes: number): number;
  scap_shim_next_file(shim: Pointer, fd: number, head: Uint8Array, bytes: number): number;
  scap_shim_watch(shim: Pointer, fd: number, head: Uint8Array, bytes: number): number;
  scap_shim_inject(shim: Pointer, blocks: Uint8Array, bytes: number): number;
  scap_shim_stats(shim: Pointer, stats: Buffer): number;
  scap_shim_cpu_stats(shim: Pointer, stats: Buffer, capacity: number): number;
  scap_shim_set_filter(shim: Pointer, filter: Buffer): number;
  scap_shim_stop(shim: Pointer): number;
  scap_shim_join(shim: Pointer): number;
  scap_shim_close(shim: Pointer): number;
  scap_shim_last_error(shim: Pointer): string;
  scap_shim_peer_uid(fd: number, uid: Buffer): number;
  scap_shim_peer_groups(fd: number, groups: Buffer, capacity: number): number;
}

const P = 'pointer';
const SIGNATURES: Record<keyof Shim, readonly [returns: string, takes: readonly string[]]> = {
  scap_shim_abi_version: ['uint32', []],
  scap_shim_layout: ['int32', [P, 'uint32']],
  scap_shim_open: ['int32', [P, P]],
  scap_shim_start: ['int32', [P]],
  scap_shim_drain: ['int32', [P, P, 'uint32', P]],
  scap_shim_record: ['int32', [P, 'int32', P, P, 'uint32']],
  scap_shim_next_file: ['int32', [P, 'int32', P, 'uint32']],
  scap_shim_watch: ['int32', [P, 'int32', P, 'uint32']],
  scap_shim_inject: ['int32', [P, P, 'uint32']],
  scap_shim_stats: ['int32', [P, P]],
  scap_shim_cpu_stats: ['int32', [P, P, 'uint32']],
  scap_shim_set_filter: ['int32', [P, P]],
  scap_shim_stop: ['int32', [P]],
  scap_shim_join: ['int32', [P]],
  scap_shim_close: ['int32', [P]],
  scap_shim_last_error: ['string', [P]],
  scap_shim_peer_uid: ['int32', ['int32', P]],
  scap_shim_peer_groups: ['int32', ['int32', P, 'uint32']],
};

interface Ffi {
  Library(path: string, signatures: typeof SIGNATURES): Shim;
}

interface Ref {
  readPointer(buffer: Buffer, offset: number, length: number): Pointer;
}

export interface Native {
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
    return unavailable(`the FFI packages cannot be loaded (${firstLine(error)})`, BUILD_ADDONS);
  }
  let shim: Shim;
  try {
    shim = ffi.Library(library, SIGNATURES);
  } catch (error) {
    return unavailable(`${library} cannot be loaded (${firstLine(error)})`, BUILD_SHIM);
  }
  const version = shim.scap_shim_abi_version();
  if (version !== ABI_VERSION) {
    return unavailable(`${library} has version ${version} of the interface, ${ABI_VERSION} is needed`, BUILD_SHIM);
  }
  return ok({ shim, ref });
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}

/** The table of the library itself, for the test of NATIVE_LAYOUT. */
export function libraryLayout({ shim }: Native): NativeMember[] {
  const table = Buffer.alloc(MEMBER_BYTES * shim.scap_shim_layout(Buffer.alloc(MEMBER_BYTES), 0));
  shim.scap_shim_layout(table, table.length / MEMBER_BYTES);
  return readLayout(table);
}

/** The user at the other end of a connected unix socket; undefined where that cannot be asked. */
export function peerUid({ shim }: Native, descriptor: number): number | undefined {
  const uid = Buffer.alloc(4);
  return shim.scap_shim_peer_uid(descriptor, uid) < 0 ? undefined : uid.readUInt32LE(0);
}

/** NGROUPS_MAX, and the effective one. */
const MOST_GROUPS = 65_537;

/** The groups that it was in when it connected; undefined where that cannot be asked. */
export function peerGroups({ shim }: Native, descriptor: number): readonly number[] | undefined {
  const groups = Buffer.alloc(4 * MOST_GROUPS);
  const count = shim.scap_shim_peer_groups(descriptor, groups, MOST_GROUPS);
  return count < 0 ? undefined : Array.from({ length: count }, (_, i) => groups.readUInt32LE(4 * i));
}

/** The library's sentences read "what happened; what to do". */
function errorOf(errno: number, sentence: string): NativeError {
  const [message = '', ...hint] = sentence.split('; ');
  return { code: getSystemErrorName(errno), message, hint: hint.join('; ') };
}

/** One plain file without an end. */
export const WHOLE_RECORDING: NativeRecording = {
  compress: false,
  compatible: false,
  maxBytes: Number.POSITIVE_INFINITY,
  maxEvents: Number.POSITIVE_INFINITY,
  maxSeconds: Number.POSITIVE_INFINITY,
  count: Number.POSITIVE_INFINITY,
  seconds: Number.POSITIVE_INFINITY,
};

/** What ref-napi takes for a pointer: a Buffer. */
function buffered(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A live capture. */
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

  /** From now on the blocks are written to `fd`, after `head`, by a thread of the shim, which has a descriptor of its own. */
  record(fd: number, recording = WHOLE_RECORDING, head: Uint8Array = new Uint8Array(0)): Result<void, NativeError> {
    const bytes = buffered(head);
    return this.#done(this.#shim.scap_shim_record(this.#handle, fd, writeRecording(recording), bytes, bytes.length));
  }

  /** Where stats().wants_file asks for it. Undefined: there is none for now, the current file goes on. */
  nextFile(fd: number | undefined, head: Uint8Array): Result<void, NativeError> {
    const bytes = buffered(head);
    return this.#done(this.#shim.scap_shim_next_file(this.#handle, fd ?? -1, bytes, bytes.length));
  }

  /** The same blocks to a pipe or socket besides, whose reader may be as slow as it likes. */
  watch(fd: number, head: Uint8Array): Result<void, NativeError> {
    const bytes = buffered(head);
    return this.#done(this.#shim.scap_shim_watch(this.#handle, fd, bytes, bytes.length));
  }

  /** Whole blocks of ours, into the stream. Fails where its readers are far behind. */
  inject(blocks: Uint8Array): Result<void, NativeError> {
    const bytes = buffered(blocks);
    return this.#done(this.#shim.scap_shim_inject(this.#handle, bytes, bytes.length));
  }

  /** Whole blocks that came in, without waiting. The bytes are valid until the next call. */
  drain(): Result<Uint8Array, NativeError> {
    const bytes = this.#shim.scap_shim_drain(this.#handle, this.#buffer, this.#buffer.length, this.#stats);
    return bytes < 0 ? failure(this.#error(bytes)) : ok(this.#buffer.subarray(0, bytes));
  }

  stats(): NativeStats {
    this.#shim.scap_shim_stats(this.#handle, this.#stats);
    return readStats(this.#stats);
  }

  /** One entry per possible CPU. */
  cpuStats(): NativeCpuStats[] {
    const bytes = bytesOf('cpu_stats');
    const count = this.#shim.scap_shim_cpu_stats(this.#handle, Buffer.alloc(bytes), 0);
    const table = Buffer.alloc(bytes * count);
    this.#shim.scap_shim_cpu_stats(this.#handle, table, count);
    return readCpuStats(table);
  }

  /** Before or after start(); {} delivers everything again. */
  setFilter(filter: NativeFilter): Result<void, NativeError> {
    return this.#done(this.#shim.scap_shim_set_filter(this.#handle, writeFilter(filter)));
  }

  /** Detaches. The rest can still be drained; a recording goes on until stats().finished, and may ask for files. */
  stop(): Result<void, NativeError> {
    return this.#done(this.#shim.scap_shim_stop(this.#handle));
  }

  /** After stop(): waits until everything is written. Not where the recording may ask for files. */
  join(): void {
    this.#shim.scap_shim_join(this.#handle);
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
