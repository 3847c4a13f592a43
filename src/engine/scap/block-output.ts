// SPDX-License-Identifier: Apache-2.0
// Where a capture is written to: a file or standard output, plain or gzip. Writes are in order and never on node's main thread
// (a full pipe blocks a thread of the pool, not the program); when a write's promise resolves its buffer is free again.

import { closeSync, openSync, realpathSync, renameSync, rmSync, type Stats, statSync, write } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { getSystemErrorName } from 'node:util';
import { constants, createGzip, type Gzip } from 'node:zlib';
import { type FileOwner, FileRefusal, openOwnFile, refuseForeignLink } from './own-file.js';

const STDOUT = 1;
/** A pipe that somebody has made non-blocking is tried again. */
const RETRY = 5;
/** Recording must keep up: level 1 packs system calls four times as fast as the default, into a tenth more. */
const GZIP_LEVEL = 1;

export class OutputFailure extends Error {
  /** The reader has closed its end: no error, the capture is over. */
  readonly isReaderGone: boolean;

  constructor(message: string, isReaderGone: boolean) {
    super(message);
    this.isReaderGone = isReaderGone;
  }
}

export interface BlockOutput {
  /** Bytes that have reached the file: compressed ones, where it is compressed. */
  readonly bytes: number;
  /** Rejects with OutputFailure. */
  write(bytes: Uint8Array): Promise<void>;
  /** What was written so far can be read, whatever happens afterwards. */
  flush(): Promise<void>;
  /** Everything is in the file, and the file in its place. */
  close(): Promise<void>;
  /** Closes without a word; a file that is not in its place yet is removed. For use after a failure. */
  abandon(): void;
}

/** `path`: a file to be made or overwritten, `-` for standard output; `owner`: see openOwnFile. Throws OutputFailure. */
export function openOutput(path: string, compress: boolean, owner?: FileOwner): BlockOutput {
  const plain = new PlainOutput(openDescriptor(path, owner), path);
  return compress ? new GzipOutput(plain) : plain;
}

/** As openOutput, but the descriptor alone; see openOwnFile. */
export function openDescriptor(path: string, owner: FileOwner | undefined): number {
  if (path === '-') return STDOUT;
  try {
    return openOwnFile(path, owner);
  } catch (error) {
    throw new OutputFailure(`cannot write ${path}: ${reasonOf(error)}`, false);
  }
}

/**
 * As openOutput, but a file appears under its name only when it is complete: until close() it is a hidden one beside it, and
 * a file that was there before stays what it was. What is not an ordinary file (a device, a pipe) is written to as it is.
 */
export function openReplacement(path: string, compress: boolean): BlockOutput {
  if (path === '-') return openOutput(path, compress);
  let file: number;
  let target = path;
  let hidden: string;
  try {
    refuseForeignLink(path);
    const old: Stats | undefined = statSync(path, { throwIfNoEntry: false });
    if (old?.isDirectory() === true) throw Object.assign(new Error(), { code: 'EISDIR' });
    if (old !== undefined && !old.isFile()) return openOutput(path, compress);
    if (old !== undefined) target = realpathSync(path);
    hidden = join(dirname(target), `.sysdrill-${process.pid}-${Math.floor(Math.random() * 1e9).toString(36)}.part`);
    file = openSync(hidden, 'wx', old === undefined ? 0o600 : old.mode & 0o777);
  } catch (error) {
    throw new OutputFailure(`cannot write ${path}: ${reasonOf(error)}`, false);
  }
  const plain = new PlainOutput(file, path, { hidden, target });
  return compress ? new GzipOutput(plain) : plain;
}

class PlainOutput implements BlockOutput {
  readonly #file: number;
  readonly #path: string;
  /** Where the file is while it is written, and where it goes. */
  readonly #move: { readonly hidden: string; readonly target: string } | undefined;
  #last: Promise<void> = Promise.resolve();
  #bytes = 0;
  #isOpen = true;

  constructor(file: number, path: string, move?: { readonly hidden: string; readonly target: string }) {
    this.#file = file;
    this.#path = path;
    this.#move = move;
  }

  get bytes(): number {
    return this.#bytes;
  }

  write(bytes: Uint8Array): Promise<void> {
    this.#last = this.#last.then(() => this.#writeAll(bytes));
    return this.#last;
  }

  flush(): Promise<void> {
    return this.#last;
  }

  async close(): Promise<void> {
    await this.#last;
    try {
      this.#closeFile();
      if (this.#move !== undefined) renameSync(this.#move.hidden, this.#move.target);
    } catch (error) {
      throw new OutputFailure(`cannot write ${this.#path}: ${reasonOf(error)}`, false);
    }
  }

  abandon(): void {
    try {
      this.#closeFile();
      if (this.#move !== undefined) rmSync(this.#move.hidden, { force: true });
    } catch {
      // The caller that abandons has a failure to report already.
    }
  }

  #closeFile(): void {
    if (!this.#isOpen || this.#file === STDOUT) return;
    this.#isOpen = false;
    closeSync(this.#file);
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    let at = 0;
    while (at < bytes.length) {
      try {
        at += await writeSome(this.#file, bytes, at);
      } catch (error) {
        const code = codeOf(error);
        if (code !== 'EAGAIN')
          throw new OutputFailure(`cannot write ${this.#path}: ${reasonOf(error)}`, code === 'EPIPE');
        await sleep(RETRY);
      }
    }
    this.#bytes += bytes.length;
  }
}

class GzipOutput implements BlockOutput {
  readonly #plain: PlainOutput;
  readonly #gzip: Gzip = createGzip({ level: GZIP_LEVEL });
  #last: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(plain: PlainOutput) {
    this.#plain = plain;
    this.#gzip.on('data', (chunk: Uint8Array) => {
      plain.write(chunk).catch((error: unknown) => {
        this.#failure ??= error;
      });
    });
  }

  get bytes(): number {
    return this.#plain.bytes;
  }

  write(bytes: Uint8Array): Promise<void> {
    this.#last = this.#last.then(() => this.#step((done) => this.#gzip.write(bytes, done)));
    return this.#last;
  }

  flush(): Promise<void> {
    this.#last = this.#last.then(() => this.#step((done) => this.#gzip.flush(constants.Z_SYNC_FLUSH, () => done())));
    return this.#last;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#step((done) => {
      this.#gzip.once('end', () => done());
      this.#gzip.end();
    });
    await this.#plain.close();
  }

  abandon(): void {
    this.#gzip.destroy();
    this.#plain.abandon();
  }

  /** One step of the compressor, and what it gave written. */
  async #step(start: (done: (error?: Error | null) => void) => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      start((error) => {
        if (error === undefined || error === null) resolve();
        else reject(error);
      });
    });
    await this.#plain.flush();
    if (this.#failure !== undefined) throw this.#failure;
  }
}

function writeSome(file: number, bytes: Uint8Array, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    write(file, bytes, at, bytes.length - at, null, (error, written) => {
      if (error === null) resolve(written);
      else reject(error);
    });
  });
}

/** A failed write in words, by the number of its error as the shim has it. */
export function writeFailure(path: string, errno: number): OutputFailure {
  const code = getSystemErrorName(errno);
  return new OutputFailure(`cannot write ${path}: ${reasonOf({ code })}`, code === 'EPIPE');
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function reasonOf(error: unknown): string {
  if (error instanceof FileRefusal) return error.message;
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EROFS':
      return 'its file system is read-only';
    case 'ENOTDIR':
      return 'its directory does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'no permission';
    case 'EISDIR':
      return 'it is a directory';
    case 'ENOENT':
      return 'its directory does not exist';
    case 'EPIPE':
      return 'the reader has gone';
    case 'ETIMEDOUT':
      return 'its reader does not read';
    case 'EFBIG':
      return 'the file is as large as it may be';
    default:
      return codeOf(error) || (error instanceof Error ? error.message : String(error));
  }
}
