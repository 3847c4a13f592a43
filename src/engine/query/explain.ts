// SPDX-License-Identifier: Apache-2.0
// From a number to the events that made it: the events of one row of a table that contributed to one of its columns.

import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { TimeWindow } from '../protocol/protocol.js';
import { CHUNK_ROWS, type Chunk } from '../store/event-store.js';
import { KeyCoder } from './key-coder.js';
import { EventList } from './list-query.js';
import { requiredTests } from './mandatory-columns.js';
import { fill, numberSource } from './number-source.js';
import { Cost, type RowTest } from './row-predicate.js';
import { keyText } from './table.js';
import type { ViewPlan } from './view-plan.js';

export interface ExplainQuery {
  readonly plan: ViewPlan;
  readonly filter: CompiledFilter | undefined;
  readonly window: TimeWindow;
  /** The row's key, as snapshots carry it. */
  readonly key: string;
  /** Index of the column; columns that are not numbers are explained by all events of the row. */
  readonly column: number;
}

export function explainCell(capture: Capture, query: ExplainQuery): EventList {
  const { plan, filter, window } = query;
  const use = plan.groupBy ?? plan.key;
  const column = plan.columns[query.column];
  const tests: RowTest[] = [...requiredTests(capture, plan)];
  if (use !== undefined) {
    tests.push(
      keyTest(new KeyCoder(capture, use, plan.groupBy === undefined ? plan.keyOtherwise : undefined), query.key),
    );
  }
  if (column?.isNumeric === true) {
    const source = numberSource(capture, column.use);
    const values = new Float64Array(CHUNK_ROWS);
    tests.push(
      rowsWhere((chunk, rows, n) => {
        fill(source, chunk, rows, n, values);
        return (k) => contributes(values[k] as number, column.aggregate);
      }),
    );
  }
  return new EventList(capture, { filter, window, view: plan.view, internal: true, tests });
}

/** A zero is part of a mean or an extreme, but adds nothing to a sum. */
function contributes(value: number, aggregate: string): boolean {
  if (Number.isNaN(value)) return false;
  return value !== 0 || aggregate === 'AVG' || aggregate === 'MIN' || aggregate === 'MAX';
}

function keyTest(coder: KeyCoder, key: string): RowTest {
  const codes = new Int32Array(CHUNK_ROWS);
  return rowsWhere((chunk, rows, n) => {
    coder.fill(chunk, rows, n, codes);
    return (k) => {
      const code = codes[k] as number;
      return code >= 0 && keyText(coder.values[code]) === key;
    };
  });
}

/** A test that looks at a chunk's rows together: `look` prepares them, its answer judges the k-th. */
function rowsWhere(look: (chunk: Chunk, rows: Int32Array, n: number) => (k: number) => boolean): RowTest {
  return {
    cost: Cost.COLUMN,
    sync: () => undefined,
    keep(chunk, rows, n) {
      const passes = look(chunk, rows, n);
      let kept = 0;
      for (let k = 0; k < n; k++) if (passes(k)) rows[kept++] = rows[k] as number;
      return kept;
    },
  };
}
