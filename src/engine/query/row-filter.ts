// SPDX-License-Identifier: Apache-2.0
// A compiled filter applied to chunks: the plan's leaves become tables over the capture's dictionaries, and what is left
// per row is a few look-ups.

import { Trait } from '../event/event-kinds.js';
import { readField } from '../fields/read-field.js';
import type { Plan, PlanLeaf } from '../filter/plan.js';
import type { Capture } from '../ingest/capture.js';
import { CHUNK_ROWS, type Chunk } from '../store/event-store.js';
import { fieldTest, ofKinds } from './field-predicate.js';
import { KindTest } from './kind-predicate.js';
import { fill, numberSource } from './number-source.js';
import { AndTest, Cost, constantTest, dearest, partsOf, RowFunctionTest, type RowTest } from './row-predicate.js';
import { RowView } from './row-view.js';
import { merged, negated, SnapshotTest } from './snapshot-predicate.js';

/** The plan as one test of rows. What is about the same snapshot becomes one test, whatever joins it. */
export function rowFilter(capture: Capture, plan: Plan): RowTest {
  switch (plan.kind) {
    case 'constant':
      return constantTest(plan.value);
    case 'and': {
      const parts = merged('and', plan.children.map((child) => rowFilter(capture, child)).flatMap(partsOf));
      return only(parts) ?? new AndTest(parts);
    }
    case 'or': {
      const choices = merged(
        'or',
        plan.children.map((child) => rowFilter(capture, child)),
      );
      return only(choices) ?? new OrTest(choices);
    }
    case 'not': {
      const child = rowFilter(capture, plan.child);
      return child instanceof SnapshotTest ? negated(child) : new NotTest(child);
    }
    case 'leaf':
      return leafTest(capture, plan);
  }
}

function only([first, ...others]: readonly RowTest[]): RowTest | undefined {
  return others.length === 0 ? first : undefined;
}

/** Events that are shown at all: the capture tool's own bookkeeping is not. */
export function shownTest(capture: Capture): RowTest {
  return new KindTest(capture, (kind) => ((capture.kinds.traits[kind] as number) & Trait.INTERNAL) === 0);
}

/** Each child looks only at what no earlier child has taken. */
class OrTest implements RowTest {
  readonly cost: number;
  readonly #children: readonly RowTest[];
  readonly #rest = new Int32Array(CHUNK_ROWS);
  readonly #taken = new Int32Array(CHUNK_ROWS);
  readonly #mark = new Uint8Array(CHUNK_ROWS);

  constructor(children: readonly RowTest[]) {
    this.#children = children;
    this.cost = dearest(children);
  }

  sync(): void {
    for (const child of this.#children) child.sync();
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    const rest = this.#rest;
    const taken = this.#taken;
    const mark = this.#mark;
    let left = n;
    rest.set(rows.subarray(0, n));
    for (const child of this.#children) {
      if (left === 0) break;
      taken.set(rest.subarray(0, left));
      const count = child.keep(chunk, taken, left);
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
  }
}

class NotTest implements RowTest {
  readonly cost: number;
  readonly #child: RowTest;
  readonly #taken = new Int32Array(CHUNK_ROWS);
  readonly #mark = new Uint8Array(CHUNK_ROWS);

  constructor(child: RowTest) {
    this.#child = child;
    this.cost = child.cost;
  }

  sync(): void {
    this.#child.sync();
  }

  keep(chunk: Chunk, rows: Int32Array, n: number): number {
    const taken = this.#taken;
    const mark = this.#mark;
    taken.set(rows.subarray(0, n));
    const count = this.#child.keep(chunk, taken, n);
    for (let k = 0; k < count; k++) mark[taken[k] as number] = 1;
    let kept = 0;
    for (let k = 0; k < n; k++) {
      const i = rows[k] as number;
      if (mark[i] === 0) rows[kept++] = i;
    }
    for (let k = 0; k < count; k++) mark[taken[k] as number] = 0;
    return kept;
  }
}

function leafTest(capture: Capture, leaf: PlanLeaf): RowTest {
  const { source } = leaf.use.field;
  if (leaf.uses.length === 1) {
    if (source.kind === 'column') return columnTest(capture, leaf);
    if (leaf.dependsOn !== 'event') return fieldTest(capture, leaf.use, leaf.test);
  }
  const view = new RowView(capture);
  const test = new RowFunctionTest((chunk, i) => leaf.holds((use) => readField(use, view.moveTo(chunk, i))));
  // Hardly any comparison holds without a value: the length of what is missing is 0.
  const needsValue = leaf.uses.length === 1 && !leaf.holds(() => undefined);
  return needsValue ? ofKinds(capture, leaf.use, test) : test;
}

/** Numbers come a chunk at a time; the comparison is the leaf's. */
function columnTest(capture: Capture, leaf: PlanLeaf): RowTest {
  let source = numberSource(capture, leaf.use);
  const values = new Float64Array(CHUNK_ROWS);
  return {
    cost: Cost.COLUMN,
    sync() {
      source = numberSource(capture, leaf.use);
    },
    keep(chunk, rows, n) {
      fill(source, chunk, rows, n, values);
      let kept = 0;
      for (let k = 0; k < n; k++) {
        const value = values[k] as number;
        if (leaf.test(Number.isNaN(value) ? undefined : value)) rows[kept++] = rows[k] as number;
      }
      return kept;
    },
  };
}
