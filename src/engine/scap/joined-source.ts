// SPDX-License-Identifier: Apache-2.0
// Several captures as one stream, the earliest first: files that a recording was rotated through, in whatever order the
// shell listed them. Each begins with its own section header, which is what readers of concatenated captures expect.

import { failure, ok, type Result } from '../result.js';
import { type ByteSource, breakReason, openByteSource, SourceError } from './byte-source.js';
import { copyBytes } from './copy-bytes.js';
import { ScapReader } from './scap-reader.js';

interface Opened {
  readonly source: ByteSource;
  /** Of the first event, ns since the epoch; undefined where it cannot be known before reading. */
  readonly start: bigint | undefined;
}

export interface JoinOptions {
  /** How a file is opened; openByteSource by default. */
  readonly open?: typeof openByteSource | undefined;
  /** The paths are in the order of their events already. */
  readonly isOrdered?: boolean | undefined;
}

/**
 * Opens captures, `-` for standard input. The error is a clause that can follow the file's name; with several it starts
 * with the file's name.
 */
export async function openByteSources(
  paths: readonly string[],
  { open = openByteSource, isOrdered = false }: JoinOptions = {},
): Promise<Result<ByteSource, string>> {
  const [first = '-', ...others] = paths;
  if (others.length === 0) return open(first);
  const sources: Opened[] = [];
  for (const path of paths) {
    const opened = isOrdered ? await openUnseen(path, open) : await openWithStart(path, open);
    if (opened.ok) sources.push(opened.value);
    else {
      for (const { source } of sources) await source.close();
      return failure(`${path} ${opened.error}`);
    }
  }
  // Standard input cannot be looked at beforehand: it comes last, and so does what holds no event.
  if (!isOrdered) sources.sort((a, b) => (a.start === b.start ? 0 : later(a.start, b.start) ? 1 : -1));
  return ok(new JoinedSource(sources.map(({ source }) => source)));
}

async function openUnseen(path: string, open: typeof openByteSource): Promise<Result<Opened, string>> {
  const source = await open(path);
  return source.ok ? ok({ source: source.value, start: undefined }) : source;
}

async function openWithStart(path: string, open: typeof openByteSource): Promise<Result<Opened, string>> {
  const start: Result<bigint | undefined, string> = path === '-' ? ok(undefined) : await firstEventTime(path);
  if (!start.ok) return start;
  const source = await open(path);
  return source.ok ? ok({ source: source.value, start: start.value }) : source;
}

function later(a: bigint | undefined, b: bigint | undefined): boolean {
  return a === undefined || (b !== undefined && a > b);
}

/** ns since the epoch; undefined where the file holds no event. */
async function firstEventTime(path: string): Promise<Result<bigint | undefined, string>> {
  const opened = await openByteSource(path);
  if (!opened.ok) return opened;
  const source = opened.value;
  let time: bigint | undefined;
  const reader = new ScapReader({
    section: () => undefined,
    machine: () => undefined,
    interfaces: () => undefined,
    users: () => undefined,
    processes: () => undefined,
    fds: () => undefined,
    event: ({ timeHigh, timeLow }) => {
      time ??= (BigInt(timeHigh) << 32n) | BigInt(timeLow);
    },
    defect: () => undefined,
  });
  try {
    for await (const chunk of source.chunks()) {
      reader.push(chunk);
      if (time !== undefined || reader.stopped) break;
    }
  } catch (error) {
    // Damage is reported when the file is read.
    breakReason(error);
  } finally {
    await source.close();
  }
  return ok(time);
}

class JoinedSource implements ByteSource {
  readonly isPlainFile = false;
  readonly name: string;
  readonly #sources: readonly ByteSource[];
  #done = 0;

  constructor(sources: readonly ByteSource[]) {
    this.#sources = sources;
    this.name = sources.map(({ name }) => name).join(', ');
  }

  /** As if all were of one size. */
  progress(): number | undefined {
    const current = this.#sources[this.#done];
    if (current === undefined) return 1;
    const within = current.progress();
    return within === undefined ? undefined : (this.#done + within) / this.#sources.length;
  }

  async *chunks(): AsyncIterable<Uint8Array> {
    for (const source of this.#sources) {
      try {
        // A plain file's buffer is used again; what we give belongs to the caller that takes it.
        for await (const chunk of source.chunks()) yield source.isPlainFile ? copyBytes(chunk) : chunk;
      } catch (error) {
        throw new SourceError(`${source.name}: ${breakReason(error)}`);
      }
      this.#done++;
    }
  }

  async close(): Promise<void> {
    for (const source of this.#sources) await source.close();
  }
}
