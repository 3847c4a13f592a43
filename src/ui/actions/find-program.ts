// SPDX-License-Identifier: Apache-2.0
// Where a command is, by PATH: actions whose program is not installed say so before anything else is asked.

import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../terminal/capability.js';

/** Its path; undefined where it is not installed. */
export function findProgram(name: string, env: Environment): string | undefined {
  const candidates = name.includes('/') ? [name] : folders(env).map((folder) => join(folder, name));
  return candidates.find(isProgram);
}

/** Empty and relative entries mean the current directory: nothing is run from there by accident. */
function folders(env: Environment): string[] {
  const path = env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  return path.split(':').filter((folder) => folder.startsWith('/'));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
