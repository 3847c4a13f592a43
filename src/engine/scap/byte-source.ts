// SPDX-License-Identifier: Apache-2.0
// Where the bytes of a capture come from: a plain file, a gzip file, standard input. Gives uncompressed chunks in order,
// never the whole; reads ahead so that the disk or the inflating thread works while the engine does.

import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import { failure, ok, type Result } from '../result.js';
import { DamageWalk, PACKED_CHUNK } from './damage-walk.js';

const CHUNK = 1 << 20;

export interface ByteSource {
  /** Path as given, or `-`. */
  readonly name: string;
  /** Uncompressed bytes are in the file as they are: row offsets are file offsets. */
  readonly isPlainFile: boolean;
  /** Share of the input used up so far, 0…1; undefined where its size is unknown. */
  progress(): number | undefined;
  /**
   * Uncompressed chunks. A plain file's chunk is reused after the next step of the iteration; others are the consumer's.
   * Throws SourceError where the input breaks off (damaged gzip), after everything before it was given.
   */
  chunks(): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** The input breaks off: thrown by ByteSource.chunks alone. `message` is a clause that can follow the file's name. */
export class SourceError extends Error {}

/** Why a source broke off. What else was thrown is a bug of ours and goes on. */
export function breakReason(error: unknown): string {
  if (error instanceof SourceError) return error.message;
  throw error;
}

/** Compressed data that contradicts itself, in contrast to data that ends early. */
class DamagedData extends SourceError {}

/** Opens a capture file, or standard input for `-`. The error is a clause that can follow the file's name. */
export async function openByteSource(
  path: string,
  stdin: Readable = process.stdin,
): Promise<Result<ByteSource, string>> {
  let file: FileHandle | undefined;
  try {
    if (path === '-') return ok(await openStream(stdin));
    file = await open(path, 'r');
    const source = await openFile(path, file);
    if (!source.ok) await file.close();
    return source;
  } catch (error) {
    await file?.close();
    return failure(openFailure(error));
  }
}

async function openFile(path: string, file: FileHandle): Promise<Result<ByteSource, string>> {
  const stat = await file.stat();
  if (stat.isDirectory()) return failure('is a directory, not a capture file');
  if (!stat.isFile()) return ok(await openStream(file.createReadStream({ highWaterMark: CHUNK }), path));
  if (stat.size === 0) return failure('is empty');
  const head = new Uint8Array(2);
  await file.read(head, 0, 2, 0);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  return ok(isGzip ? new GzipFile(path, file, stat.size) : new PlainFile(path, file, stat.size));
}

function openFailure(error: unknown): string {
  if (error instanceof SourceError) return error.message;
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES') return 'may not be read by this user';
  return `cannot be read (${code ?? (error as Error).message})`;
}

class PlainFile implements ByteSource {
  readonly isPlainFile = true;
  readonly name: string;
  readonly #file: FileHandle;
  readonly #size: number;
  #read = 0;

  constructor(name: string, file: FileHandle, size: number) {
    this.name = name;
    this.#file = file;
    this.#size = size;
  }

  progress(): number {
    return Math.min(1, this.#read / this.#size);
  }

  /** Two buffers in turn: one is read into while the other is parsed. */
  async *chunks(): AsyncIterable<Uint8Array> {
    const buffers = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)] as const;
    let position = 0;
    let turn: 0 | 1 = 0;
    let next = this.#file.read(buffers[turn], 0, CHUNK, position);
    for (;;) {
      const { bytesRead } = await next;
      if (bytesRead === 0) return;
      const current = buffers[turn].subarray(0, bytesRead);
      position += bytesRead;
      turn = turn === 0 ? 1 : 0;
      next = this.#file.read(buffers[turn], 0, CHUNK, position);
      // A rejection must not be unhandled while the consumer is busy; the await above still sees it.
      next.catch(() => undefined);
      this.#read = position;
      yield current;
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

class GzipFile implements ByteSource {
  readonly isPlainFile = false;
  readonly name: string;
  readonly #file: FileHandle;
  readonly #size: number;
  #gunzip: Gunzip | undefined;

  constructor(name: string, file: FileHandle, size: number) {
    this.name = name;
    this.#file = file;
    this.#size = size;
  }

  progress(): number {
    return this.#gunzip === undefined ? 0 : Math.min(1, this.#gunzip.bytesWritten / this.#size);
  }

  async *chunks(): AsyncIterable<Uint8Array> {
    let given = 0;
    const input = this.#file.createReadStream({ start: 0, highWaterMark: PACKED_CHUNK, autoClose: false });
    const inflated = inflate(input, (gunzip) => {
      this.#gunzip = gunzip;
    });
    try {
      for await (const chunk of inflated) {
        given += chunk.length;
        yield chunk;
      }
    } catch (error) {
      if (error instanceof DamagedData) yield* this.#rescued(given, this.#gunzip?.bytesWritten ?? 0);
      throw error;
    }
  }

  /**
   * What zlib had inflated before it met damage, but dropped with the piece that the damage is in (some 500 KiB, thousands
   * of events): goes there again in small steps, then in single bytes, and gives what is beyond the first `given` bytes.
   * `sound`: compressed bytes before that piece. Inflates the file twice more, which damaged files alone cost.
   */
  async *#rescued(given: number, sound: number): AsyncIterable<Uint8Array> {
    const walk = new DamageWalk(this.#file);
    for await (const _ of walk.chunks(sound, 256)) {
      // Only the place is wanted.
    }
    let skip = given;
    for await (const chunk of walk.chunks(walk.sound, 1)) {
      if (chunk.length > skip) yield chunk.subarray(skip);
      skip = Math.max(0, skip - chunk.length);
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** Several gzip members in a row are one stream (zlib's own behaviour); a broken member ends it. */
async function* inflate(input: Readable, started: (gunzip: Gunzip) => void): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  started(gunzip);
  input.on('error', (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  const queue = new ChunkQueue(gunzip);
  yield* queue.drain();
}

/**
 * A stream's chunks, and its error only after all of them: `for await` over a stream throws away what the stream still
 * holds when it fails, and the bytes before the damage are exactly what a reader of damaged captures wants.
 */
class ChunkQueue {
  readonly #stream: Readable;
  readonly #chunks: Uint8Array[] = [];
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(stream: Readable) {
    this.#stream = stream;
    stream.on('data', (chunk: Uint8Array) => {
      this.#chunks.push(chunk);
      if (this.#chunks.length >= 4) stream.pause();
      this.#notify();
    });
    stream.on('end', () => this.#finish(undefined));
    stream.on('close', () => this.#finish(undefined));
    stream.on('error', (error) => this.#finish(error));
  }

  async *drain(): AsyncIterable<Uint8Array> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        if (this.#chunks.length === 0 && !this.#ended) this.#stream.resume();
        yield chunk;
        continue;
      }
      if (this.#error !== undefined) throw brokenOff(this.#error);
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #finish(error: Error | undefined): void {
    this.#error ??= error;
    this.#ended = true;
    this.#notify();
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

function brokenOff(error: Error): SourceError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'Z_BUF_ERROR') return new SourceError('the compressed data ends early');
  if (code?.startsWith('Z_') === true) return new DamagedData(`the compressed data is damaged (${error.message})`);
  return new SourceError(`reading failed (${code ?? error.message})`);
}

/** A stream of uncompressed bytes as a source. */
export function streamSource(input: Readable, name: string): ByteSource {
  const queue = new ChunkQueue(input);
  return {
    name,
    isPlainFile: false,
    progress: () => undefined,
    chunks: () => queue.drain(),
    close: async () => {
      input.destroy();
    },
  };
}

/** Standard input or a pipe: its first two bytes say whether it is compressed. */
async function openStream(input: Readable, name = '-'): Promise<ByteSource> {
  const raw = streamSource(input, name);
  const iterator = raw.chunks()[Symbol.asyncIterator]();
  const head = await firstBytes(iterator, 2);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  async function* all(): AsyncIterable<Uint8Array> {
    if (head.length > 0) yield head;
    for (;;) {
      const { value, done } = await iterator.next();
      if (done === true) return;
      yield value;
    }
  }
  return { ...raw, chunks: () => (isGzip ? inflateAll(all()) : all()) };
}

async function firstBytes(iterator: AsyncIterator<Uint8Array>, count: number): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < count) {
    const { value, done } = await iterator.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

async function* inflateAll(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { Readable } = await import('node:stream');
  yield* inflate(Readable.from(chunks), () => undefined);
}
