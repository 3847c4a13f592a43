// SPDX-License-Identifier: Apache-2.0
// Where the program is installed, and its files that are started by themselves. They run bundled, from dist/ (one flat
// folder, src/setup/bundle.mjs), and in tests of single functions from the compiled sources.

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
/** Its package.json only says that it is CommonJS. */
const IS_DIST = basename(HERE) === 'dist';

/** The folder with the program's package.json. */
export function packageRoot(): string {
  let folder = IS_DIST ? dirname(HERE) : HERE;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/**
 * A native file: from the sources' build where there is one, else as it came with the package for this machine. The path is
 * that of the build where there is neither.
 */
export function nativeFile(name: string): string {
  const built = join(packageRoot(), 'libscap-shim', 'build', name);
  const shipped = join(packageRoot(), 'prebuilds', `${process.platform}-${process.arch}`, name);
  return !existsSync(built) && existsSync(shipped) ? shipped : built;
}

/** The file that a worker or a process of ours starts with, by its place in src: `engine/pipeline/worker.js`. */
export function programFile(source: string): string {
  return join(HERE, IS_DIST ? basename(source) : source);
}

export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;
}
