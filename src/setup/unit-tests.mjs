// SPDX-License-Identifier: Apache-2.0
// Tests of single functions, in one process: some 200 in ten seconds, without addons, probe, terminal or children. For
// `npm run check`, and by itself: `node src/setup/unit-tests.mjs`. Files that are here share a process: they keep to
// themselves what they change (environment, working directory).

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './bundle.mjs';

const FOLDERS = [
  'engine/event',
  'engine/fields',
  'engine/protocol',
  'engine/store',
  'engine/text',
  'ui/grid',
  'ui/keys',
  'ui/terminal',
  'ui/theme',
  'views',
];

for (const folder of FOLDERS) {
  const names = readdirSync(join(ROOT, 'test', folder)).filter((name) => name.endsWith('.test.ts'));
  for (const name of names.sort()) await import(join(ROOT, 'build', 'test', folder, name.replace(/\.ts$/, '.js')));
}
