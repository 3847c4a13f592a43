// SPDX-License-Identifier: Apache-2.0
// Bundled programs load builtin modules where they use them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

const path = new URL('../../../src/setup/bundle.mjs', import.meta.url).href;
const { lateBuiltins } = (await import(path)) as { lateBuiltins(code: string): string };

test('a dear builtin module is asked for by each use', () => {
  const code = [
    'var import_node_zlib = require("node:zlib");',
    'var import_node_zlib2 = require("node:zlib");',
    'const packed = (0, import_node_zlib.gzipSync)(text);',
    'class Unpacked extends import_node_zlib2.Gunzip {}',
  ].join('\n');
  assert.deepEqual(lateBuiltins(code).split('\n'), [
    'var import_node_zlib = () => require("node:zlib");',
    'var import_node_zlib2 = () => require("node:zlib");',
    'const packed = (0, import_node_zlib().gzipSync)(text);',
    'class Unpacked extends import_node_zlib2().Gunzip {}',
  ]);
});

test('others are loaded at the start, as they were', () => {
  const code = 'var import_node_fs = require("node:fs");\n(0, import_node_fs.readSync)(1);';
  assert.equal(lateBuiltins(code), code);
});
