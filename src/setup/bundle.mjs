// SPDX-License-Identifier: Apache-2.0
// dist/: the program as it is shipped, one file per thread or process, by esbuild. Parts that most runs do not need are
// files of their own, loaded when they are needed: terminal, text output, doctor, zod, yaml. The large ones come with what
// V8 has compiled of them (docs/adr/0013). Names stay as they are in the sources, so that a stack trace can be read. Plain
// JavaScript, because it runs before anything is compiled.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const DIST = join(ROOT, 'dist');

/** The program that is run: `node dist/main.js`. */
export const MAIN = join(DIST, 'main.js');

/** Runs a file with its compiled code. */
const CODE_CACHE = join(ROOT, 'src', 'setup', 'code-cache.cjs');

/** File in dist/ → where it starts. Each is complete by itself, so that a thread reads one file. */
const PROGRAMS = {
  main: 'src/main.ts',
  worker: 'src/engine/pipeline/worker.ts',
  capture: 'src/cli/capture.ts',
  'redact-filter': 'src/engine/live/capture/redact-filter.ts',
  'container-helper': 'src/engine/live/capture/container-helper.ts',
  'service-process': 'src/engine/live/service/service-process.ts',
};

/** Parts that are one file: the engine's thread then starts with the compiled code of the text output. */
const TOGETHER = { engine: ['src/cli/text-output.ts', 'src/engine/pipeline/serve.ts'] };

/** Large, and started while somebody waits: code-cache.cjs runs them. */
const CACHED = new Set(['engine', 'terminal', 'app']);

/** Native code, and what a filter requires at its first regular expression. All other packages are inside dist/. */
const EXTERNAL = ['ffi-napi', 'ref-napi', 're2js', 'apache-arrow', 'parquet-wasm'];

/** dockerode can reach Docker through ssh; sysdrill asks sockets only, and ssh2 brings native code that has to be compiled. */
const UNUSED = {
  name: 'unused',
  setup(build) {
    build.onResolve({ filter: /^ssh2$/ }, () => ({ path: 'ssh2', namespace: 'unused' }));
    build.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'export const Client = undefined;' }));
  },
};

/** As esbuild writes the import of a builtin by its names. */
const LATE_BUILTIN =
  /^var (import_node_\w+) = require\("(node:(?:child_process|crypto|dns\/promises|http|https|net|timers\/promises|tls|zlib))"\);/gm;

/** What a module knows of its place, in CommonJS. */
const BANNER = "const moduleUrl_ = require('node:url').pathToFileURL(__filename).href;";

/** Of these packages Node gets CommonJS files; only their modules can be shaken, and have names when imported late. */
const MODULES = { rxjs: 'dist/esm', yaml: 'browser' };
const AS_MODULES = {
  name: 'as-modules',
  setup(build) {
    build.onResolve({ filter: /^(rxjs|yaml)($|\/internal\/)/ }, ({ path }) => ({
      path: moduleFile(path),
      sideEffects: false,
    }));
  },
};

/** The file of dist/ that has a source of ours. */
function partOf(source) {
  const together = Object.entries(TOGETHER).find(([, sources]) => sources.includes(relative(ROOT, source)));
  return together?.[0] ?? basename(source, '.ts');
}

function moduleFile(path) {
  const [name = '', ...inside] = path.split('/');
  const file = inside.length === 0 ? 'index.js' : `${inside.join('/')}.js`;
  return join(ROOT, 'node_modules', name, MODULES[name], file);
}

/** What is imported late is a file of its own in dist/; `found` gets its name and where it starts. */
function lateParts(found) {
  return {
    name: 'late-parts',
    setup(build) {
      build.onResolve({ filter: /./ }, async ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import' || EXTERNAL.includes(path) || path.startsWith('node:')) return undefined;
        // A package is asked for as by a module: so esbuild answers with the place of its file.
        const { path: source } = await build.resolve(path, { kind: 'import-statement', resolveDir });
        const name = path.startsWith('.') ? partOf(source) : basename(path);
        found(name, source);
        return { path: `./${name}.js`, external: true };
      });
    },
  };
}

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
    newest(join(ROOT, 'src', 'setup'), ['bundle.mjs', '.cjs']),
    statSync(join(ROOT, 'package-lock.json')).mtimeMs,
  );
  return statSync(MAIN).mtimeMs > sources;
}

/** Writes dist/. Rejects where the sources have errors; esbuild has printed them then. */
export async function bundle() {
  const begin = new Date();
  const built = new Map();
  const add = (name, source) => {
    if (!built.has(name)) built.set(name, bundled(name, source, add));
  };
  for (const [name, source] of Object.entries(PROGRAMS)) add(name, source);
  const parts = await allOf(built);
  const files = parts.flatMap(({ files }) => files);
  files.push({ name: 'NOTICES', contents: notices(parts.flatMap(({ inputs }) => inputs)) });
  files.push({ name: 'package.json', contents: '{ "type": "commonjs" }\n' });
  files.push({ name: 'code-cache.js', contents: readFileSync(CODE_CACHE) });
  replace(files, begin);
  writeCodeCache();
}

/** All that are built, those included that are found while others are. The compiler's process ends: it has 600 MB by then. */
async function allOf(built) {
  try {
    for (const program of built.values()) await program;
    return await Promise.all(built.values());
  } finally {
    (await import('esbuild')).stop();
  }
}

function entryOf(name, source) {
  const sources = TOGETHER[name];
  if (sources === undefined) return { entryPoints: [source] };
  const contents = sources.map((one) => `export * from './${one.replace(/ts$/, 'js')}';`).join('\n');
  return { stdin: { contents, resolveDir: ROOT, loader: 'ts' } };
}

/** The files of one program, and the paths of its sources. */
async function bundled(name, source, found) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    ...entryOf(name, source),
    bundle: true,
    // Node 20 keeps compiled code of scripts only, not of modules.
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    outfile: join(DIST, `${name}.js`),
    write: false,
    metafile: true,
    external: EXTERNAL,
    banner: { js: BANNER },
    define: { 'import.meta.url': 'moduleUrl_' },
    supported: { 'dynamic-import': false },
    plugins: [lateParts(found), AS_MODULES, UNUSED],
    logLevel: 'warning',
  });
  const [{ text }] = outputFiles;
  return { files: filesOf(name, lateBuiltins(text)), inputs: Object.keys(metafile.inputs) };
}

/**
 * Builtin modules are loaded where they are used first: crypto, zlib, child_process and net take 15 ms together, and most
 * runs need none of them.
 */
export function lateBuiltins(code) {
  const names = new Set();
  const late = code.replaceAll(LATE_BUILTIN, (_, name, module) => {
    names.add(name);
    return `var ${name} = () => require("${module}");`;
  });
  return late.replaceAll(/\bimport_node_\w+(?=\.)/g, (name) => (names.has(name) ? `${name}()` : name));
}

function filesOf(name, contents) {
  if (!CACHED.has(name)) return [{ name: `${name}.js`, contents }];
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  return [
    { name: `${name}.code.js`, contents },
    { name: `${name}.js`, contents: `module.exports = require('./code-cache.js').run('${name}', '${hash}');\n` },
  ];
}

/** The licence of each package of which a part is in dist/. */
function notices(inputs) {
  const folders = inputs.map((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]);
  const known = [...new Set(folders)].filter((folder) => folder !== undefined).sort();
  return known.map(licenceOf).join(`\n${'-'.repeat(78)}\n\n`);
}

function licenceOf(folder) {
  const place = join(ROOT, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
  const file = readdirSync(place).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : `\n${readFileSync(join(place, file), 'utf8')}`;
  return `${name} ${version}: ${license}\n${text}`;
}

/** Programs that run meanwhile find whole files: each takes its place at once, main.js last, the old ones leave after. */
function replace(files, begin) {
  mkdirSync(DIST, { recursive: true });
  const ordered = files.toSorted((a, b) => Number(a.name === 'main.js') - Number(b.name === 'main.js'));
  for (const { name, contents } of ordered) replaceFile(join(DIST, name), contents);
  removeOld(new Set(files.map(({ name }) => name)), begin);
}

function replaceFile(path, contents) {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, contents);
  if (path === MAIN) chmodSync(fresh, 0o755);
  renameSync(fresh, path);
}

function removeOld(names, begin) {
  for (const name of readdirSync(DIST)) {
    const path = join(DIST, name);
    if (!names.has(name) && statSync(path, { throwIfNoEntry: false })?.mtime < begin) rmSync(path, { force: true });
  }
}

/** Compiled code of the functions that a short run needs, for this Node; without it everything runs, later. */
function writeCodeCache() {
  const args = ['-r', join(ROOT, 'docs', 'demo.scap'), '-v', 'files', '--json'];
  spawnSync(process.execPath, [join(ROOT, 'src', 'setup', 'write-code-cache.cjs'), DIST, ...args], { stdio: 'ignore' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
