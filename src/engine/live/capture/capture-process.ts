// SPDX-License-Identifier: Apache-2.0
// `sysdrill capture`: the only process with privileges and native code. Attaches the probe, writes the machine as /proc
// shows it, then events, to a file or to whoever started it. The terminal interface runs it as a child and reads the same
// stream as anybody else.
//
// With a parent (SYSDRILL_PARENT=1 in the environment) its standard input is a lifeline: when it closes, because the parent
// ended or was killed, the capture ends. One JSON line a second goes to fd 3 then (send-reports.ts), and the stream to
// standard output in any case: what is written to a file is watched at the same time.

import { writeSync } from 'node:fs';
import type { Ast } from '../../filter/ast.js';
import { type BlockOutput, OutputFailure, openOutput } from '../../scap/block-output.js';
import { CaptureFiles } from '../../scap/capture-files.js';
import { ownEvent } from '../../scap/own-event.js';
import { CPU_SAMPLES } from '../../scap/own-event-table.js';
import type { Rotation } from '../../scap/recording-names.js';
import { captureHeader, type ScapDialect } from '../../scap/scap-writer.js';
import { containerEvent } from '../../state/container-json.js';
import { cgroupsOfContainers } from '../containers/container-cgroups.js';
import { type ContainerFeed, containerFeed } from '../containers/container-feed.js';
import { helperPlans } from '../containers/container-sockets.js';
import { CapturePump } from './capture-pump.js';
import { type Narrowing, narrowingOf, typesOf } from './kernel-filter.js';
import { readMachineSeed } from './machine-seed.js';
import { DEFAULT_NATIVE_OPTIONS, NativeCapture, type NativeError, type NativeFilter } from './native.js';
import { become, type Identity, laterIdentity } from './privileges.js';
import { reportOf, startReports } from './send-reports.js';

export interface CaptureOptions {
  /** A path, or `-` for standard output. */
  readonly write: string;
  readonly compress: boolean;
  readonly rotation: Rotation;
  /** Infinity: no limit. */
  readonly count: number;
  readonly seconds: number;
  readonly snaplen: number;
  readonly users: boolean;
  readonly filter: Ast | undefined;
  readonly switches: boolean;
  readonly pageFaults: boolean;
}

type Seed = ReturnType<typeof readMachineSeed>;

const DRAIN = 1 << 20;
/** ms without progress that the last blocks may take to reach a reader that does not read. */
const GRACE = 3000;
const GRACE_STEP = 500;
const NS_PER_MS = 1_000_000n;

/**
 * Runs until a signal, -n, -M or the reader's end. Resolves to the exit status, with everything written; says on stderr
 * what went wrong. The caller exits then: engines of containers that have not answered yet may still keep node busy.
 */
export async function runCapture(options: CaptureOptions): Promise<number> {
  const hasParent = process.env['SYSDRILL_PARENT'] === '1';
  const ending = endOf(hasParent);
  const containers = new Containers(options.rotation);
  const opened = NativeCapture.open(
    {
      ...DEFAULT_NATIVE_OPTIONS,
      snaplen: options.snaplen,
      switches: options.switches,
      pageFaults: options.pageFaults,
      own: [...(hasParent ? [process.ppid] : []), ...containers.feed.processes],
    },
    DRAIN,
  );
  if (!opened.ok) return complain(opened.error);
  const native = opened.value;
  try {
    const started = begin(native, options.filter);
    if (started !== undefined) return complain(started);
    if (Number.isFinite(options.seconds)) setTimeout(() => ending.abort(), options.seconds * 1000).unref();
    await record(native, options, { ending, hasParent, containers });
    return 0;
  } catch (error) {
    if (!(error instanceof OutputFailure)) throw error;
    if (error.isReaderGone) return 0;
    process.stderr.write(`sysdrill: ${error.message}\n`);
    return 1;
  } finally {
    native.close();
    containers.feed.close();
  }
}

function begin(native: NativeCapture, filter: Ast | undefined): NativeError | undefined {
  if (filter !== undefined) {
    const narrowed = native.setFilter(nativeFilter(narrowingOf(filter)));
    if (!narrowed.ok) return narrowed.error;
  }
  const started = native.start();
  return started.ok ? undefined : started.error;
}

/** Where containers come from, and who the capture process may become so that they still do. */
class Containers {
  readonly feed: ContainerFeed;
  /** Undefined: stays who it is. */
  readonly identity: Identity | undefined;
  #sink: ((block: Uint8Array) => void) | undefined;
  #early: Uint8Array[] = [];

  constructor(rotation: Rotation) {
    // Each further file begins with another look at all processes, and is made in a directory of whoever it belongs to.
    this.identity = rotates(rotation) ? undefined : laterIdentity(process.env);
    const plans = helperPlans(process.env, process.geteuid?.() === 0);
    this.feed = containerFeed(plans, (json) => this.#take(containerEvent(json, now())));
    this.feed.start();
  }

  /** For the head of a further file. The first file's are on their way (flowTo). */
  known(): readonly string[] {
    return this.#sink === undefined ? [] : this.feed.known();
  }

  /** Where the events go from now on, those that are there already first. */
  flowTo(sink: (block: Uint8Array) => void): void {
    for (const block of this.#early.splice(0)) sink(block);
    this.#sink = sink;
  }

  #take(block: Uint8Array): void {
    if (this.#sink === undefined) this.#early.push(block);
    else this.#sink(block);
  }
}

interface Run {
  readonly ending: AbortController;
  readonly hasParent: boolean;
  readonly containers: Containers;
}

async function record(native: NativeCapture, options: CaptureOptions, run: Run): Promise<void> {
  const { ending, hasParent, containers } = run;
  const { count, rotation } = options;
  const isWatched = hasParent && options.write !== '-';
  const seeds = new Seeds(options.users);
  const files = await CaptureFiles.open({
    path: options.write,
    compress: options.compress,
    rotation,
    header: () => headerBytes(seeds.next(), options.write === '-' ? 'newest' : 'everywhere', containers.known()),
    clock: () => performance.now(),
    date: () => new Date(),
  });
  const watcher = isWatched ? await openWatcher(seeds.first) : undefined;
  const pump = new CapturePump({ tap: native, files, watcher, count, counts: rotation.events > 0, drainBytes: DRAIN });
  if (containers.identity !== undefined) become(containers.identity);
  containers.flowTo((block) => pump.inject(block));
  const report = () =>
    reportOf(
      native.stats(),
      containers.feed.reports(),
      isWatched ? { files: files.count, bytes: files.bytes } : undefined,
    );
  const stopReports = hasParent ? startReports(report) : async () => undefined;
  ending.signal.addEventListener('abort', () => giveUpLater(pump), { once: true });
  try {
    await pump.run(ending.signal);
    native.stop();
    await pump.finish();
  } finally {
    await stopReports();
    await files.close();
    // Its last write is still in a thread of node's, and would keep the process.
    if (pump.isWatcherStuck) process.kill(process.pid, 'SIGKILL');
  }
  if (!hasParent) summarize(native, pump, files.count, options.write);
}

function rotates({ megabytes, seconds, events }: Rotation): boolean {
  return megabytes + seconds + events > 0;
}

/** The machine as /proc shows it at the start of each file; the first file and who watches share a look. */
class Seeds {
  readonly first: Seed;
  readonly #users: boolean;
  #isFirst = true;

  constructor(users: boolean) {
    this.#users = users;
    this.first = readMachineSeed({ users });
  }

  next(): Seed {
    if (!this.#isFirst) return readMachineSeed({ users: this.#users });
    this.#isFirst = false;
    return this.first;
  }
}

/** The head of a file or stream. A file may go anywhere; a stream goes to a sysdrill, or into a file by way of one. */
function headerBytes(seed: Seed, dialect: ScapDialect, containers: readonly string[]): Uint8Array {
  return Buffer.concat([
    captureHeader(seed, dialect),
    ownEvent(CPU_SAMPLES, { time: now() }),
    ...containers.map((json) => containerEvent(json, now())),
  ]);
}

async function openWatcher(seed: Seed): Promise<BlockOutput> {
  const output = openOutput('-', false);
  await output.write(headerBytes(seed, 'newest', []));
  return output;
}

/** Fires at SIGINT, SIGTERM, SIGHUP, and when the parent's end of standard input closes. */
function endOf(hasParent: boolean): AbortController {
  const ending = new AbortController();
  const end = () => ending.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  if (hasParent) {
    process.stdin.on('end', end).on('close', end).on('error', end).resume();
  }
  return ending;
}

/**
 * A write into a pipe that nobody reads never returns, and node does not exit before it does. Whoever asked for the end
 * gets it all the same, once nothing has moved for a while; everything up to the last whole block has been given to the
 * kernel in order. A file that is recorded at the same time is completed first.
 */
function giveUpLater(pump: CapturePump): void {
  let moved = pump.bytes;
  let patience = GRACE;
  setInterval(() => {
    patience = pump.bytes === moved ? patience - GRACE_STEP : GRACE;
    moved = pump.bytes;
    if (patience > 0) return;
    if (pump.isWatched) pump.leaveWatcher();
    else process.kill(process.pid, 'SIGKILL');
    patience = GRACE;
  }, GRACE_STEP).unref();
}

function now(): bigint {
  return BigInt(Date.now()) * NS_PER_MS;
}

/** In the probe's terms. */
function nativeFilter(narrowing: Narrowing): NativeFilter {
  const { pids, tids, comms, uids, containers, names } = narrowing;
  const cgroups = containers === undefined ? undefined : cgroupsOfContainers(containers);
  const types = names === undefined ? undefined : typesOf(names);
  return {
    ...(pids === undefined ? {} : { pids: [...pids] }),
    ...(tids === undefined ? {} : { tids: [...tids] }),
    ...(comms === undefined ? {} : { comms: [...comms] }),
    ...(uids === undefined ? {} : { uids: [...uids] }),
    ...(cgroups === undefined ? {} : { cgroups }),
    ...(types === undefined ? {} : { types: { events: types.types, genericCodes: types.codes } }),
  };
}

function summarize(native: NativeCapture, pump: CapturePump, files: number, path: string): void {
  const { drops, events } = reportOf(native.stats(), [], undefined);
  const lost = drops.kernel + drops.shim;
  const causes = lost === 0 ? '' : ` (${drops.kernel} in the kernel, ${drops.shim} behind it)`;
  const target = path === '-' ? 'standard output' : files === 1 ? path : `${files} files ${path}…`;
  const megabytes = (pump.bytes / 1e6).toFixed(1);
  process.stderr.write(`sysdrill: ${events} events, ${megabytes} MB, to ${target}; ${lost} lost${causes}\n`);
}

function complain({ message, hint }: NativeError): number {
  const text = hint === '' ? message : `${message}. ${hint}`;
  // Synchronous: the parent shows these as our last words.
  writeSync(2, `sysdrill: ${text}\n`);
  return 1;
}
