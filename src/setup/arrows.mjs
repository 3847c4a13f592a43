// SPDX-License-Identifier: Apache-2.0
// The dependency arrows of the design, as an allow-list: which room may import from which. Exceptions are listed by name.
// Also: third-party packages are reached through one file each, and nothing outside live/ needs native code.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ROOT } from './prepare.mjs';

/** Room → rooms that it may import from. A room may always import from itself. */
const MAY_IMPORT = {
  'engine/scap': ['engine/result'],
  'engine/state': ['engine/scap'],
  'engine/store': ['engine/scap', 'engine/state', 'engine/fields'],
  'engine/fields': ['engine/scap', 'engine/state', 'engine/result', 'engine/print'],
  'engine/filter': ['engine/scap', 'engine/state', 'engine/fields', 'engine/result'],
  'engine/print': [
    'engine/scap',
    'engine/state',
    'engine/fields',
    'engine/filter',
    'engine/result',
    'engine/pipeline/protocol',
  ],
  'engine/query': [
    'engine/scap',
    'engine/state',
    'engine/store',
    'engine/fields',
    'engine/filter',
    'engine/result',
    'engine/pipeline/protocol',
    'views/view',
  ],
  'engine/pipeline': [
    'engine/scap',
    'engine/state',
    'engine/store',
    'engine/fields',
    'engine/filter',
    'engine/print',
    'engine/query',
    'engine/result',
    'views',
  ],
  'engine/live': ['engine/scap', 'engine/state', 'engine/result', 'engine/filter', 'engine/fields'],
  'engine/result': [],
  views: [],
  ui: ['engine/pipeline/protocol', 'views/view', 'views/view-graph'],
  cli: ['engine', 'views', 'ui'],
  main: ['cli', 'engine', 'views', 'ui'],
};

/** file → what it may import besides, and why. */
const EXCEPTIONS = {
  // Drill-down writes filter terms: quoting of values is the filter language's business.
  'ui/filter-terms.ts': ['engine/filter/print'],
  // Completion shows the operators that the checker takes, and quotes values as the parser reads them.
  'ui/prompts/filter-completion.ts': ['engine/filter/operators', 'engine/filter/print', 'engine/filter/values'],
  // A rectangle of the spectrogram becomes a filter: its edges must be those that the engine counted with.
  'ui/spectrogram/rectangle.ts': ['engine/query/latency-axis'],
};

/** Package → the only files that may import it. */
const PACKAGES = {
  blessed: ['ui/'],
  'blessed-contrib': ['ui/'],
  'ffi-napi': ['engine/live/native.ts'],
  'ref-napi': ['engine/live/native.ts'],
  rxjs: ['engine/pipeline/', 'ui/'],
  zod: ['views/schema.ts', 'cli/', 'ui/'],
  yaml: ['views/user-views.ts', 'cli/', 'ui/'],
  re2js: ['engine/filter/regex.ts'],
  'string-width': ['ui/cell-width.ts'],
  dockerode: ['engine/live/'],
  '@grpc/grpc-js': ['engine/live/'],
};

const SRC = join(ROOT, 'src');
/** One-line imports, the last line of longer ones, and imports at run time. */
const IMPORT = /^(?:import|export|\})[^'"\n]* from '([^'\n]+)';$|\bimport\('([^'\n]+)'\)/gm;

/** @param {string} path relative to src, without extension */
function roomOf(path) {
  const rooms = Object.keys(MAY_IMPORT).sort((a, b) => b.length - a.length);
  return rooms.find((room) => path === room || path.startsWith(`${room}/`));
}

const problems = [];
let files = 0;
for (const name of readdirSync(SRC, { recursive: true }).map(String)) {
  if (!name.endsWith('.ts') || name.endsWith('.d.ts')) continue;
  files++;
  const path = name.replace(/\.ts$/, '');
  const room = roomOf(path);
  if (room === undefined) {
    problems.push(`${name}: stands in no room of the design`);
    continue;
  }
  const text = readFileSync(join(SRC, name), 'utf8');
  for (const match of text.matchAll(IMPORT)) {
    const target = match[1] ?? match[2] ?? '';
    if (target.startsWith('node:')) continue;
    if (!target.startsWith('.')) {
      const owner = Object.keys(PACKAGES).find((p) => target === p || target.startsWith(`${p}/`));
      if (owner === undefined) problems.push(`${name}: imports the package ${target}, which has no place`);
      else if (!PACKAGES[owner].some((place) => name.startsWith(place)))
        problems.push(`${name}: may not import ${target}`);
      continue;
    }
    const to = relative(SRC, resolve(dirname(join(SRC, name)), target)).replace(/\.js$/, '');
    const allowed = [room, ...MAY_IMPORT[room], ...(EXCEPTIONS[name] ?? [])];
    if (!allowed.some((place) => to === place || to.startsWith(`${place}/`))) {
      problems.push(`${name} (${room}) → ${to}`);
    }
  }
}
for (const problem of problems) process.stderr.write(`arrow: ${problem}\n`);
process.stdout.write(`${files} files, ${problems.length} wrong arrows\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
