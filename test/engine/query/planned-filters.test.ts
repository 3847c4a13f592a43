// SPDX-License-Identifier: Apache-2.0
// A filter over the store's tables keeps exactly the events that it keeps one by one: some hundred filters over fields of
// every source, on real events.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Capture } from '../../../src/engine/ingest/capture.js';
import { rowFilter } from '../../../src/engine/query/row-filter.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { DEMO_CAPTURE, FILES_CAPTURE, siblingCapture } from '../scap/capture-files.js';
import { random } from '../scap/random.js';
import { connect, socket } from '../state/socket-scenes.js';
import { listed, USUAL, World } from '../state/world.js';
import { filterOf, loaded } from './loaded.js';
import { combined, compiles, filterableUses, simpleFilters } from './sampled-filters.js';

function planned(capture: Capture, text: string): Set<number> {
  const test = rowFilter(capture, filterOf(text).plan);
  const kept = new Set<number>();
  for (const chunk of capture.store.chunks) {
    const rows = Int32Array.from({ length: chunk.count }, (_, i) => i);
    const n = test.keep(chunk, rows, chunk.count);
    for (let k = 0; k < n; k++) kept.add(chunk.base + (rows[k] as number));
  }
  return kept;
}

/** The first row about which the two disagree. */
function disagreement(capture: Capture, text: string): string | undefined {
  const kept = planned(capture, text);
  const { matches } = filterOf(text);
  const view = new RowView(capture);
  for (let row = 0; row < capture.store.rows; row++) {
    view.moveToRow(row);
    const expected = matches(view);
    if (kept.has(row) !== expected)
      return `${text}: event ${row + 1} (${view.type.key}) should ${expected ? '' : 'not '}pass`;
  }
  return undefined;
}

interface Case {
  readonly name: string;
  readonly path: string | undefined;
  readonly events: number;
}

const CASES: readonly Case[] = [
  { name: 'files', path: FILES_CAPTURE, events: 2500 },
  { name: 'shells', path: DEMO_CAPTURE, events: 3000 },
  { name: 'containers', path: siblingCapture('containers.scap'), events: 5000 },
  { name: 'IPv6 of 2016', path: siblingCapture('curl_google.scap'), events: 1200 },
  { name: 'web', path: siblingCapture('web.scap'), events: 3000 },
];

for (const { name, path, events } of CASES) {
  test(`planned filters on ${name}`, { skip: path === undefined ? 'the capture is not there' : false }, () => {
    if (path === undefined) return;
    const capture = loaded(path, events);
    const next = random(name.length);
    const simple = simpleFilters(capture, 2, next);
    assert.ok(simple.length > 300, `${simple.length} filters`);
    const problems = [...simple, ...combined(simple, 150, next)].map((text) => disagreement(capture, text));
    assert.deepEqual(
      problems.filter((problem) => problem !== undefined),
      [],
    );
  });
}

test('every source of fields is among them', () => {
  const sources = new Set(filterableUses().map(({ field }) => field.source.kind));
  assert.deepEqual([...sources].sort(), ['column', 'event', 'fd', 'mapped', 'metric', 'thread', 'type']);
});

test('which end is ours depends on the container of the thread', () => {
  const id = 'abcdef012345'.padEnd(64, '0');
  const processes = [listed(1, { ptid: 0 }), listed(100), listed(300, { cgroups: [['cpuset', `/docker/${id}`]] })];
  const world = new World({ ...USUAL, processes });
  const container = { id: id.slice(0, 12), type: 0, name: 'c', ip: '172.17.0.2' };
  world.event(-1, 'container_json_2_e', { json: JSON.stringify({ container }) });
  for (const tid of [100, 300]) {
    for (const [fd, from, to] of [
      [5, '172.17.0.2:4000', '10.0.0.9:80'],
      [6, '10.0.0.5:4000', '172.17.0.2:81'],
      [7, '10.0.0.7:4000', '172.17.0.3:82'],
      [8, '[2001:db8::5]:4000', '[2001:db8::9]:83'],
    ] as const) {
      connect(socket(world, tid, fd, from.startsWith('[') ? 10 : 2, 1), tid, fd, to, from);
    }
  }
  const filters = [
    'fd.lip',
    'fd.rip',
    'fd.lport',
    'fd.rport',
    'fd.is_server',
    'fd.lnet',
    'fd.rnet',
    'fd.lproto',
  ].flatMap((name) => [
    `${name} exists`,
    ...(name.endsWith('ip') ? [`${name} = 172.17.0.2`, `${name} = 10.0.0.5`] : []),
    ...(name.endsWith('port') ? [`${name} = 4000`, `${name} = 81`] : []),
    ...(name.endsWith('net') ? [`${name} = 172.17.0.0/16`] : []),
  ]);
  assert.ok(filters.filter(compiles).length > 8);
  const problems = filters.filter(compiles).map((text) => disagreement(world.capture, text));
  assert.deepEqual(
    problems.filter((problem) => problem !== undefined),
    [],
  );
});
