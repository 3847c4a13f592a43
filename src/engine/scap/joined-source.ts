// SPDX-License-Identifier: Apache-2.0
// Several captures as one stream, the earliest first: files that a recording was rotated through, in whatever order the
// shell listed them. Each begins with its own section header, which is what readers of concatenated captures expect.

import { type ByteSource, openByteSource, SourceError } from './byte-source.js';
import { copyBytes } from './copy-bytes.js';
import { ScapReader } from './scap-reader.js';

/** Opens captures, `-` for standard input. Throws SourceError; with several, its message starts with the file's name. */
export async function openByteSources(paths: readonly string[], open = openByteSource): Promise<ByteSource> {
  const [first = '-', ...others] = paths;
  if (others.length === 0) return open(first);
  const sources: { readonly source: ByteSource; readonly start: bigint | undefined }[] = [];
  for (const path of paths) {
    try {
      sources.push({ start: path === '-' ? undefined : await firstEventTime(path), source: await open(path) });
    } catch (error) {
      for (const { source } of sources) await source.close();
      throw error instanceof SourceError ? new SourceError(`${path} ${error.message}`) : error;
    }
  }
  // Standard input cannot be looked at beforehand: it comes last, and so does what holds no event.
  sources.sort((a, b) => (a.start === b.start ? 0 : later(a.start, b.start) ? 1 : -1));
  return new JoinedSource(sources.map(({ source }) => source));
}

function later(a: bigint | undefined, b: bigint | undefined): boolean {
  return a === undefined || (b !== undefined && a > b);
}

/** ns since the epoch; undefined where the file holds no event. */
async function firstEventTime(path: string): Promise<bigint | undefined> {
  const source = await openByteSource(path);
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
    // What is damaged will be said when it is read.
    if (!(error instanceof SourceError)) throw error;
  } finally {
    await source.close();
  }
  return time;
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
        // A plain file's buffer is used again; what we give belongs to whoever takes it.
        for await (const chunk of source.chunks()) yield source.isPlainFile ? copyBytes(chunk) : chunk;
      } catch (error) {
        throw error instanceof SourceError ? new SourceError(`${source.name}: ${error.message}`) : error;
      }
      this.#done++;
    }
  }

  async close(): Promise<void> {
    for (const source of this.#sources) await source.close();
  }
}
