// SPDX-License-Identifier: Apache-2.0
// Runs the program once, and writes down what V8 has compiled: code-cache.cjs reads it.
// `node write-code-cache.cjs DIST ARGUMENT …`

const { renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const [dist, ...args] = process.argv.slice(2);
const { scripts } = require(join(dist, 'code-cache.js'));

process.on('exit', () => {
  for (const part of ['terminal', 'app']) require(join(dist, `${part}.js`));
  for (const [path, script] of scripts) {
    writeFileSync(`${path}.${process.pid}`, script.createCachedData());
    renameSync(`${path}.${process.pid}`, path);
  }
});

process.argv = [process.execPath, join(dist, 'main.js'), ...args];
require(join(dist, 'main.js'));
