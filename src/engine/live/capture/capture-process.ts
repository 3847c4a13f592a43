// SPDX-License-Identifier: Apache-2.0
// `sysdrill capture`: the only process with privileges and native code. Attaches the probe, writes the machine as /proc
// shows it, then events, to a file or to the caller that started it. The terminal interface runs it as a child and reads the same
// stream like any other user.
//
// With a parent (SYSDRILL_PARENT=1 in the environment) its standard input is a lifeline: when it closes, because the parent
// ended or was killed, the capture ends. Alerts that come on it are put into the stream (read-notes.ts). One JSON line a
// second goes to fd 3 then (send-reports.ts), and the stream to standard output in any case: what is written to a file is
// watched at the same time.

import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ast } from '../../filter/ast.js';
import { HIDDEN_PROCESSES, type Recorded } from '../../protocol/capture-report.js';
import type { RedactOptions } from '../../redact/redactor.js';
import { OutputFailure, writeFailure } from '../../scap/block-output.js';
import { ownEvent } from '../../scap/own-event.js';
import { CPU_SAMPLES } from '../../scap/own-event-table.js';
import type { Rotation } from '../../scap/recording-names.js';
import { captureHeader, type ScapDialect } from '../../scap/scap-writer.js';
import { containerEvent } from '../../state/container-json.js';
import { cgroupsOfContainers } from '../containers/container-cgroups.js';
import { type ContainerFeed, containerFeed } from '../containers/container-feed.js';
import { helperPlans } from '../containers/container-sockets.js';
import { startHostEvents } from './host-events.js';
import { type Narrowing, narrowingOf, typesOf } from './kernel-filter.js';
import { hidesProcesses, readMachineSeed, type SeedOptions } from './machine-seed.js';
import { DEFAULT_NATIVE_OPTIONS, NativeCapture, type NativeError, type NativeFilter } from './native.js';
import { NotedPods } from './noted-pods.js';
import { become, callerIdentity, type Identity, laterIdentity } from './privileges.js';
import { readNotes } from './read-notes.js';
import { Recording } from './recording.js';
import { filterFor, type RedactionFilter } from './redaction-filter.js';
import { reportOf, startReports } from './send-reports.js';

export interface CaptureOptions {
  /** A path, or `-` for standard output. */
  readonly write: string;
  readonly compress: boolean;
  /** So that sysdig 0.29.3 reads it to the end. */
  readonly compatible: boolean;
  readonly rotation: Rotation;
  /** Infinity: no limit. */
  readonly count: number;
  readonly seconds: number;
  readonly snaplen: number;
  /** Of what begins like a request or an answer; 0: as of other data. */
  readonly requestsSnaplen: number;
  readonly users: boolean;
  readonly filter: Ast | undefined;
  readonly switches: boolean;
  readonly pageFaults: boolean;
  /** Programs and processes with their environments. */
  readonly environments: boolean;
  /** What is hidden in the files; undefined: nothing. */
  readonly redaction: RedactOptions | undefined;
}

const STDOUT = 1;

type Seed = ReturnType<typeof readMachineSeed>;

/** ms between two looks at the counters: does the shim want a file, or is it over? */
const LOOK = 50;
const NS_PER_MS = 1_000_000n;

/**
 * Runs until a signal, -n, -M or the reader's end. Resolves to the exit status, with everything written; says on stderr
 * what went wrong. The caller exits then: engines of containers that have not answered yet may still keep node busy.
 */
export async function runCapture(options: CaptureOptions): Promise<number> {
  const hasParent = process.env['SYSDRILL_PARENT'] === '1';
  const ending = endOf(hasParent);
  const containers = new Containers(options.rotation);
  const filtered = await filterFor(options, containers.identity);
  if (!filtered.ok) return complain({ code: '', message: filtered.error, hint: '' });
  const filter = filtered.value;
  const opened = NativeCapture.open(
    {
      ...DEFAULT_NATIVE_OPTIONS,
      snaplen: options.snaplen,
      requestsSnaplen: options.requestsSnaplen,
      switches: options.switches,
      pageFaults: options.pageFaults,
      noEnvironment: !options.environments,
      own: [
        ...(hasParent ? [process.ppid, ...helpersOf(process.env)] : []),
        ...containers.feed.processes,
        ...(filter ? [filter.pid] : []),
      ],
      watched: hasParent && options.write !== '-',
    },
    0,
  );
  if (!opened.ok) return complain(opened.error);
  const native = opened.value;
  try {
    const started = begin(native, options.filter);
    if (started !== undefined) return complain(started);
    // The shim ends with the time of the last event; where there are none any more, the clock does.
    if (Number.isFinite(options.seconds)) setTimeout(() => ending.abort(), options.seconds * 1000).unref();
    await record(native, options, { ending, hasParent, containers, filter });
    return (await filter?.end()) ?? 0;
  } catch (error) {
    if (!(error instanceof OutputFailure)) throw error;
    if (error.isReaderGone) return (await filter?.end()) ?? 0;
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
    // Each further file begins with another look at all processes, and is made in a directory of its owner.
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
  readonly filter: RedactionFilter | undefined;
  readonly ending: AbortController;
  readonly hasParent: boolean;
  readonly containers: Containers;
}

async function record(native: NativeCapture, options: CaptureOptions, run: Run): Promise<void> {
  const { ending, hasParent, containers } = run;
  const isWatched = hasParent && options.write !== '-';
  const seeds = new Seeds(options);
  const pods = new NotedPods((block) => native.inject(block));
  const dialect = options.write === '-' && !options.compatible ? 'newest' : 'everywhere';
  const recording = Recording.begin(native, {
    path: options.write,
    filter: run.filter?.descriptor,
    compress: options.compress,
    compatible: options.compatible,
    rotation: options.rotation,
    count: options.count,
    seconds: options.seconds,
    owner: callerIdentity(process.env),
    head: () => Buffer.concat([headerBytes(seeds.next(), dialect, containers.known()), ...pods.blocks()]),
    complain: (message) => process.stderr.write(`sysdrill: ${message}\n`),
  });
  if (isWatched) native.watch(STDOUT, headerBytes(seeds.first, 'newest', []));
  const isHidden = hidesProcesses(seeds.first);
  if (isHidden && !hasParent) process.stderr.write(`sysdrill: warning: ${HIDDEN_PROCESSES}\n`);
  if (containers.identity !== undefined) become(containers.identity);
  containers.flowTo((block) => native.inject(block));
  const stopHost = startHostEvents((block) => native.inject(block), now);
  if (hasParent) readNotes(process.stdin, (block) => pods.take(block));
  const report = () => ({
    ...reportOf(native.stats(), containers.feed.reports(), isWatched ? recordedOf(native) : undefined),
    hidden: isHidden,
  });
  const stopReports = hasParent ? startReports(report) : async () => undefined;
  await until(() => ending.signal.aborted || isOver(native), { recording, signal: ending.signal });
  stopHost();
  native.stop();
  await until(() => native.stats().finished === 1, { recording });
  await stopReports();
  const failure = failureOf(native, options.write);
  if (failure !== undefined) throw failure;
  if (!hasParent) summarize(native, options.write);
}

/** Serves the recording until `isDone`; the signal wakes it. */
async function until(
  isDone: () => boolean,
  { recording, signal }: { recording: Recording; signal?: AbortSignal },
): Promise<void> {
  while (!isDone()) {
    recording.serve();
    await sleep(LOOK, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

/** It has what was asked for, it cannot be written any more, or who watched has gone. */
function isOver(native: NativeCapture): boolean {
  const { complete, sink_error, watch_error } = native.stats();
  return complete === 1 || sink_error !== 0 || watch_error !== 0;
}

/** Undefined where all was written. */
function failureOf(native: NativeCapture, path: string): OutputFailure | undefined {
  const { sink_error: error, drops_sink: lost } = native.stats();
  if (error === 0) return undefined;
  const failure = writeFailure(path === '-' ? 'standard output' : path, error);
  return new OutputFailure(`${failure.message}. ${lost} events were not written`, failure.isReaderGone);
}

function recordedOf(native: NativeCapture): Recorded {
  const stats = native.stats();
  const lost = reportOf(stats, [], undefined).drops;
  return { files: stats.files, bytes: stats.file_bytes, lost: lost.kernel + lost.shim };
}

/** Other processes of the parent, which are not to be captured either. */
function helpersOf(environment: NodeJS.ProcessEnv): readonly number[] {
  return (environment['SYSDRILL_HELPERS'] ?? '')
    .split(',')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid > 0);
}

function rotates({ megabytes, seconds, events }: Rotation): boolean {
  return megabytes + seconds + events > 0;
}

/** The machine as /proc shows it at the start of each file; the first file and who watches share a look. */
class Seeds {
  readonly first: Seed;
  readonly #options: SeedOptions;
  #isFirst = true;

  constructor({ users, environments }: CaptureOptions) {
    this.#options = { users, environments };
    this.first = readMachineSeed(this.#options);
  }

  next(): Seed {
    if (!this.#isFirst) return readMachineSeed(this.#options);
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

function summarize(native: NativeCapture, path: string): void {
  const stats = native.stats();
  const { drops, events } = reportOf(stats, [], undefined);
  const lost = drops.kernel + drops.shim;
  const causes = lost === 0 ? '' : ` (${drops.kernel} in the kernel, ${drops.shim} after it)`;
  const target = path === '-' ? 'standard output' : stats.files === 1 ? path : `${stats.files} files ${path}…`;
  const megabytes = (stats.bytes_out / 1e6).toFixed(1);
  process.stderr.write(`sysdrill: ${events} events, ${megabytes} MB, to ${target}; ${lost} lost${causes}\n`);
}

function complain({ message, hint }: NativeError): number {
  const text = hint === '' ? message : `${message}. ${hint}`;
  // Synchronous: the parent shows these as our last words.
  writeSync(2, `sysdrill: ${text}\n`);
  return 1;
}
