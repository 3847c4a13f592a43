// SPDX-License-Identifier: Apache-2.0
// Completion in a filter: fields by their beginning, the operators that a field takes, the values that it has taken in this
// capture, and what may follow a comparison. Tab completes as far as all agree, then goes through them one by one.

import { operatorsOf } from '../../engine/filter/operators.js';
import { quoteText } from '../../engine/filter/print.js';
import { kindOf } from '../../engine/filter/values.js';
import type { FieldSummary } from '../../engine/protocol/protocol.js';
import { type FilterPlace, filterPlace } from './filter-place.js';
import type { LineState } from './line-editor.js';

export interface Candidate {
  /** As it will be in the line. */
  readonly text: string;
  readonly description: string;
}

export interface Completion {
  readonly place: FilterPlace;
  readonly candidates: readonly Candidate[];
}

/** What the engine knows of the field's values; `values` were asked for with the word as their beginning. */
export interface KnownValues {
  readonly field: string;
  readonly word: string;
  readonly values: readonly string[];
}

export const NO_COMPLETION: Completion = {
  place: { kind: 'none', from: 0, word: '', field: '' },
  candidates: [],
};

export function completionAt(
  line: LineState,
  fields: readonly FieldSummary[],
  known: KnownValues | undefined,
): Completion {
  const place = filterPlace(line);
  return { place, candidates: candidatesFor(place, fields, known) };
}

function candidatesFor(
  place: FilterPlace,
  fields: readonly FieldSummary[],
  known: KnownValues | undefined,
): readonly Candidate[] {
  const { kind, word, field } = place;
  switch (kind) {
    case 'field':
      return word === '' ? [] : fieldCandidates(fields, word);
    case 'operator':
      return operatorCandidates(fieldNamed(fields, field), word);
    case 'value':
      if (fieldNamed(fields, field)?.type === 'BOOL') return startingWith(BOOLEANS, word);
      return known?.field === field && known.word === word ? valueCandidates(known.values) : [];
    case 'connective':
      return startingWith(CONNECTIVES, word);
    case 'none':
      return [];
  }
}

const BOOLEANS: readonly Candidate[] = [
  { text: 'true', description: '' },
  { text: 'false', description: '' },
];
const CONNECTIVES: readonly Candidate[] = [
  { text: 'and', description: 'both have to hold' },
  { text: 'or', description: 'one of them has to hold' },
];

function startingWith(candidates: readonly Candidate[], word: string): readonly Candidate[] {
  return candidates.filter(({ text }) => text.startsWith(word) && text !== word);
}

function fieldCandidates(fields: readonly FieldSummary[], word: string): readonly Candidate[] {
  const usable = fields.filter((field) => field.printOnly !== true && field.tableOnly !== true);
  return usable
    .filter((field) => field.name.startsWith(word) && field.name !== word)
    .map((field) => ({ text: field.name, description: field.description }));
}

/** `evt.arg.name`, `proc.aname[2]`: the longest field that the text begins with. */
function fieldNamed(fields: readonly FieldSummary[], text: string): FieldSummary | undefined {
  const name = text.replace(/\[.*$/s, '');
  return (
    fields.find((field) => field.name === name) ??
    fields.findLast((field) => name.startsWith(`${field.name}.`) && field.dottedArgument !== undefined)
  );
}

const OPERATOR_TEXTS: Readonly<Record<string, string>> = {
  exists: 'there is a value',
  '=': 'equal',
  '!=': 'not equal',
  '<': 'less',
  '<=': 'less or equal',
  '>': 'greater',
  '>=': 'greater or equal',
  in: 'one of a list: in (a, b)',
  intersects: 'a list that has one of these',
  contains: 'has this in it',
  icontains: 'has this in it, small and capital letters alike',
  bcontains: 'has these bytes in it, in hex',
  startswith: 'begins with',
  bstartswith: 'begins with these bytes, in hex',
  endswith: 'ends with',
  glob: 'fits * ? [abc]',
  iglob: 'fits * ? [abc], small and capital letters alike',
  pmatch: 'is one of these paths, or below one',
  regex: 'fits a regular expression, as a whole',
};

function operatorCandidates(field: FieldSummary | undefined, word: string): readonly Candidate[] {
  if (field === undefined) return [];
  return startingWith(
    operatorsOf(kindOf(field.type), field.isList === true).map((operator) => ({
      text: operator,
      description: OPERATOR_TEXTS[operator] ?? '',
    })),
    word,
  );
}

function valueCandidates(values: readonly string[]): readonly Candidate[] {
  return values.map((value) => ({ text: value === '' ? '""' : quoteText(value), description: '' }));
}

/** The line with the word completed as far as the candidates agree; wholly, and a blank after, where only one is left. */
export function completed(line: LineState, { place, candidates }: Completion): LineState {
  const [first, ...others] = candidates;
  if (first === undefined) return line;
  if (others.length === 0) return replaced(line, place.from, first.text + blankAfter(place, line));
  let common = first.text;
  for (const { text } of others) while (!text.startsWith(common)) common = common.slice(0, -1);
  // Half a quoted value is not a value yet, and less than what was typed is not a completion.
  if (common.length <= place.word.length || /^["']/.test(common)) return line;
  return replaced(line, place.from, common);
}

/** The line with candidate `index` instead of the word. */
export function withCandidate(line: LineState, { place, candidates }: Completion, index: number): LineState {
  return replaced(line, place.from, candidates[index]?.text ?? place.word);
}

function replaced(line: LineState, from: number, text: string): LineState {
  return { text: line.text.slice(0, from) + text + line.text.slice(line.cursor), cursor: from + text.length };
}

/** Operators in letters and connectives want one; after fields and values one goes on typing as one likes. */
function blankAfter({ kind }: FilterPlace, { text, cursor }: LineState): string {
  return (kind === 'operator' || kind === 'connective') && text.charAt(cursor) !== ' ' ? ' ' : '';
}
