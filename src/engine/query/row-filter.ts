// SPDX-License-Identifier: Apache-2.0
// A compiled filter applied to chunks: the plan's leaves become tables over the capture's dictionaries, and what is left
// per row is a few look-ups. Built per query, because dictionaries grow.

import type { Plan, PlanLeaf } from '../filter/plan.js';
import { readField, readMetric } from '../fields/read-field.js';
import type { Capture } from '../store/capture.js';
import { Trait } from '../store/event-kinds.js';
import { CHUNK_ROWS, type Chunk } from '../store/event-store.js';
import { fill, numberSource } from './number-source.js';
import { keep, type RowTest, rowTest } from './row-test.js';
import { RowView } from './row-view.js';

export interface RowFilter {
  /** Keeps those of rows[0, n) that match, in place and in order; returns how many. */
  select(chunk: Chunk, rows: Int32Array, n: number): number;
}

export function rowFilter(capture: Capture, plan: Plan): RowFilter {
  switch (plan.kind) {
    case 'constant':
      return testFilter({ kind: 'constant', pass: plan.value });
    case 'and': {
      const children = plan.children.map((child) => rowFilter(capture, child));
      return {
        select(chunk, rows, n) {
          let left = n;
          for (const child of children) {
            if (left === 0) return 0;
            left = child.select(chunk, rows, left);
          }
          return left;
        },
      };
    }
    case 'or':
      return orFilter(plan.children.map((child) => rowFilter(capture, child)));
    case 'not':
      return notFilter(rowFilter(capture, plan.child));
    case 'leaf':
      return testFilter(leafTest(capture, plan));
  }
}

function testFilter(test: RowTest): RowFilter {
  return { select: (chunk, rows, n) => keep(test, chunk, rows, n) };
}

/** Each child looks only at what no earlier child has taken. */
function orFilter(children: readonly RowFilter[]): RowFilter {
  const rest = new Int32Array(CHUNK_ROWS);
  const taken = new Int32Array(CHUNK_ROWS);
  const mark = new Uint8Array(CHUNK_ROWS);
  return {
    select(chunk, rows, n) {
      let left = n;
      rest.set(rows.subarray(0, n));
      for (const child of children) {
        if (left === 0) break;
        taken.set(rest.subarray(0, left));
        const count = child.select(chunk, taken, left);
        for (let k = 0; k < count; k++) mark[taken[k] as number] = 1;
        let kept = 0;
        for (let k = 0; k < left; k++) {
          const i = rest[k] as number;
          if (mark[i] === 0) rest[kept++] = i;
        }
        left = kept;
      }
      let matched = 0;
      for (let k = 0; k < n; k++) {
        const i = rows[k] as number;
        if (mark[i] === 0) continue;
        mark[i] = 0;
        rows[matched++] = i;
      }
      return matched;
    },
  };
}

function notFilter(child: RowFilter): RowFilter {
  const taken = new Int32Array(CHUNK_ROWS);
  const mark = new Uint8Array(CHUNK_ROWS);
  return {
    select(chunk, rows, n) {
      taken.set(rows.subarray(0, n));
      const count = child.select(chunk, taken, n);
      for (let k = 0; k < count; k++) mark[taken[k] as number] = 1;
      let kept = 0;
      for (let k = 0; k < n; k++) {
        const i = rows[k] as number;
        if (mark[i] === 0) rows[kept++] = i;
      }
      for (let k = 0; k < count; k++) mark[taken[k] as number] = 0;
      return kept;
    },
  };
}

function leafTest(capture: Capture, leaf: PlanLeaf): RowTest {
  switch (leaf.dependsOn) {
    case 'type':
    case 'thread':
    case 'fd':
      return leaf.uses.length === 1 ? rowTest(capture, leaf.use, leaf.test) : eventTest(capture, leaf);
    case 'metric':
      return leaf.uses.length === 1 ? metricTest(capture, leaf) : eventTest(capture, leaf);
    case 'column':
      return leaf.uses.length === 1 && leaf.use.field.source.kind === 'column'
        ? columnTest(capture, leaf)
        : eventTest(capture, leaf);
    case 'event':
      return eventTest(capture, leaf);
  }
}

function eventTest(capture: Capture, leaf: PlanLeaf): RowTest {
  const view = new RowView(capture);
  return { kind: 'row', test: (chunk, i) => leaf.holds((use) => readField(use, view.moveTo(chunk, i))) };
}

function metricTest(capture: Capture, leaf: PlanLeaf): RowTest {
  const source = leaf.use.field.source;
  if (source.kind !== 'metric') return eventTest(capture, leaf);
  const { infos, versions } = capture.state;
  const raw = versions[source.metric];
  const pass = new Uint8Array(versions.count);
  for (let v = 1; v < pass.length; v++) {
    const info = infos[versions.info[v] as number];
    if (info !== undefined && leaf.test(readMetric(source, raw[v], info))) pass[v] = 1;
  }
  pass[0] = leaf.test(undefined) ? 1 : 0;
  return { kind: 'version', pass };
}

/** Numbers of one row's columns: the loop is number-source.ts's, the comparison the leaf's. */
function columnTest(capture: Capture, leaf: PlanLeaf): RowTest {
  const source = numberSource(capture, leaf.use);
  const one = new Int32Array(1);
  const out = new Float64Array(1);
  return {
    kind: 'row',
    test: (chunk, i) => {
      one[0] = i;
      fill(source, chunk, one, 1, out);
      const value = out[0] as number;
      return leaf.test(Number.isNaN(value) ? undefined : value);
    },
  };
}

/** Rows of kinds that are shown at all: neither internal bookkeeping nor for the state only. */
export function shownKinds(capture: Capture): Uint8Array {
  return Uint8Array.from(capture.kinds.traits, (t) => ((t & Trait.INTERNAL) === 0 ? 1 : 0));
}
