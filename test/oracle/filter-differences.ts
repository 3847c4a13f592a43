// SPDX-License-Identifier: Apache-2.0
// Why a filter may select other events than sysdig 0.36 does: because the value of one of its fields differs for some event
// of the capture (fields.jsonl has the kinds), or because the peer compares some operands wrongly.

import type { Ast } from '../../src/engine/filter/ast.js';
import { parseFilter } from '../../src/engine/filter/parser.js';
import type { KindName } from './differences.js';

/** Comparisons that never hold in the peer, or hold of what they should not. */
const WRONG: readonly (readonly [RegExp, KindName])[] = [
  // The time since the event before is the time since the last one whose check came this far.
  [/ and evt\.deltatime\b/, 'numbers that the peer does not compute'],
  // IPv4 addresses are in any IPv6 network.
  [/\bfd\.\w*net = \S*:/, 'sockets'],
  // Calls that name their fd at the exit have one here: text is <NA> for both, but the value is there; errors are the file's.
  [/\bfd\.l4proto (contains|exists)/, 'names by directory fd'],
  [/\bevt\.count\.error\.file\b/, 'names by directory fd'],
  // A socket without address has 0.0.0.0.
  [/\bfd\.ip = "?0\.0\.0\.0/, 'unknown values'],
  // Ids of any ancestor, raw parameters and IPv6 addresses in a list.
  [/\bevt\.rawarg\.\w+ in\b/, 'buffers and sets'],
  [/\bproc\.apid in\b/, 'buffers and sets'],
  [/\bfd\.\w*ip in\b/, 'buffers and sets'],
];

/** Kinds of difference; `differing` has them by field for the capture. None: the difference is a bug. */
export function filterDifferenceOf(
  filter: string,
  differing: ReadonlyMap<string, readonly KindName[]>,
): readonly KindName[] {
  const ast = parseFilter(filter);
  if (!ast.ok) throw new Error(`${filter}: ${ast.error.message}`);
  const kinds = new Set<KindName>();
  for (const field of fieldsOf(ast.value)) for (const kind of differing.get(field) ?? []) kinds.add(kind);
  for (const [pattern, kind] of WRONG) if (pattern.test(filter)) kinds.add(kind);
  return [...kinds];
}

/** Fields that a filter compares, as they are written. */
function fieldsOf(ast: Ast): readonly string[] {
  switch (ast.kind) {
    case 'and':
    case 'or':
      return ast.children.flatMap(fieldsOf);
    case 'not':
      return fieldsOf(ast.child);
    case 'check':
      if (ast.left.kind !== 'field') return [];
      return [ast.left.argument === undefined ? ast.left.name : `${ast.left.name}[${ast.left.argument}]`];
    case 'name':
      return [];
  }
}
