// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Edge, graphText } from '../../src/cli/graph-text.js';

const EDGES: readonly Edge[] = [
  { client: 'shop', server: 'postgres', label: 'postgresql, 12/s', failed: false },
  { client: 'ev"il\\', server: 'a]-->b\x1b[2J', label: '1 failed', failed: true },
];

test('a graph for Graphviz: every name is one quoted string', () => {
  assert.deepEqual(graphText('dot', EDGES), [
    'digraph services {',
    '  rankdir=LR;',
    '  node [shape=box];',
    '  "shop" -> "postgres" [label="postgresql, 12/s"];',
    '  "ev\\"il\\\\" -> "a]-->b␛[2J" [label="1 failed", color="red"];',
    '}',
  ]);
});

test('a Mermaid flowchart: names have numbers, and their signs are entities', () => {
  const lines = graphText('mermaid', EDGES);
  assert.equal(lines[0], 'flowchart LR');
  assert.ok(lines.includes('  n0["shop"]'));
  assert.ok(lines.includes('  n2["ev#34;il\\"]'));
  assert.ok(lines.includes('  n0 -->|"postgresql, 12/s"| n1'));
});
