// SPDX-License-Identifier: Apache-2.0
// The structures of libscap-shim/include/scap_shim.h as bytes: options and filters written, statistics read. No native code
// here; native.ts passes the Buffers on. A test compares every offset with the library's own table.

export const ABI_VERSION = 2;

export interface NativeOptions {
  /** Context switches as events. */
  readonly switches: boolean;
  /** Programs that start, without their environments. */
  readonly noEnvironment: boolean;
  readonly pageFaults: boolean;
  readonly signals: boolean;
  /** Raw tracepoints, without trying typed ones first. */
  readonly rawTracepoints: boolean;
  /** watch() will be called: what comes before it is kept for it. */
  readonly watched?: boolean;
  /** Per CPU. */
  readonly ringBytes: number;
  readonly queueBytes: number;
  /** Bytes of I/O data kept per event. */
  readonly snaplen: number;
  /** Of what begins like a request or an answer, where it is more. */
  readonly requestsSnaplen: number;
  /** Between procinfo events; 0: none. */
  readonly cpuTimeMs: number;
  /** Processes to leave out besides this one. */
  readonly own: readonly number[];
  readonly library: string;
}

/** Where a recording's files end, and the recording itself; Infinity: not by this. */
export interface NativeRecording {
  readonly compress: boolean;
  /** For sysdig 0.29.3. */
  readonly compatible: boolean;
  readonly maxBytes: number;
  readonly maxEvents: number;
  readonly maxSeconds: number;
  /** Events of all files. */
  readonly count: number;
  /** From the first event of all files to the last. */
  readonly seconds: number;
}

/** What is wanted: events that match all the sets given. Events that change state are delivered in any case. */
export interface NativeFilter {
  readonly pids?: readonly number[];
  readonly tids?: readonly number[];
  readonly comms?: readonly string[];
  /** Effective. */
  readonly uids?: readonly number[];
  /** Of the unified hierarchy, with all below them: inode numbers of directories. */
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
  ['requests_snaplen', 4, 1],
  ['reserved', 4, 1],
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
  'files',
  'file_bytes',
  'watched_events',
  'drops_watch',
] as const;
const STATS_U32 = ['n_cpus', 'attached', 'raw_tracepoints', 'wants_file', 'complete', 'finished'] as const;
const STATS_ERRORS = ['sink_error', 'watch_error'] as const;

const STATS: Members = [
  ...STATS_U64.map((name) => [name, 8, 1] as const),
  ...STATS_U32.map((name) => [name, 4, 1] as const),
  ...STATS_ERRORS.map((name) => [name, 4, 1] as const),
];

const RECORDING: Members = [
  ['flags', 4, 1],
  ['reserved', 4, 1],
  ['max_bytes', 8, 1],
  ['max_events', 8, 1],
  ['max_ns', 8, 1],
  ['count', 8, 1],
  ['total_ns', 8, 1],
];

const CPU_STATS: Members = [
  ['events', 8, 1],
  ['bytes', 8, 1],
  ['drops', 8, 1],
  ['fill', 8, 1],
];

/** Counters since open, under the names of scap_shim.h, which says what they mean and which sums hold. */
export type NativeStats = Record<
  (typeof STATS_U64)[number] | (typeof STATS_U32)[number] | (typeof STATS_ERRORS)[number],
  number
>;

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
  ...layoutOf('recording', RECORDING),
  ...layoutOf('cpu_stats', CPU_STATS),
];

const OFFSETS = new Map(NATIVE_LAYOUT.map((member) => [member.name, member]));

function memberOf(name: string): NativeMember {
  const member = OFFSETS.get(name);
  if (member === undefined) throw new Error(`no member ${name}`);
  return member;
}

export function bytesOf(structure: string): number {
  return NATIVE_LAYOUT.filter((m) => m.name.startsWith(`${structure}.`)).reduce((sum, m) => sum + m.size, 0);
}

const FLAG = {
  switches: 1,
  pageFaults: 2,
  signals: 4,
  rawTracepoints: 8,
  noEnvironment: 32,
  watched: 1 << 16,
} as const;
const NARROW = { pids: 1, tids: 2, comms: 4, uids: 8, cgroups: 16, types: 32 } as const;

export function writeConfig(options: NativeOptions): Buffer {
  const config = Buffer.alloc(bytesOf('config'));
  const set = (name: string, value: number, index = 0) =>
    config.writeUInt32LE(value, memberOf(`config.${name}`).offset + 4 * index);
  set('abi_version', ABI_VERSION);
  set(
    'flags',
    (options.switches ? FLAG.switches : 0) |
      (options.noEnvironment ? FLAG.noEnvironment : 0) |
      (options.pageFaults ? FLAG.pageFaults : 0) |
      (options.signals ? FLAG.signals : 0) |
      (options.rawTracepoints ? FLAG.rawTracepoints : 0) |
      (options.watched ? FLAG.watched : 0),
  );
  set('ring_bytes', options.ringBytes);
  set('queue_bytes', options.queueBytes);
  set('snaplen', options.snaplen);
  set('requests_snaplen', options.requestsSnaplen);
  set('cpu_time_ms', options.cpuTimeMs);
  set('n_own', options.own.length);
  // One too many for the array is refused by the library, which looks at n_own.
  options.own.slice(0, memberOf('config.own').size / 4).forEach((pid, i) => {
    set('own', pid, i);
  });
  return config;
}

const NS_PER_SECOND = 1e9;
const RECORDING_FLAG = { compress: 1, compatible: 2 } as const;

export function writeRecording(recording: NativeRecording): Buffer {
  const buffer = Buffer.alloc(bytesOf('recording'));
  const flags =
    (recording.compress ? RECORDING_FLAG.compress : 0) | (recording.compatible ? RECORDING_FLAG.compatible : 0);
  buffer.writeUInt32LE(flags, memberOf('recording.flags').offset);
  const set = (name: string, value: number) => {
    if (Number.isFinite(value)) buffer.writeBigUInt64LE(BigInt(Math.ceil(value)), memberOf(`recording.${name}`).offset);
  };
  set('max_bytes', recording.maxBytes);
  set('max_events', recording.maxEvents);
  set('max_ns', recording.maxSeconds * NS_PER_SECOND);
  set('count', recording.count);
  set('total_ns', recording.seconds * NS_PER_SECOND);
  return buffer;
}

export function writeFilter(filter: NativeFilter): Buffer {
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

/** Loses precision above 2^53. */
export function readStats(stats: Buffer): NativeStats {
  const values: Partial<NativeStats> = {};
  for (const name of STATS_U64) values[name] = Number(stats.readBigUInt64LE(memberOf(`stats.${name}`).offset));
  for (const name of STATS_U32) values[name] = stats.readUInt32LE(memberOf(`stats.${name}`).offset);
  for (const name of STATS_ERRORS) values[name] = stats.readInt32LE(memberOf(`stats.${name}`).offset);
  return values as NativeStats;
}

/** One entry per CPU. */
export function readCpuStats(table: Buffer): NativeCpuStats[] {
  const bytes = bytesOf('cpu_stats');
  return Array.from({ length: table.length / bytes }, (_, i) => {
    const word = (name: string) => Number(table.readBigUInt64LE(i * bytes + memberOf(`cpu_stats.${name}`).offset));
    return { events: word('events'), bytes: word('bytes'), drops: word('drops'), fill: word('fill') };
  });
}

const MEMBER_NAME_BYTES = 40;
export const MEMBER_BYTES = MEMBER_NAME_BYTES + 8;

/** The table that scap_shim_layout() fills. */
export function readLayout(table: Buffer): NativeMember[] {
  return Array.from({ length: table.length / MEMBER_BYTES }, (_, i) => {
    const at = i * MEMBER_BYTES;
    return {
      name: table.toString('latin1', at, table.indexOf(0, at)),
      offset: table.readUInt32LE(at + MEMBER_NAME_BYTES),
      size: table.readUInt32LE(at + MEMBER_NAME_BYTES + 4),
    };
  });
}
