// SPDX-License-Identifier: Apache-2.0
// Every package comes from a registry of npm with the hash that package-lock.json says, and no other package than these may
// run a script when it is installed: what runs with rights is what was looked at. A part of `npm run check`.
// `npm run sbom` writes the list of those that are shipped, as CycloneDX.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOCK = join(fileURLToPath(new URL('../../', import.meta.url)), 'package-lock.json');
const REGISTRY = 'https://registry.npmjs.org/';
/** Compiled where live capture needs them (prepare.mjs), or programs of the developers. All are installed without scripts. */
const SCRIPTS = ['@2060.io/ffi-napi', '@2060.io/ref-napi', 'cpu-features', 'esbuild', 'node-pty', 'protobufjs', 'ssh2'];

/** @param {Record<string, { resolved?: string, integrity?: string, hasInstallScript?: boolean, name?: string }>} packages */
export function problemsOf(packages) {
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .flatMap(([path, { resolved = '', integrity = '', hasInstallScript = false, name }]) => {
      const called = name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return [
        ...(resolved === '' || resolved.startsWith(REGISTRY) ? [] : [`${path}: comes from ${resolved}`]),
        ...(/^sha512-/.test(integrity) ? [] : [`${path}: has no sha512 hash`]),
        ...(hasInstallScript && !SCRIPTS.includes(called) ? [`${path}: ${called} wants to run a script`] : []),
      ];
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = problemsOf(JSON.parse(readFileSync(LOCK, 'utf8')).packages);
  for (const problem of problems) process.stdout.write(`locked: ${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
