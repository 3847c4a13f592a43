// SPDX-License-Identifier: Apache-2.0
// `sysdrill capture`: the only process with privileges and native code. Attaches the probe, writes the machine as /proc
// shows it, then events, to a file or to whoever started it. The terminal interface runs it as a child and reads the same
// stream as anybody else.
//
// With a parent (SYSDRILL_PARENT=1 in the environment) its standard input is a lifeline: when it closes, because the parent
// ended or was killed, the capture ends. One JSON line a second goes to fd 3 then (capture-report.ts).

import { writeSync } from 'node:fs';
import type { Ast } from '../filter/ast.js';
import { captureHeader, type ScapDialect } from '../scap/scap-writer.js';
import { OutputFailure } from './block-output.js';
import { CaptureFiles, type Rotation } from './capture-files.js';
import { CapturePump } from './capture-pump.js';
import { reportOf, startReports } from './capture-report.js';
import { containerEvent } from './container-event.js';
import { ContainerMetadata } from './container-metadata.js';
import { containerSources } from './container-sockets.js';
import { type Narrowing, narrowingOf, typesOf } from './kernel-filter.js';
import { readMachineSeed } from './machine-seed.js';
import { DEFAULT_NATIVE_OPTIONS, NativeCapture, type NativeError, type NativeFilter } from './native.js';

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
  readonly dialect: ScapDialect;
  readonly switches: boolean;
  readonly pageFaults: boolean;
}

const DRAIN = 1 << 20;
/** ms that the last blocks may take to reach a reader that does not read. */
const GRACE = 3000;
const NS_PER_MS = 1_000_000n;

/**
 * Runs until a signal, -n, -M or the reader's end. Resolves to the exit status, with everything written; says on stderr
 * what went wrong. The caller exits then: engines of containers that have not answered yet may still keep node busy.
 */
export async function runCapture(options: CaptureOptions): Promise<number> {
  const hasParent = process.env['SYSDRILL_PARENT'] === '1';
  const ending = endOf(options.seconds, hasParent);
  const opened = NativeCapture.open(
    {
      ...DEFAULT_NATIVE_OPTIONS,
      snaplen: options.snaplen,
      switches: options.switches,
      pageFaults: options.pageFaults,
      own: hasParent ? [process.ppid] : [],
    },
    DRAIN,
  );
  if (!opened.ok) return complain(opened.error);
  const native = opened.value;
  try {
    const started = begin(native, options.filter);
    if (started !== undefined) return complain(started);
    await record(native, options, { ending, hasParent });
    return 0;
  } catch (error) {
    if (!(error instanceof OutputFailure)) throw error;
    if (error.isReaderGone) return 0;
    process.stderr.write(`sysdrill: ${error.message}\n`);
    return 1;
  } finally {
    native.close();
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

interface Run {
  readonly ending: AbortController;
  readonly hasParent: boolean;
}

async function record(native: NativeCapture, options: CaptureOptions, run: Run): Promise<void> {
  const { ending, hasParent } = run;
  let pump: CapturePump | undefined;
  const early: Uint8Array[] = [];
  const metadata = new ContainerMetadata(containerSources(process.env), (json) => {
    const block = containerEvent(json, now());
    if (pump === undefined) early.push(block);
    else pump.inject(block);
  });
  const header = () => headerBytes(options, metadata);
  const files = await CaptureFiles.open({
    path: options.write,
    compress: options.compress,
    rotation: options.rotation,
    header,
    clock: () => performance.now(),
  });
  const { count, rotation } = options;
  pump = new CapturePump({ tap: native, files, count, counts: rotation.events > 0, drainBytes: DRAIN });
  for (const block of early) pump.inject(block);
  metadata.start();
  const stopReports = hasParent
    ? startReports(() => reportOf(native.stats(), metadata.reports()))
    : async () => undefined;
  ending.signal.addEventListener('abort', giveUpLater, { once: true });
  try {
    await pump.run(ending.signal);
    native.stop();
    await pump.finish();
  } finally {
    metadata.close();
    await stopReports();
    await files.close();
  }
  if (!hasParent) summarize(native, pump, files.count, options.write);
}

/** The head of a file: the machine as it is now, and all containers known by now. */
function headerBytes(options: CaptureOptions, metadata: ContainerMetadata): Uint8Array {
  const seed = readMachineSeed({ users: options.users });
  const containers = metadata.known().map((json) => containerEvent(json, now()));
  return Buffer.concat([captureHeader(seed, options.dialect), ...containers]);
}

/** Fires at SIGINT, SIGTERM, SIGHUP, after `seconds`, and when the parent's end of standard input closes. */
function endOf(seconds: number, hasParent: boolean): AbortController {
  const ending = new AbortController();
  const end = () => ending.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  if (Number.isFinite(seconds)) setTimeout(end, seconds * 1000).unref();
  if (hasParent) {
    process.stdin.on('end', end).on('close', end).on('error', end).resume();
  }
  return ending;
}

/**
 * A write into a pipe that nobody reads never returns, and node does not exit before it does. Whoever asked for the end
 * gets it all the same; everything up to the last whole block has been given to the kernel in order.
 */
function giveUpLater(): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE).unref();
}

function now(): bigint {
  return BigInt(Date.now()) * NS_PER_MS;
}

/** In the probe's terms. */
function nativeFilter(narrowing: Narrowing): NativeFilter {
  const { pids, tids, comms, uids, names } = narrowing;
  const types = names === undefined ? undefined : typesOf(names);
  return {
    ...(pids === undefined ? {} : { pids: [...pids] }),
    ...(tids === undefined ? {} : { tids: [...tids] }),
    ...(comms === undefined ? {} : { comms: [...comms] }),
    ...(uids === undefined ? {} : { uids: [...uids] }),
    ...(types === undefined ? {} : { types: { events: types.types, genericCodes: types.codes } }),
  };
}

function summarize(native: NativeCapture, pump: CapturePump, files: number, path: string): void {
  const { drops, events } = reportOf(native.stats(), []);
  const lost = drops.kernel + drops.shim;
  const where = path === '-' ? 'standard output' : files === 1 ? path : `${files} files ${path}…`;
  const megabytes = (pump.bytes / 1e6).toFixed(1);
  process.stderr.write(`sysdrill: ${events} events, ${megabytes} MB, to ${where}; ${lost} lost\n`);
}

function complain({ message, hint }: NativeError): number {
  const text = hint === '' ? message : `${message}. ${hint}`;
  // Synchronous: the parent shows these as our last words.
  writeSync(2, `sysdrill: ${text}\n`);
  return 1;
}
