// SPDX-License-Identifier: Apache-2.0
// What a query does with a plan, in miniature: every leaf is answered once per kind, thread or fd, and per row only where
// it must be. Only the leaf's own description is used.

import assert from 'node:assert/strict';
import type { EventView } from '../../../src/engine/event/event-view.js';
import type { FieldValue } from '../../../src/engine/event/value.js';
import type { FieldSource, FieldUse } from '../../../src/engine/fields/field.js';
import { readCell, readFd, readField, readMetric } from '../../../src/engine/fields/read-field.js';
import type { Plan, PlanLeaf } from '../../../src/engine/filter/plan.js';

/** For every row whether it matches. */
export function scan(plan: Plan, rows: readonly EventView[]): readonly boolean[] {
  switch (plan.kind) {
    case 'constant':
      return rows.map(() => plan.value);
    case 'and':
    case 'or': {
      const columns = plan.children.map((child) => scan(child, rows));
      return rows.map((_, i) => columns[plan.kind === 'and' ? 'every' : 'some']((column) => column[i] === true));
    }
    case 'not':
      return scan(plan.child, rows).map((answer) => !answer);
    case 'leaf':
      return leafAnswers(plan, rows);
  }
}

function leafAnswers(leaf: PlanLeaf, rows: readonly EventView[]): readonly boolean[] {
  const known = new Map<object, boolean>();
  /** The leaf's answer for a snapshot, asked once. */
  const once = (key: object, read: (use: FieldUse) => FieldValue): boolean => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const answer = leaf.holds(read);
    if (leaf.uses.length === 1) assert.equal(leaf.test(read(leaf.use)), answer);
    known.set(key, answer);
    return answer;
  };
  const answer = (row: EventView): boolean => {
    const { thread, fd, kind } = row;
    switch (leaf.dependsOn) {
      case 'type':
        return once(kind, ({ field, argument }) => of('type', field.source).of(kind, argument));
      case 'thread':
        return thread !== undefined && once(thread, (use) => of('thread', use.field.source).of(thread, use.argument));
      case 'fd':
        if (fd !== undefined) return once(fd, (use) => readFd(of('fd', use.field.source), fd, row));
        return (kind.flags & leaf.typeMask) !== 0 && leaf.otherwise?.(row) === true;
      case 'column':
        return leaf.holds(({ field: { source } }) => {
          assert.ok(source.kind === 'column' || source.kind === 'mapped');
          return readCell(source, row.column(source.column));
        });
      case 'metric':
        if (thread === undefined) return false;
        return leaf.holds(({ field }) => {
          const source = of('metric', field.source);
          return readMetric(source, row.metric(source.metric), thread);
        });
      case 'event':
        return leaf.holds((use) => readField(use, row));
    }
  };
  return rows.map(answer);
}

function of<K extends FieldSource['kind']>(kind: K, source: FieldSource): Extract<FieldSource, { kind: K }> {
  assert.ok(isOf(kind, source), `${source.kind} is not ${kind}`);
  return source;
}

function isOf<K extends FieldSource['kind']>(
  kind: K,
  source: FieldSource,
): source is Extract<FieldSource, { kind: K }> {
  return source.kind === kind;
}
