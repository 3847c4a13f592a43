// SPDX-License-Identifier: Apache-2.0
// The files of a recording that is redacted: a section header begins the next one. Where that cannot be opened, the one
// before goes on, with another section in it.

import { rmSync } from 'node:fs';
import { type BlockOutput, OutputFailure, openOutput } from '../../scap/block-output.js';
import { Block } from '../../scap/block-types.js';
import type { FileOwner } from '../../scap/own-file.js';
import { isTimed, type Rotation, recordingName } from '../../scap/recording-names.js';

export interface RedactedFilesOptions {
  readonly path: string;
  readonly compress: boolean;
  readonly rotation: Rotation;
  readonly owner: FileOwner | undefined;
}

export class RedactedFiles {
  readonly #options: RedactedFilesOptions;
  readonly #complain: (message: string) => void;
  #output: BlockOutput;
  #index = 0;
  #isBegun = false;
  /** Files whose names hold the time, the oldest first. */
  readonly #names: string[] = [];

  /** Opens the first file. Throws OutputFailure. */
  constructor(options: RedactedFilesOptions, complain: (message: string) => void) {
    this.#options = options;
    this.#complain = complain;
    this.#output = this.#open();
  }

  /** Whole blocks. Rejects with OutputFailure. */
  async write(blocks: Uint8Array): Promise<void> {
    let from = 0;
    for (const at of sectionsOf(blocks)) {
      if (at > from) await this.#output.write(blocks.subarray(from, at));
      if (this.#isBegun) await this.#next();
      this.#isBegun = true;
      from = at;
    }
    if (from < blocks.length) await this.#output.write(blocks.subarray(from));
  }

  close(): Promise<void> {
    return this.#output.close();
  }

  async #next(): Promise<void> {
    this.#index++;
    try {
      const next = this.#open();
      await this.#output.close();
      this.#output = next;
    } catch (error) {
      if (!(error instanceof OutputFailure)) throw error;
      this.#complain(`${error.message}. The recording goes on in the file before`);
    }
  }

  #open(): BlockOutput {
    const { path, rotation, compress, owner } = this.#options;
    const name = recordingName(path, rotation, this.#index, new Date());
    const output = openOutput(name, compress, owner);
    if (isTimed(path, rotation)) this.#keepNewest(name);
    return output;
  }

  #keepNewest(name: string): void {
    const { files } = this.#options.rotation;
    if (this.#names.at(-1) === name) return;
    this.#names.push(name);
    if (files > 0 && this.#names.length > files) rmSync(this.#names.shift() ?? '', { force: true });
  }
}

/** Offsets of section headers. */
function* sectionsOf(blocks: Uint8Array): Generator<number> {
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.length);
  for (let at = 0; at + 8 <= blocks.length; at += view.getUint32(at + 4, true)) {
    if (view.getUint32(at, true) === Block.SECTION_HEADER) yield at;
  }
}
