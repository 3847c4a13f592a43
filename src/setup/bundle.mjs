// SPDX-License-Identifier: Apache-2.0
// dist/: the program as it is shipped, one file per thread or process, by esbuild. Parts that most runs do not need are
// files of their own, imported when they are needed: terminal, text output, doctor, zod, yaml. Names stay as they are in
// the sources, so that a stack trace can be read. Plain JavaScript, because it runs before anything is compiled.

import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const DIST = join(ROOT, 'dist');

/** The program that is run: `node dist/main.js`. */
export const MAIN = join(DIST, 'main.js');

/** File in dist/ → where it starts. Each is complete by itself, so that a thread reads one file. */
const PROGRAMS = {
  main: 'src/main.ts',
  worker: 'src/engine/pipeline/worker.ts',
  capture: 'src/cli/capture.ts',
  'container-helper': 'src/engine/live/capture/container-helper.ts',
};

/** Native code, and what is loaded only where a container engine answers or a filter has a regular expression. */
const EXTERNAL = ['ffi-napi', 'ref-napi', 'dockerode', '@grpc/grpc-js', 're2js', '@nats-io/transport-node'];

/** CommonJS packages (blessed) ask for node's own modules with `require`, which a module does not have. */
const BANNER =
  "import { createRequire as createRequire_ } from 'node:module'; const require = createRequire_(import.meta.url);";

/** These packages give Node their CommonJS files; only their modules can be shaken, and have names when imported late. */
const MODULES = { rxjs: 'dist/esm', yaml: 'browser' };
const AS_MODULES = {
  name: 'as-modules',
  setup(build) {
    build.onResolve({ filter: /^(rxjs|yaml)($|\/internal\/)/ }, ({ path }) => {
      const [name = '', ...inside] = path.split('/');
      const file = inside.length === 0 ? 'index.js' : `${inside.join('/')}.js`;
      return { path: join(ROOT, 'node_modules', name, MODULES[name], file), sideEffects: false };
    });
  },
};

/** Newest modification below a folder, of files with one of these endings. */
export function newest(folder, endings) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !endings.some((ending) => entry.name.endsWith(ending))) continue;
    const { mtimeMs } = statSync(join(entry.parentPath ?? entry.path, entry.name));
    if (mtimeMs > latest) latest = mtimeMs;
  }
  return latest;
}

/** True when dist/ is newer than all that it is made of. */
export function isBundled() {
  if (!existsSync(MAIN)) return false;
  const sources = Math.max(
    newest(join(ROOT, 'src'), ['.ts']),
    statSync(fileURLToPath(import.meta.url)).mtimeMs,
    statSync(join(ROOT, 'package-lock.json')).mtimeMs,
  );
  return statSync(MAIN).mtimeMs > sources;
}

/** Writes dist/. Rejects where the sources have errors; esbuild has printed them then. */
export async function bundle() {
  const { build } = await import('esbuild');
  const options = {
    absWorkingDir: ROOT,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outdir: DIST,
    write: false,
    external: EXTERNAL,
    banner: { js: BANNER },
    plugins: [AS_MODULES],
    logLevel: 'warning',
  };
  const begin = new Date();
  const programs = Object.entries(PROGRAMS).map(([name, path]) =>
    build({ ...options, entryPoints: { [name]: path }, chunkNames: `${name}-[name]-[hash]` }),
  );
  const files = (await Promise.all(programs)).flatMap(({ outputFiles }) => outputFiles);
  replace(files, begin);
}

/** Programs that run meanwhile find whole files: each takes its place at once, main.js last, the old ones leave after. */
function replace(files, begin) {
  mkdirSync(DIST, { recursive: true });
  const ordered = files.toSorted((a, b) => Number(a.path === MAIN) - Number(b.path === MAIN));
  for (const { path, contents } of ordered) {
    const fresh = `${path}.${process.pid}`;
    writeFileSync(fresh, contents);
    if (path === MAIN) chmodSync(fresh, 0o755);
    renameSync(fresh, path);
  }
  const names = new Set(files.map(({ path }) => basename(path)));
  for (const name of readdirSync(DIST)) {
    const path = join(DIST, name);
    if (!names.has(name) && statSync(path, { throwIfNoEntry: false })?.mtime < begin) rmSync(path, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
