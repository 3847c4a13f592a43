// SPDX-License-Identifier: Apache-2.0
// docs/differences.md, made of the kinds and of what the comparisons recorded: `node build/test/oracle/write-differences.js`
// writes it, differences.test.ts checks that it is up to date.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DIFFERENCES } from '../engine/format/line-differences.js';
import { OLDER_COUNTS, OLDER_TEXTS } from './debian-lines.js';
import { KINDS, type KindName } from './differences.js';
import { filterDifferenceOf } from './filter-differences.js';
import type { RecordedLines } from './line-comparison.js';
import { ORACLE_CAPTURES, recordedRows } from './oracle-captures.js';
import { PUBLIC_CAPTURES } from './public-captures.js';
import type { RecordedField } from './record-fields.js';
import type { RecordedFilter } from './record-filters.js';
import type { RecordedViews } from './record-views.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const PAGE = `${ROOT}docs/differences.md`;

function recording(name: string): string {
  return readFileSync(`${ROOT}test/oracle/${name}`, 'utf8');
}

type Counts = Map<KindName, number>;

function add(counts: Counts, kind: KindName, count: number): void {
  counts.set(kind, (counts.get(kind) ?? 0) + count);
}

interface Comparison {
  readonly title: string;
  readonly counts: Counts;
  /** How many were compared, by capture. */
  readonly compared: ReadonlyMap<string, number>;
  readonly different: ReadonlyMap<string, number>;
}

function sumInto(map: Map<string, number>, key: string, count: number): void {
  map.set(key, (map.get(key) ?? 0) + count);
}

function lines(): Comparison {
  const counts: Counts = new Map();
  const compared = new Map<string, number>();
  const different = new Map<string, number>();
  const kindOf = new Map(DIFFERENCES.map(({ name, kind }) => [name, kind]));
  for (const [capture, entry] of Object.entries(JSON.parse(recording('lines.json')) as Record<string, RecordedLines>)) {
    compared.set(capture, entry.lines);
    for (const [rule, count] of Object.entries(entry.rules)) {
      const kind = kindOf.get(rule);
      if (kind === undefined) throw new Error(`no rule ${rule}`);
      add(counts, kind, count);
      sumInto(different, capture, count);
    }
  }
  return { title: 'lines', counts, compared, different };
}

function fieldValues(): Comparison {
  const counts: Counts = new Map();
  const compared = new Map<string, number>();
  const different = new Map<string, number>();
  for (const { capture, events, kinds = {} } of recordedRows<RecordedField>('fields.jsonl')) {
    sumInto(compared, capture, events);
    for (const { name } of KINDS) {
      const count = kinds[name] ?? 0;
      if (count === 0) continue;
      add(counts, name, count);
      sumInto(different, capture, count);
    }
  }
  return { title: 'field values', counts, compared, different };
}

function filters(): Comparison {
  const counts: Counts = new Map();
  const compared = new Map<string, number>();
  const different = new Map<string, number>();
  const fields = recordedRows<RecordedField>('fields.jsonl');
  for (const { capture, filter, ours } of [
    ...recordedRows<RecordedFilter>('filters.jsonl'),
    ...recordedRows<RecordedFilter>('conditions.jsonl'),
  ]) {
    sumInto(compared, capture, 1);
    if (ours === undefined) continue;
    sumInto(different, capture, 1);
    const own = new Map(
      fields
        .filter((entry) => entry.capture === capture)
        .map(({ field, kinds = {} }) => [field, Object.keys(kinds) as KindName[]]),
    );
    // A filter counts once, under the first kind that its fields have.
    const kind = filterDifferenceOf(filter, own)[0];
    if (kind !== undefined) add(counts, kind, 1);
  }
  return { title: 'filters', counts, compared, different };
}

function viewCells(): Comparison {
  const counts: Counts = new Map();
  const compared = new Map<string, number>();
  const different = new Map<string, number>();
  for (const [capture, entry] of Object.entries(JSON.parse(recording('views.json')) as Record<string, RecordedViews>)) {
    let total = 0;
    for (const { name } of KINDS) {
      const count = entry.kinds[name] ?? 0;
      if (count > 0) add(counts, name, count);
      total += count;
    }
    compared.set(capture, entry.same + total);
    different.set(capture, total);
  }
  return { title: 'cells and rows of views', counts, compared, different };
}

const number = (count: number | undefined) => (count === undefined ? '' : count.toLocaleString('en-US'));
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** One sentence on a comparison. */
function summaryOf(comparison: Comparison | undefined): string {
  if (comparison === undefined) throw new Error('nothing was compared');
  const sum = (map: ReadonlyMap<string, number>) => [...map.values()].reduce((total, count) => total + count, 0);
  const { title, counts, compared, different } = comparison;
  return `Of ${number(sum(compared))} default ${title}, ${number(sum(different))} differ, in ${counts.size} kinds; all others are the same letter for letter.`;
}

/** The whole page. */
export function differencesPage(): string {
  const all = [lines(), fieldValues(), filters(), viewCells()];
  const titles = all.map(({ title }) => title);
  const perCapture = [...ORACLE_CAPTURES, ...PUBLIC_CAPTURES.map(([name]) => name)].map((capture) =>
    row([
      `\`${capture}\``,
      ...all.map(({ compared, different }) =>
        compared.has(capture) ? `${number(different.get(capture) ?? 0)} of ${number(compared.get(capture))}` : '',
      ),
    ]),
  );
  return `${[
    '# Where the output differs from sysdig’s',
    '',
    '<!-- Made by test/oracle/write-differences.ts from the recordings of the comparisons. -->',
    '',
    'sysdrill prints what sysdig and csysdig print, letter for letter, apart from the kinds of difference on this page.',
    'Each is a fault of the peer or a change of the event table since.',
    'What csysdig’s screens get wrong, or lack, is listed [one by one](csysdig-faults.md), each with the test that shows what sysdrill does.',
    'The peer is sysdig 0.36 with the libraries 0.15.1, the newest whose source is public.',
    `${KINDS.length} kinds are all there are: a test fails at a difference without a kind, and at a count that has changed.`,
    '',
    'Compared were the default line of every event; every field of the catalogue that the peer knows, for every event; generated filters, and conditions as detection rules have them, by the numbers of the events that they select; and every view that csysdig has too.',
    'One difference is meant, and not counted: control characters of names are made visible, in JSON escaped, also on a pipe. The comparisons are of what `--raw-bytes` prints.',
    '`files.scap` is in `test/captures`, `shell.scap` is `docs/demo.scap`; the other captures do not come with sysdrill.',
    `Of ${PUBLIC_CAPTURES.length} captures that other projects have in public repositories ([which](../test/oracle/public-captures.ts)), of 2016 to 2025, lines were compared.`,
    '',
    summaryOf(all[0]),
    '',
    '## The kinds',
    '',
    'How many lines, values, filters and cells differ in which way:',
    '',
    row(['kind', ...titles]),
    row(['---', ...titles.map(() => '--:')]),
    ...KINDS.map(({ name }) => row([name, ...all.map(({ counts }) => number(counts.get(name)))])),
    '',
    ...KINDS.flatMap(({ name, why, example }) => [
      `### ${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      '',
      why,
      '',
      `For example ${example}`,
      '',
    ]),
    '## The captures',
    '',
    'How many differ, of how many:',
    '',
    row(['capture', ...titles]),
    row(['---', ...titles.map(() => '--:')]),
    ...perCapture,
    '',
    '## Beside sysdig 0.29.3',
    '',
    'Debian has sysdig 0.29.3, of 2022. For the captures of before 2019 its lines are ours too, but for what its event table did not know yet:',
    '',
    ...OLDER_TEXTS.map(({ name, why }) => `* ${name}: ${why}.`),
    '',
    row(['capture', 'lines', ...OLDER_TEXTS.map(({ name }) => name)]),
    row(['---', '--:', ...OLDER_TEXTS.map(() => '--:')]),
    ...Object.entries(OLDER_COUNTS).map(([capture, { lines: all, texts }]) =>
      row([`\`${capture}\``, number(all), ...OLDER_TEXTS.map(({ name }) => number(texts[name]))]),
    ),
    '',
    'Newer captures it cannot be asked about: it leaves out events that it does not know, and ends at some of them.',
  ].join('\n')}\n`;
}

if (process.argv[1]?.endsWith('write-differences.js') === true) writeFileSync(PAGE, differencesPage());
