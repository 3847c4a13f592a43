// SPDX-License-Identifier: Apache-2.0
// The structure of src, checked: rooms are levels and import downwards only, files of one room form no circles (types
// included), each library has one file that imports it, and classes of the interface are small. Debts are listed by name;
// a debt that is paid must leave the list.
// `node src/setup/arrows.mjs --dot` prints the rooms as a graph.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ROOT } from './prepare.mjs';

/** Rooms from the bottom to the top; export is still empty. A room imports from itself and from the levels before its own. */
const LEVELS = [
  ['program-files'],
  ['priority'],
  ['engine/same-shape'],
  ['engine/result'],
  ['engine/scap'],
  ['engine/protocol'],
  ['views/view'],
  ['views/view-graph'],
  ['engine/state'],
  ['engine/ring'],
  ['engine/event'],
  ['engine/text'],
  ['engine/fields'],
  ['engine/filter', 'engine/store'],
  ['engine/requests', 'engine/waits'],
  ['engine/format', 'engine/ingest'],
  ['engine/query'],
  ['engine/rules', 'engine/metrics'],
  ['engine/redact'],
  ['engine/save', 'engine/export'],
  ['engine/session'],
  ['engine/live/procfs'],
  ['engine/live/containers'],
  ['engine/live/capture'],
  ['engine/live/service'],
  ['engine/live/doctor'],
  ['kubernetes'],
  ['views'],
  ['engine/pipeline'],
  ['fleet'],
  ['ui'],
  ['cli'],
  ['main'],
];

/** What a room may not import although it lies below: the interface talks to the engine through the protocol alone. */
const CLOSED = {
  ui: /^engine\/(?!protocol\/|result|same-shape)/,
  'engine/live/procfs': /^engine\/(query|save|session)\//,
};

/** file → what it imports against the rules, and why. */
const DEBTS = {
  // Drill-down writes filter terms: quoting of values is the filter language's business.
  'ui/filter-terms.ts': ['engine/filter/print'],
  // Completion shows the operators that the checker takes, and quotes values as the parser reads them.
  'ui/prompts/filter-completion.ts': ['engine/filter/operators', 'engine/filter/print', 'engine/filter/values'],
  // An alert's text names the cells of its row as tables do.
  'engine/pipeline/view-alert.ts': ['ui/format'],
  // A rectangle of the spectrogram becomes a filter: its edges must be those that the engine counted with.
  'ui/spectrogram/rectangle.ts': ['engine/query/latency-axis'],
};

/** Pages are made by these alone: one page asks `ui.navigate` for another. */
const NAVIGATOR = ['ui/navigator', 'ui/page-stack', 'ui/session'];
/** Pages that lie over another and answer the one that made them. */
const OVERLAYS = [
  'ui/actions/actions-page',
  'ui/actions/output-page',
  'ui/alerts/exception-page',
  'ui/pages/columns-page',
  'ui/pages/question-page',
];

/** Lines that a file of the interface may have. */
const LONGEST = 400;

/** Members that a class of the interface may have, private ones too; a pair of get and set is one. */
const MOST_MEMBERS = 40;

/** Library → the files that may import it. */
const LIBRARIES = {
  blessed: ['ui/screen.ts'],
  'blessed-contrib': [],
  'ffi-napi': ['engine/live/capture/native.ts'],
  'ref-napi': ['engine/live/capture/native.ts'],
  rxjs: [
    // The type of its streams.
    'engine/protocol/engine-calls.ts',
    'engine/pipeline/engine.ts',
    'engine/pipeline/client.ts',
    'engine/pipeline/messages.ts',
    'fleet/fleet-engine.ts',
    'ui/timeline-feed.ts',
    'ui/time/player.ts',
  ],
  zod: ['views/schema.ts', 'ui/config/config-schema.ts'],
  yaml: ['kubernetes/kube-config.ts', 'views/user-views.ts', 'ui/config/config-file.ts', 'engine/rules/rule-file.ts'],
  re2js: ['engine/filter/regex.ts'],
  'string-width': ['ui/cell-width.ts'],
  'apache-arrow': ['engine/export/arrow-batch.ts'],
  'parquet-wasm': ['engine/export/parquet-file.ts'],
  dockerode: ['engine/live/containers/docker-source.ts'],
  '@nats-io/transport-node': ['fleet/nats-link.ts'],
  '@grpc/grpc-js': ['engine/live/containers/grpc-client.ts'],
};

/** A class with its members, as the formatter leaves them: two blanks deep. */
const CLASS = /^(?:export )?(?:abstract )?class (\w+)[^\n]*\{\n([\s\S]*?)^\}/gm;
const MEMBER =
  /^ {2}(?:(?:readonly|static|async|get|set|declare|override|private|protected|public|\*) *)*(#?\w+)(?=[?!]?[:(=;<]| =)/gm;

/** Parts of libraries that may change with any version. */
const PRIVATE = /^rxjs\/internal\b/;

const SRC = join(ROOT, 'src');
/** One-line imports, the last line of longer ones, and imports at run time. */
const IMPORT = /^(?:import|export|\})[^'"\n]* from '([^'\n]+)';$|\bimport\('([^'\n]+)'\)/gm;

const level = new Map(LEVELS.flatMap((rooms, height) => rooms.map((room) => [room, height])));
const byLength = [...level.keys()].sort((a, b) => b.length - a.length);

/** @param {string} path relative to src, without extension */
const roomOf = (path) => byLength.find((room) => path === room || path.startsWith(`${room}/`));
const within = (path, places) => places.some((place) => path === place || path.startsWith(place));

const problems = [];
/** @type {Map<string, string[]>} file → files of the same room that it imports; both without extension */
const neighbours = new Map();
const edges = new Set();
const paid = new Set(Object.entries(DEBTS).flatMap(([file, places]) => places.map((place) => `${file} → ${place}`)));

function checkLibrary(name, target) {
  const owner = Object.keys(LIBRARIES).find((library) => target === library || target.startsWith(`${library}/`));
  if (PRIVATE.test(target)) problems.push(`${name}: ${target} is private to its library`);
  else if (owner === undefined) problems.push(`${name}: imports the library ${target}, which has no place`);
  else if (!within(name, LIBRARIES[owner])) problems.push(`${name}: may not import ${target}`);
}

function checkRoom(name, room, to) {
  const debt = (DEBTS[name] ?? []).find((place) => to === place);
  if (debt !== undefined) {
    paid.delete(`${name} → ${debt}`);
    return;
  }
  const target = roomOf(to);
  if (/^ui\/.*-page$/.test(to) && !OVERLAYS.includes(to) && !within(name, NAVIGATOR))
    problems.push(`${name} → ${to}: only the navigator knows pages`);
  if (target === undefined) problems.push(`${name}: ${to} is in no room`);
  else if (target === room) neighbours.get(name.replace(/\.ts$/, ''))?.push(to);
  else if ((level.get(target) ?? 0) >= (level.get(room) ?? 0)) problems.push(`${name} (${room}) → ${to}: not below it`);
  else if (CLOSED[room]?.test(to)) problems.push(`${name} (${room}) → ${to}: closed to ${room}`);
  if (target !== undefined && target !== room) edges.add(`  "${room}" -> "${target}";`);
}

function checkClasses(name, text) {
  for (const [, title, body = ''] of text.matchAll(CLASS)) {
    const members = new Set([...body.matchAll(MEMBER)].map((match) => match[1]));
    if (members.size > MOST_MEMBERS)
      problems.push(`${name}: ${title} has ${members.size} members, more than ${MOST_MEMBERS}`);
  }
}

/** Strongly connected files (Tarjan): every set of more than one is a circle. */
function circles(graph) {
  const index = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)));
    }
    if (low.get(node) !== index.get(node)) return;
    const set = stack.splice(stack.indexOf(node));
    if (set.length > 1) found.push(set);
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}

let files = 0;
for (const name of readdirSync(SRC, { recursive: true }).map(String)) {
  if (!name.endsWith('.ts') || name.endsWith('.d.ts')) continue;
  files++;
  if (name.endsWith('-test.ts')) problems.push(`${name}: is named like a test`);
  const path = name.replace(/\.ts$/, '');
  const room = roomOf(path);
  if (room === undefined) {
    problems.push(`${name}: is in no room of the design`);
    continue;
  }
  neighbours.set(path, []);
  const text = readFileSync(join(SRC, name), 'utf8');
  const lines = text.split('\n').length - 1;
  if (room === 'ui' && lines > LONGEST) problems.push(`${name}: has ${lines} lines, more than ${LONGEST}`);
  if (room === 'ui') checkClasses(name, text);
  for (const match of text.matchAll(IMPORT)) {
    const target = match[1] ?? match[2] ?? '';
    if (target.startsWith('node:')) continue;
    if (!target.startsWith('.')) checkLibrary(name, target);
    else checkRoom(name, room, relative(SRC, resolve(dirname(join(SRC, name)), target)).replace(/\.js$/, ''));
  }
}
for (const set of circles(neighbours)) problems.push(`circle: ${set.join(' · ')}`);
for (const debt of paid) problems.push(`debt ${debt} is paid: take it off the list`);

if (process.argv.includes('--dot')) process.stdout.write(`digraph rooms {\n${[...edges].sort().join('\n')}\n}\n`);
for (const problem of problems) process.stderr.write(`arrow: ${problem}\n`);
process.stderr.write(`${files} files, ${problems.length} problems\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
