// SPDX-License-Identifier: Apache-2.0
// The files of a recording, as far as they are not the shim's: their names and heads, the ring of them, and what is said
// when one cannot be opened. The shim's own thread writes the events and says when it wants the next file; then it waits.

import { closeSync, rmSync } from 'node:fs';
import { OutputFailure, openDescriptor } from '../../scap/block-output.js';
import type { FileOwner } from '../../scap/own-file.js';
import { isTimed, type Rotation, recordingName } from '../../scap/recording-names.js';
import type { NativeCapture, NativeRecording } from './native.js';

export interface RecordingOptions {
  /** `-` for standard output, which does not rotate. */
  readonly path: string;
  /** Where the blocks go on their way to the files; undefined: into the files themselves. */
  readonly filter?: number | undefined;
  readonly compress: boolean;
  readonly compatible: boolean;
  readonly rotation: Rotation;
  /** Infinity: no limit. */
  readonly count: number;
  readonly seconds: number;
  /** Owner of the files; undefined: the process that opens them. */
  readonly owner: FileOwner | undefined;
  /** Every block that a file begins with. */
  readonly head: () => Uint8Array;
  readonly complain: (message: string) => void;
}

const STDOUT = 1;
const MEGABYTE = 1_000_000;

export class Recording {
  readonly #native: NativeCapture;
  readonly #options: RecordingOptions;
  #index = 0;
  /** Files whose names hold the time, the oldest first. */
  readonly #names: string[] = [];
  /** What was complained of last: once for each reason. */
  #complaint = '';

  private constructor(native: NativeCapture, options: RecordingOptions) {
    this.#native = native;
    this.#options = options;
  }

  /** Opens the first file and gives it to the shim. Throws OutputFailure. */
  static begin(native: NativeCapture, options: RecordingOptions): Recording {
    const recording = new Recording(native, options);
    recording.#withFile(0, (file) => native.record(file, nativeRecording(options), options.head()));
    return recording;
  }

  /** Files begun so far. */
  get files(): number {
    return this.#index + 1;
  }

  /** Where the shim asks for another file: that one, or the word that there is none for now. */
  serve(): void {
    if (this.#native.stats().wants_file === 0) return;
    try {
      this.#withFile(this.#index + 1, (file) => this.#native.nextFile(file, this.#options.head()));
      this.#index++;
      this.#complaint = '';
    } catch (error) {
      if (!(error instanceof OutputFailure)) throw error;
      this.#native.nextFile(undefined, new Uint8Array(0));
      if (error.message !== this.#complaint) {
        this.#options.complain(`${error.message}. The recording goes on in the file before; trying again`);
      }
      this.#complaint = error.message;
    }
  }

  #withFile(index: number, give: (file: number) => { readonly ok: boolean }): void {
    const { path, rotation, owner, filter } = this.#options;
    if (filter !== undefined) {
      if (!give(filter).ok) throw new OutputFailure('the shim cannot use the pipe to its filter', false);
      return;
    }
    const name = recordingName(path, rotation, index, new Date());
    const file = openDescriptor(name, owner);
    try {
      // It fails where the descriptor cannot be used: a directory's place has been taken by something odd.
      if (!give(file).ok) throw new OutputFailure(`cannot write ${name}: the shim cannot use it`, false);
    } finally {
      if (file !== STDOUT) closeSync(file);
    }
    if (isTimed(path, rotation)) this.#keepNewest(name);
  }

  /** A ring of names that say the time: the oldest file goes. */
  #keepNewest(name: string): void {
    const { files } = this.#options.rotation;
    if (this.#names.at(-1) === name) return;
    this.#names.push(name);
    if (files === 0 || this.#names.length <= files) return;
    try {
      rmSync(this.#names.shift() ?? '', { force: true });
    } catch (error) {
      this.#options.complain(`a file of the ring cannot be removed: ${String(error)}`);
    }
  }
}

function nativeRecording({
  path,
  filter,
  compress,
  compatible,
  rotation,
  count,
  seconds,
}: RecordingOptions): NativeRecording {
  const limit = (value: number, unit = 1) => (value === 0 || path === '-' ? Number.POSITIVE_INFINITY : value * unit);
  return {
    compress: compress && filter === undefined,
    compatible,
    maxBytes: limit(rotation.megabytes, MEGABYTE),
    maxEvents: limit(rotation.events),
    maxSeconds: limit(rotation.seconds),
    count,
    seconds,
  };
}
