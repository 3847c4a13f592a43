// SPDX-License-Identifier: Apache-2.0
// Completion of field names in a filter: the word before the cursor, the fields that begin with it, and what Tab makes of
// them.

import type { FieldSummary } from '../../engine/pipeline/protocol.js';
import type { LineState } from './line-editor.js';

export interface Completion {
  /** Where the word begins in the line. */
  readonly from: number;
  readonly word: string;
  readonly fields: readonly FieldSummary[];
}

const NONE: Completion = { from: 0, word: '', fields: [] };

/** Fields for the word before the cursor; none where no field can stand there. */
export function completionAt(line: LineState, fields: readonly FieldSummary[]): Completion {
  const head = line.text.slice(0, line.cursor);
  const word = /[a-zA-Z][\w.]*$/.exec(head)?.[0] ?? '';
  if (word === '' || isInsideQuotes(head)) return NONE;
  const from = line.cursor - word.length;
  // Behind a comparison stands a value, inside brackets an argument.
  if (/(?:[=<>]|\b(?:contains|icontains|startswith|endswith|glob|iglob|regex))\s*$/.test(head.slice(0, from)))
    return NONE;
  if (/[[(,]\s*$/.test(head.slice(0, from)) && /\b(?:in|intersects|pmatch)\s*\([^)]*$/.test(head.slice(0, from)))
    return NONE;
  const usable = fields.filter((field) => field.printOnly !== true && field.tableOnly !== true);
  const found = usable.filter((field) => field.name.startsWith(word) && field.name !== word);
  return { from, word, fields: found };
}

/** The line with the word completed as far as the fields agree; wholly where only one is left. */
export function completed(line: LineState, completion: Completion): LineState {
  const [first, ...rest] = completion.fields;
  if (first === undefined) return line;
  let common = first.name;
  for (const field of rest) while (!field.name.startsWith(common)) common = common.slice(0, -1);
  const text = line.text.slice(0, completion.from) + common + line.text.slice(line.cursor);
  return { text, cursor: completion.from + common.length };
}

function isInsideQuotes(head: string): boolean {
  const bare = head.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/gs, '');
  return /["']/.test(bare);
}
