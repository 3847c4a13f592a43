// SPDX-License-Identifier: Apache-2.0
// Alerts as lines of a file, which only its owner may read. A full one becomes FILE.1, that one FILE.2 and so on.

import { closeSync, fstatSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import type { Alert } from '../alert.js';
import type { AlertOutput } from './output.js';

export interface FileLimits {
  /** Bytes after which a new file is begun. */
  readonly size: number;
  /** Old files kept. */
  readonly kept: number;
}

const LIMITS: FileLimits = { size: 16 << 20, kept: 4 };

export class FileOutput implements AlertOutput {
  readonly name: string;
  readonly #isJson: boolean;
  readonly #limits: FileLimits;
  #file: number;
  #size: number;
  #lost = 0;
  #problem = '';

  /** Appends to what is there. Throws where the file cannot be opened. */
  constructor(path: string, isJson: boolean, limits = LIMITS) {
    this.name = path;
    this.#isJson = isJson;
    this.#limits = limits;
    this.#file = openSync(path, 'a', 0o600);
    this.#size = fstatSync(this.#file).size;
  }

  send(alert: Alert): void {
    const bytes = Buffer.from(`${this.#isJson ? alert.json : alert.line}\n`);
    try {
      if (this.#size > 0 && this.#size + bytes.length > this.#limits.size) this.#rotate();
      let at = 0;
      while (at < bytes.length) at += writeSync(this.#file, bytes, at);
      this.#size += bytes.length;
    } catch (error) {
      this.#lost++;
      this.#problem = (error as Error).message;
    }
  }

  close(): Promise<string | undefined> {
    closeSync(this.#file);
    return Promise.resolve(
      this.#lost === 0 ? undefined : `${this.#lost} alerts were not written to ${this.name}: ${this.#problem}`,
    );
  }

  #rotate(): void {
    closeSync(this.#file);
    const { kept } = this.#limits;
    if (kept === 0) unlinkSync(this.name);
    for (let k = kept; k > 0; k--) renameIfThere(k === 1 ? this.name : `${this.name}.${k - 1}`, `${this.name}.${k}`);
    this.#file = openSync(this.name, 'a', 0o600);
    this.#size = fstatSync(this.#file).size;
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
