// SPDX-License-Identifier: Apache-2.0
// Records as lines of JSON in a file, which only its owner may read, or on standard output.

import { once } from 'node:events';
import { createWriteStream, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { failure, ok, type Result } from '../result.js';
import type { ExportRecord, RecordSink, SinkReport } from './record-sink.js';

/** Characters that are written at a time. */
const PIECE = 1 << 18;

/** `path`: `-` for standard output. The error is a sentence. */
export function openNdjson(path: string, compress: boolean): Result<RecordSink, string> {
  if (path === '-') return ok(new NdjsonSink('standard output', process.stdout, process.stdout));
  let fd: number;
  try {
    fd = openSync(path, 'w', 0o600);
  } catch (error) {
    return failure(`cannot write ${path}: ${(error as Error).message}`);
  }
  const file = createWriteStream(path, { fd });
  if (!compress) return ok(new NdjsonSink(path, file, file));
  const gzip = createGzip({ level: 1 });
  gzip.pipe(file);
  return ok(new NdjsonSink(path, gzip, file));
}

class NdjsonSink implements RecordSink {
  readonly name: string;
  /** What is written to, and what is complete in the end. */
  readonly #out: Writable;
  readonly #end: Writable;
  #text = '';
  #sent = 0;
  #problem: string | undefined;

  constructor(name: string, out: Writable, end: Writable) {
    this.name = name;
    this.#out = out;
    this.#end = end;
    for (const stream of new Set([out, end])) {
      stream.on('error', (error) => {
        this.#problem = error.message;
      });
    }
  }

  put({ json }: ExportRecord): void {
    this.#text += `${json}\n`;
    this.#sent++;
    if (this.#text.length >= PIECE) this.#write();
  }

  async ready(): Promise<boolean> {
    while (this.#problem === undefined && this.#out.writableNeedDrain) {
      // An error ends the waiting too.
      await once(this.#out, 'drain').catch(() => undefined);
    }
    return this.#problem === undefined;
  }

  async close(): Promise<SinkReport> {
    this.#write();
    await this.ready();
    if (this.#out !== process.stdout && this.#problem === undefined) {
      this.#out.end();
      await once(this.#end, 'close').catch(() => undefined);
    }
    return { sent: this.#sent, lost: 0, problem: this.#problem };
  }

  #write(): void {
    if (this.#text !== '' && this.#problem === undefined) this.#out.write(this.#text);
    this.#text = '';
  }
}
