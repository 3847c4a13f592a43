// SPDX-License-Identifier: Apache-2.0
// Filters over a capture, generated from the catalogue and from values that the capture holds: every printable field with
// every operator that its type allows, and combinations. The same seed gives the same filters.

import { allFields, lookupField } from '../../src/engine/fields/catalogue.js';
import type { Field, FieldUse } from '../../src/engine/fields/field.js';
import { readField } from '../../src/engine/fields/read-field.js';
import { quoteText } from '../../src/engine/filter/print.js';
import { valueText } from '../../src/engine/format/value-text.js';
import type { Capture } from '../../src/engine/ingest/capture.js';
import { RowView } from '../../src/engine/query/row-view.js';

const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'proc.aname': ['[0]', '[1]', '[2]', ''],
  'proc.aexe': ['[1]'],
  'proc.aexepath': ['[1]'],
  'proc.acmdline': ['[1]'],
  'proc.apid': ['[0]', '[1]', ''],
  'proc.env': ['[PATH]', '[HOME]'],
  'proc.aenv': ['[1]'],
  'proc.acgroup': [],
  'thread.cgroup': ['.cpuset', '.memory'],
  'evt.arg': ['.fd', '.flags', '.res', '.path', '.name', '.data', '[0]', '[1]'],
  'evt.rawarg': ['.res', '.fd', '.flags'],
  'evt.around': [],
  'container.label': [],
  'container.mount': [],
};

/** Fields whose values differ between runs or readers, or whose comparison the reference refuses. */
const LEFT_OUT =
  /^(evt\.plugininfo|evt\.source|evt\.is_async|evt\.asynctype|evt\.hostname|util\.|span\.|evtin\.|mesos\.|marathon\.|k8s\.(deployment|rs|rc|svc|ns\.(id|label)))/;

const NUMERIC = /^(U?INT|PORT|RELTIME|ABSTIME|DOUBLE)/;

/** A small generator of pseudo-random numbers (mulberry32): the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `count` filters. */
export function generateFilters(capture: Capture, count: number, seed: number): string[] {
  const random = randomFrom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const uses = fieldUses();
  const samples = new Map(uses.map((use) => [use.text, sampleValues(capture, use, random)]));
  const testable = uses.filter((use) => (samples.get(use.text) ?? []).length > 0);
  const term = (): string => {
    const use = pick(testable);
    return termOf(use, samples.get(use.text) ?? [], random);
  };
  const filters = testable.map((use) => termOf(use, samples.get(use.text) ?? [], random));
  while (filters.length < count) {
    const shape = random();
    if (shape < 0.35) filters.push(term());
    else if (shape < 0.6) filters.push(`${term()} and ${term()}`);
    else if (shape < 0.75) filters.push(`${term()} or ${term()}`);
    else if (shape < 0.85) filters.push(`not ${term()}`);
    else filters.push(`(${term()} or not ${term()}) and ${term()}`);
  }
  return filters.slice(0, count);
}

function fieldUses(): FieldUse[] {
  const uses: FieldUse[] = [];
  for (const field of allFields()) {
    if (field.retired !== undefined || LEFT_OUT.test(field.name)) continue;
    for (const argument of ARGUMENTS[field.name] ?? ['']) {
      const use = lookupField(field.name + argument);
      if (use.ok) uses.push(use.value);
    }
  }
  return uses;
}

/** Some values of the field, as the filter language writes them. */
function sampleValues(capture: Capture, use: FieldUse, random: () => number): string[] {
  const view = new RowView(capture);
  const values = new Set<string>();
  const { rows } = capture.store;
  for (let tries = 0; tries < 4000 && values.size < 12; tries++) {
    if (!view.moveToRow(Math.floor(random() * rows))) continue;
    const value = readField(use, view);
    const texts = Array.isArray(value)
      ? value.map((v) => valueText(v, { ...use.field, isList: false }))
      : [valueText(value, use.field)];
    for (const text of texts) if (text !== undefined && text !== '' && isWritable(text)) values.add(text);
  }
  return [...values];
}

/** Values that every reader's lexer takes as they are. */
function isWritable(text: string): boolean {
  return text.length <= 60 && /^[\x20-\x7e]+$/.test(text) && !/["'\\]/.test(text);
}

function termOf(use: FieldUse, values: readonly string[], random: () => number): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const { field } = use;
  const operator = pick(operatorsFor(field));
  const value = pick(values);
  switch (operator) {
    case 'exists':
      return `${use.text} exists`;
    case 'in':
      return `${use.text} in (${[value, pick(values), pick(values)].map(quoteText).join(', ')})`;
    case 'contains':
    case 'icontains':
    case 'startswith':
    case 'endswith':
      return `${use.text} ${operator} ${quoteText(part(value, operator, random))}`;
    case 'glob':
      return `${use.text} glob ${quoteText(`${value.slice(0, Math.ceil(value.length / 2))}*`)}`;
    default:
      return `${use.text} ${operator} ${quoteText(value)}`;
  }
}

function operatorsFor(field: Field): readonly string[] {
  if (field.isList === true) return ['in', 'intersects', 'exists'].filter((o) => o !== 'intersects');
  if (field.type === 'BOOL') return ['=', '!='];
  if (field.type === 'IPADDR') return ['=', '!=', 'in', 'exists'];
  if (field.type === 'IPNET') return ['='];
  if (NUMERIC.test(field.type)) return ['=', '!=', '<', '<=', '>', '>=', 'in', 'exists'];
  return ['=', '!=', 'contains', 'icontains', 'startswith', 'endswith', 'glob', 'in', 'exists'];
}

function part(value: string, operator: string, random: () => number): string {
  const length = 1 + Math.floor(random() * Math.min(8, value.length));
  if (operator === 'startswith') return value.slice(0, length);
  if (operator === 'endswith') return value.slice(-length);
  const from = Math.floor(random() * (value.length - length + 1));
  return value.slice(from, from + length);
}
