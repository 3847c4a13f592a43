// SPDX-License-Identifier: Apache-2.0
// dist/code-cache.js: runs a large file of dist/ from what V8 made of it when it was bundled, so that start-up need not
// read and compile it: a third less time for a small capture. V8 refuses code that another version of it made, and
// compiles as ever then. It does not compare sources, so the name of the cache says which source it is of.

const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

/** Scripts that have run, by the path of their cache: for write-code-cache.cjs. */
const scripts = new Map();

/** Returns what the file exports. */
function run(name, hash) {
  const filename = join(__dirname, `${name}.code.js`);
  const cache = join(__dirname, `${name}-${hash}-${process.version}-${process.arch}.cache`);
  const cachedData = readIfThere(cache);
  // The bundler writes ASCII, which is read fastest so. The wrapper leaves the lines where they are.
  const source = `(function (require, module, exports, __filename, __dirname) {${readFileSync(filename, 'latin1')}\n})`;
  const script = new Script(source, cachedData === undefined ? { filename } : { filename, cachedData });
  scripts.set(cache, script);
  const module = { exports: {} };
  script.runInThisContext()(require, module, module.exports, filename, __dirname);
  return module.exports;
}

function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

module.exports = { run, scripts };
