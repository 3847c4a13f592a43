// SPDX-License-Identifier: Apache-2.0
// A Parquet file that is written while batches come: row groups leave as they are full, so memory does not grow with the
// file. The only file that knows parquet-wasm; loaded when something is written as Parquet.

import { type FileHandle, open, rename } from 'node:fs/promises';
import { Compression, type RecordBatch, Table, transformParquetStream, WriterPropertiesBuilder } from 'parquet-wasm';

const GROUP_ROWS = 1 << 17;

export class ParquetFile {
  rows = 0;
  readonly #path: string;
  readonly #file: FileHandle;
  #controller: ReadableStreamDefaultController<RecordBatch> | undefined;
  #pulled: () => void = () => undefined;
  readonly #written: Promise<number>;
  #problem: Error | undefined;

  private constructor(path: string, file: FileHandle, metadata: ReadonlyMap<string, string>) {
    this.#path = path;
    this.#file = file;
    this.#written = this.#write(metadata).catch((error: unknown) => {
      this.#problem = error instanceof Error ? error : new Error(String(error));
      this.#pulled();
      return 0;
    });
  }

  /** Until it is closed it has the end `.tmp`, which no reader of a folder takes. Rejects where it cannot be written. */
  static async create(path: string, metadata: ReadonlyMap<string, string>): Promise<ParquetFile> {
    return new ParquetFile(path, await open(`${path}.tmp`, 'w', 0o600), metadata);
  }

  /** Rows as a stream of Arrow IPC with one batch. Resolves when more may come. */
  async add(bytes: Uint8Array, rows: number): Promise<void> {
    const table = Table.fromIPCStream(bytes);
    for (const batch of table.recordBatches()) this.#controller?.enqueue(batch);
    table.free();
    this.rows += rows;
    while (this.#problem === undefined && (this.#controller?.desiredSize ?? 1) <= 0) {
      await new Promise<void>((resolve) => {
        this.#pulled = resolve;
      });
    }
    if (this.#problem !== undefined) throw this.#problem;
  }

  /** Bytes of the whole file. */
  async close(): Promise<number> {
    this.#controller?.close();
    const bytes = await this.#written;
    await this.#file.close();
    if (this.#problem !== undefined) throw this.#problem;
    await rename(`${this.#path}.tmp`, this.#path);
    return bytes;
  }

  async #write(metadata: ReadonlyMap<string, string>): Promise<number> {
    const input = new ReadableStream<RecordBatch>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#pulled(),
      },
      { highWaterMark: 1 },
    );
    const properties = new WriterPropertiesBuilder()
      .setCompression(Compression.ZSTD)
      .setMaxRowGroupSize(GROUP_ROWS)
      .setCreatedBy('sysdrill')
      .setKeyValueMetadata(new Map(metadata))
      .build();
    const output = (await transformParquetStream(input, properties)) as ReadableStream<Uint8Array>;
    let bytes = 0;
    for await (const piece of output as unknown as AsyncIterable<Uint8Array>) {
      await this.#file.write(piece);
      bytes += piece.length;
    }
    return bytes;
  }
}
