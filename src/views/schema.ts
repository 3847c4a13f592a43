// SPDX-License-Identifier: Apache-2.0
// The zod schema of a view that a user wrote (YAML). Same shape as view.ts, with defaults for what most views leave
// alone. Imported lazily by user-views.ts: without user views zod is never loaded.

import * as z from 'zod';
import { UNITS } from '../engine/protocol/unit.js';
import type { SameShape } from '../engine/same-shape.js';
import type { View } from './view.js';

const MAX_WIDTH = 1000;
const MAX_SERIES = 10_000;

const name = z.string().min(1);
const aggregation = z.enum([
  'NONE',
  'SUM',
  'AVG',
  'TIME_AVG',
  'MIN',
  'MAX',
  'CHANGE',
  'CHANGE_RATE',
  'P50',
  'P95',
  'P99',
]);

const column = z.strictObject({
  name,
  field: name,
  description: z.string().default(''),
  width: z.int().min(0).max(MAX_WIDTH).optional(),
  aggregate: aggregation.optional(),
  groupAggregate: aggregation.optional(),
  when: z.enum(['containers', 'default']).optional(),
  yields: z.union([z.boolean(), z.int().min(1)]).optional(),
  unit: z.enum(UNITS).optional(),
});

const action = z.strictObject({
  hotkey: z.string().length(1, 'one character'),
  name,
  command: z.array(z.string()).min(1, 'a program and its arguments, as a list'),
  confirm: z.boolean().optional(),
  attaches: z.boolean().optional(),
  wait: z.boolean().optional(),
  terminal: z.boolean().optional(),
});

const metric = z.strictObject({
  name: z.string().regex(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/, 'letters, digits, _ and :'),
  type: z.enum(['counter', 'gauge', 'histogram']),
  help: z.string().optional(),
  column: name.optional(),
  field: name.optional(),
  filter: name.optional(),
  labels: z.union([z.array(name), z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), name)]).optional(),
  top: z.int().min(1).max(MAX_SERIES).optional(),
  other: z.boolean().optional(),
});

const viewShape = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and _'),
  name,
  description: z.string().default(''),
  tips: z.array(z.string()).default([]),
  kind: z.enum(['table', 'list', 'spectrogram']).default('table'),
  appliesTo: z.array(z.string()).min(1).default(['']),
  filter: name.optional(),
  key: name.optional(),
  containerKey: name.optional(),
  groupBy: name.optional(),
  filterField: name.optional(),
  drillDown: name.optional(),
  useDefaults: z.boolean().default(true),
  ofHost: z.boolean().optional(),
  includesIdle: z.boolean().optional(),
  ofOpenFds: z.boolean().optional(),
  ofThreads: z.boolean().optional(),
  ofRequests: z.boolean().optional(),
  columns: z.array(column).min(1),
  sort: z.strictObject({ column: name, descending: z.boolean().default(false) }).optional(),
  actions: z.array(action).optional(),
  metrics: z.union([metric, z.array(metric)]).optional(),
  liveOnly: z.boolean().optional(),
});

type Shape = z.infer<typeof viewShape>;
/** Does not compile when the schema and the interface differ. */
const TIED: SameShape<Shape, View> = true;

function metricsOf({ metrics }: Shape): readonly z.infer<typeof metric>[] {
  if (metrics === undefined) return [];
  return Array.isArray(metrics) ? metrics : [metrics];
}

interface Mistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

function* mistakes(view: Shape): Generator<Mistake> {
  if (view.kind === 'list') {
    if (view.key !== undefined) yield { path: ['key'], message: 'a list has one row per event and no key' };
    if (view.groupBy !== undefined) yield { path: ['groupBy'], message: 'a list does not group its rows' };
  } else if (view.key === undefined) {
    yield { path: ['key'], message: `a ${view.kind} needs a key: the field that says what a row is` };
  }
  for (const [i, { width }] of view.columns.entries()) {
    if (width === 0 && i < view.columns.length - 1) {
      yield { path: ['columns', i, 'width'], message: 'only the last column may have width 0, the rest of the line' };
    }
  }
  for (const { name: metricName, type } of metricsOf(view)) {
    if (type !== 'counter' && metricName.endsWith('_total')) {
      yield { path: ['metrics'], message: `${metricName}: _total is the end of names of counters` };
    }
  }
  const sort = view.sort;
  if (sort !== undefined && !view.columns.some((c) => c.name === sort.column)) {
    yield { path: ['sort', 'column'], message: `no column is named "${sort.column}"` };
  }
  for (const [i, { hotkey }] of (view.actions ?? []).entries()) {
    if (view.actions?.findIndex((a) => a.hotkey === hotkey) !== i) {
      yield { path: ['actions', i, 'hotkey'], message: `"${hotkey}" is taken by an action above` };
    }
  }
}

const viewSchema = viewShape.superRefine((view, context) => {
  for (const { path, message } of mistakes(view)) context.addIssue({ code: 'custom', path: [...path], message });
});

export interface SchemaIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type CheckedView =
  | { readonly ok: true; readonly view: View }
  | { readonly ok: false; readonly issues: readonly SchemaIssue[] };

/** A view from what a YAML or JSON parser returned. Issues name the place by path and what is expected there. */
export function checkView(value: unknown): CheckedView {
  const result = viewSchema.safeParse(value);
  if (!result.success) {
    const issues = result.error.issues.flatMap((issue) => {
      const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
      if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
      return issue.keys.map((key) => ({ path: [...path, key], message: 'no such setting' }));
    });
    return { ok: false, issues };
  }
  // Optional keys come out of zod absent, never undefined; its type cannot say so, View (exactOptionalPropertyTypes) does.
  return { ok: TIED, view: result.data as View };
}

/** `columns[2].width`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
}
