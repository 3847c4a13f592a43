// SPDX-License-Identifier: Apache-2.0
// The files of a recording: one, or a new one after a number of megabytes, seconds or events, in a ring of names.
// Each file is a capture of its own, with the machine as it was when the file was begun.

import { rmSync } from 'node:fs';
import { type BlockOutput, openOutput } from './block-output.js';
import { isTimed, type Rotation, recordingName } from './recording-names.js';

export interface CaptureFilesOptions {
  /** `-` for standard output, which does not rotate. */
  readonly path: string;
  readonly compress: boolean;
  readonly rotation: Rotation;
  /** Every block that a file begins with. */
  readonly header: () => Uint8Array;
  /** ms, steadily growing. */
  readonly clock: () => number;
  /** The time in a name, with -G. */
  readonly date: () => Date;
  /** How a file is opened; by default it is written where it will be (openOutput). */
  readonly open?: (path: string, compress: boolean) => BlockOutput;
}

const MEGABYTE = 1_000_000;

export class CaptureFiles {
  readonly #options: CaptureFilesOptions;
  #output: BlockOutput;
  #index = 0;
  #events = 0;
  #begun: number;
  /** Files whose names hold the time, the oldest first. */
  readonly #names: string[] = [];
  /** Bytes of the files that are complete. */
  #closedBytes = 0;

  private constructor(options: CaptureFilesOptions) {
    this.#options = options;
    this.#output = this.#open();
    this.#begun = options.clock();
  }

  /** Opens the first file and writes its header. Throws OutputFailure. */
  static async open(options: CaptureFilesOptions): Promise<CaptureFiles> {
    const files = new CaptureFiles(options);
    try {
      await files.#output.write(options.header());
    } catch (error) {
      files.abandon();
      throw error;
    }
    return files;
  }

  /** Files begun so far. */
  get count(): number {
    return this.#index + 1;
  }

  /** Bytes that have reached all files. */
  get bytes(): number {
    return this.#closedBytes + this.#output.bytes;
  }

  /** Events that the current file has room for. */
  get room(): number {
    const { events } = this.#options.rotation;
    return events === 0 ? Number.POSITIVE_INFINITY : events - this.#events;
  }

  write(bytes: Uint8Array, events: number): Promise<void> {
    this.#events += events;
    return this.#output.write(bytes);
  }

  /** Begins the next file where the current one has had its size, time or number of events. */
  async rotateIfDue(): Promise<void> {
    if (!this.isDue) return;
    await this.#output.close();
    this.#closedBytes += this.#output.bytes;
    this.#index++;
    this.#events = 0;
    this.#begun = this.#options.clock();
    this.#output = this.#open();
    await this.#output.write(this.#options.header());
  }

  /** Whether what comes next belongs into another file. */
  get isDue(): boolean {
    const { megabytes } = this.#options.rotation;
    // A file without an event is not a valid capture: it waits for one.
    if (this.#options.path === '-' || this.#events === 0) return false;
    return this.room <= 0 || this.isOld || (megabytes > 0 && this.#output.bytes >= megabytes * MEGABYTE);
  }

  /** Whether the current file has had its time. */
  get isOld(): boolean {
    const { seconds } = this.#options.rotation;
    return seconds > 0 && this.#options.clock() - this.#begun >= seconds * 1000;
  }

  flush(): Promise<void> {
    return this.#output.flush();
  }

  close(): Promise<void> {
    return this.#output.close();
  }

  /** After a failure: see BlockOutput. */
  abandon(): void {
    this.#output.abandon();
  }

  #open(): BlockOutput {
    const { path, rotation, compress, date } = this.#options;
    const name = recordingName(path, rotation, this.#index, date());
    const output = (this.#options.open ?? openOutput)(name, compress);
    if (isTimed(path, rotation)) this.#keepNewest(name);
    return output;
  }

  /** A ring of names that say the time: the oldest file goes. */
  #keepNewest(name: string): void {
    const { files } = this.#options.rotation;
    if (this.#names.at(-1) === name) return;
    this.#names.push(name);
    if (files > 0 && this.#names.length > files) rmSync(this.#names.shift() ?? '', { force: true });
  }
}
