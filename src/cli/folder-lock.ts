// SPDX-License-Identifier: Apache-2.0
// One recorder per folder: a file with the number of its process, which is void when that process has gone.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failure, ok, type Result } from '../engine/result.js';

const NAME = '.sysdrill.pid';

export class FolderLock {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** The error is a message for the user. */
  static take(folder: string): Result<FolderLock, string> {
    const path = join(folder, NAME);
    for (let turn = 0; turn < 2; turn++) {
      try {
        writeFileSync(path, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
        return ok(new FolderLock(path));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'EEXIST') return failure(`${folder} cannot be written to (${code ?? String(error)})`);
      }
      const pid = ownerOf(path);
      if (pid !== undefined && isRecorder(pid)) return failure(`process ${pid} is recording into ${folder} already`);
      rmSync(path, { force: true });
    }
    return failure(`${folder} is being taken by another process`);
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }
}

function ownerOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers of processes are given again: it must be a recorder. */
function isRecorder(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes('record');
  } catch {
    return false;
  }
}
