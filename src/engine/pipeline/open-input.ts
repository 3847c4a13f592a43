// SPDX-License-Identifier: Apache-2.0
// Opens what is read: capture files, standard input, or the running system. Says which store keeps the events' bytes.

import { Capture, type EpochWindow } from '../ingest/capture.js';
import { failure, ok, type Result } from '../result.js';
import type { ByteSource, openByteSource } from '../scap/byte-source.js';
import { openByteSources } from '../scap/joined-source.js';
import type { NameOptions } from '../state/names.js';
import type { StateScope } from '../state/state-scope.js';
import { NotedRawStore } from '../store/noted-raw-store.js';
import { FileRawStore, NoRawStore, type RawStore, StreamRawStore } from '../store/raw-store.js';
import { type PodsSpec, startCaptureWithPods } from './live-pods.js';
import type { LiveSource } from './live-source.js';
import { connectService } from './service-source.js';

export type InputSpec =
  /** Capture files, `-` for standard input; several are one stream. */
  | {
      readonly kind: 'file';
      readonly paths: readonly string[];
      /** They are in the order of their events. */
      readonly isOrdered?: boolean;
      /** What messages call them; their paths by default. */
      readonly name?: string | undefined;
      /** What of them is shown; everything where absent. */
      readonly window?: EpochWindow | undefined;
    }
  /** Program and arguments of a process that writes a scap stream to its standard output. */
  | {
      readonly kind: 'live';
      readonly command: readonly string[];
      /** Whose API server says more of pods. */
      readonly pods?: PodsSpec | undefined;
    }
  /** The socket of a recorder's service, watched for so long; Infinity: until it ends. */
  | { readonly kind: 'service'; readonly path: string; readonly seconds: number };

export interface InputOptions {
  /** Bytes of a compressed or piped capture's events that may be held; undefined: parameters of events are not asked for. */
  readonly rawBudget: number | undefined;
  readonly names?: NameOptions;
  /** What of the machine somebody will ask for; everything where absent. */
  readonly scope?: StateScope;
  /** Parameters are asked for while events pass, as rules do: what came last is kept in memory. */
  readonly asksAtOnce?: boolean;
  /** Events of ours will be put into the stream of a file. */
  readonly hasNotes?: boolean;
  /** How a file is opened; openByteSource by default. */
  readonly open?: typeof openByteSource;
}

export interface OpenInput {
  readonly capture: Capture;
  readonly source: ByteSource;
  /** For messages. */
  readonly name: string;
  /** Files that it is read from, `-` for standard input; none when live. */
  readonly paths: readonly string[];
  /** The capture process; undefined for files. */
  readonly live: LiveSource | undefined;
}

/** The error of files names the file; that of the running system is a clause. */
export async function openInput(spec: InputSpec, options: InputOptions): Promise<Result<OpenInput, string>> {
  if (spec.kind === 'file') return openFiles(spec, options);
  if (spec.kind === 'service') return openLive(connectService(spec.path, spec.seconds), options);
  return openLive(startCaptureWithPods(spec.pods, spec.command), options);
}

async function openFiles(
  { paths, isOrdered, name, window }: InputSpec & { kind: 'file' },
  options: InputOptions,
): Promise<Result<OpenInput, string>> {
  const opened = await openByteSources(paths, { open: options.open, isOrdered });
  if (!opened.ok) return failure(paths.length === 1 ? `${paths[0]} ${opened.error}` : opened.error);
  const source = opened.value;
  const stream = fileStore(source.isPlainFile ? source.name : undefined, options);
  const raw = options.hasNotes === true ? new NotedRawStore(stream) : stream;
  const capture = new Capture(raw, options.names, options.scope);
  capture.window = window;
  return ok({
    capture,
    source,
    name: name ?? paths.join(', '),
    paths,
    live: undefined,
  });
}

function fileStore(
  file: string | undefined,
  { rawBudget, asksAtOnce = false, hasNotes = false }: InputOptions,
): RawStore {
  if (rawBudget === undefined) return new NoRawStore();
  return file === undefined ? new StreamRawStore(rawBudget) : new FileRawStore(file, asksAtOnce || hasNotes);
}

async function openLive(
  starting: Promise<Result<LiveSource, string>>,
  { rawBudget, names, scope }: InputOptions,
): Promise<Result<OpenInput, string>> {
  // Bytes leave with their rows (Capture.trim).
  const raw = rawBudget === undefined ? new NoRawStore() : new StreamRawStore(Number.POSITIVE_INFINITY);
  const started = await starting;
  if (!started.ok) return started;
  const live = started.value;
  return ok({ capture: new Capture(raw, names, scope), source: live.source, name: 'live capture', paths: [], live });
}
