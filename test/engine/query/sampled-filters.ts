// SPDX-License-Identifier: Apache-2.0
// Filters out of the catalogue and a capture: for every field, comparisons with values that it really has there, and
// combinations of them.

import type { FieldValue, Scalar } from '../../../src/engine/event/value.js';
import { allFields, lookupField } from '../../../src/engine/fields/catalogue.js';
import type { Field, FieldUse } from '../../../src/engine/fields/field.js';
import { readField } from '../../../src/engine/fields/read-field.js';
import { compileFilter } from '../../../src/engine/filter/compile.js';
import { quoteText } from '../../../src/engine/filter/print.js';
import type { Capture } from '../../../src/engine/ingest/capture.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { formatIp, type IpAddress } from '../../../src/engine/scap/ip-address.js';
import { below } from '../scap/random.js';

/** Arguments for fields that want one. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'evt.arg': ['.res', '.fd', '[0]', '.name'],
  'evt.rawarg': ['.res', '.fd', '.size'],
  'evt.around': ['[1000]'],
  'proc.aname': ['[1]', '[2]'],
  'proc.apid': ['[1]'],
  'proc.acmdline': ['[1]'],
  'proc.aexe': ['[1]'],
  'proc.aexepath': ['[1]'],
  'proc.aenv': ['[HOME]'],
  'proc.env': ['[HOME]'],
  'proc.args': ['[0]'],
  'thread.cgroup': ['.memory', '[cpuset]'],
  'container.label': ['.a'],
};

/** Every field that filters can name, with an argument where it takes one. */
export function filterableUses(): FieldUse[] {
  const names = allFields()
    .filter((field) => field.retired === undefined && field.printOnly !== true)
    .flatMap((field) => [
      ...(field.argument === 'required' ? [] : [field.name]),
      ...(ARGUMENTS[field.name] ?? []).map((argument) => field.name + argument),
    ]);
  return names.flatMap((name) => {
    const use = lookupField(name);
    return use.ok ? [use.value] : [];
  });
}

/** A value in the words of the filter language; undefined where it cannot be written. */
function valueText(field: Field, value: Scalar): string | undefined {
  if (value instanceof Uint8Array)
    return value.length === 0 ? undefined : quoteText(Buffer.from(value).toString('latin1'));
  if (typeof value !== 'string') return String(value);
  if (field.type === 'IPADDR' || field.type === 'IPNET') return formatIp(value as IpAddress);
  return value === '' ? '""' : quoteText(value);
}

function middle(text: string): string {
  return text.slice(Math.floor(text.length / 3), Math.ceil((2 * text.length) / 3));
}

/** Comparisons of one field with a value that some event has. */
function comparisons(use: FieldUse, value: Scalar): string[] {
  const { field, text } = use;
  const written = valueText(field, value);
  if (written === undefined) return [`${text} exists`];
  const all = [
    `${text} = ${written}`,
    `${text} != ${written}`,
    `not ${text} = ${written}`,
    `${text} in (${written}, 0)`,
    `${text} exists`,
  ];
  if (typeof value === 'number' || typeof value === 'bigint') {
    all.push(`${text} < ${written}`, `${text} <= ${written}`, `${text} > ${written}`, `${text} >= ${written}`);
  }
  if (typeof value === 'string' && field.type !== 'IPADDR' && field.type !== 'IPNET' && value.length > 2) {
    const part = quoteText(middle(value));
    all.push(
      `${text} contains ${part}`,
      `${text} icontains ${part}`,
      `${text} startswith ${quoteText(value.slice(0, 2))}`,
      `${text} endswith ${quoteText(value.slice(-2))}`,
      `${text} glob ${quoteText(`*${middle(value)}*`)}`,
      `tolower(${text}) = ${written}`,
      `${text} in (nothing, ${written})`,
      `${text} intersects (${written}, nothing)`,
      `${text} pmatch (${written})`,
    );
  }
  return all;
}

function scalars(value: FieldValue): readonly Scalar[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? (value as readonly Scalar[]) : [value as Scalar];
}

export function compiles(text: string): boolean {
  return compileFilter(text, { lookupField }).ok;
}

/** So many comparisons for every field that has values in the capture. */
export function simpleFilters(capture: Capture, perField: number, next: () => number): string[] {
  const view = new RowView(capture);
  const filters: string[] = [];
  for (const use of filterableUses()) {
    const found: string[] = [];
    for (let attempt = 0; attempt < 400 && found.length < perField; attempt++) {
      view.moveToRow(below(next, capture.store.rows));
      const values = scalars(readField(use, view));
      const value = values[below(next, values.length)];
      if (value === undefined) continue;
      const candidates = comparisons(use, value).filter(compiles);
      const chosen = candidates[below(next, candidates.length)];
      if (chosen !== undefined && !found.includes(chosen)) found.push(chosen);
    }
    if (found.length === 0 && compiles(`${use.text} exists`)) found.push(`${use.text} exists`);
    filters.push(...found);
  }
  return filters;
}

/** Trees of and, or and not over other filters. */
export function combined(simple: readonly string[], count: number, next: () => number): string[] {
  const tree = (depth: number): string => {
    const leaf = simple[below(next, simple.length)] ?? 'evt.num > 0';
    if (depth === 0 || next() < 0.2) return leaf;
    if (next() < 0.25) return `not (${tree(depth - 1)})`;
    const word = next() < 0.5 ? ' and ' : ' or ';
    return Array.from({ length: 2 + below(next, 3) }, () => `(${tree(depth - 1)})`).join(word);
  };
  return Array.from({ length: count }, () => tree(3));
}
