// SPDX-License-Identifier: Apache-2.0
// Terms `field=value` that drilling down, `=` and `x` add to a filter, and how terms and the user's own filter become one
// text. Any value survives: quoting is the filter language's own (engine/filter/print.ts).

import { quoteText } from '../engine/filter/print.js';
import type { CellValue } from '../engine/protocol/protocol.js';

/** A term, and what the breadcrumb calls it. */
export interface Term {
  readonly text: string;
  readonly label: string;
}

/** `field=value`; a value that is not there is `not field exists`. */
export function termText(field: string, value: CellValue): string {
  if (value === null) return `not ${field} exists`;
  if (typeof value === 'string') return `${field}=${value === '' ? '""' : quoteText(value)}`;
  return `${field}=${String(value)}`;
}

/** A row's term, and in a table of many hosts also whose row it is: other hosts may have the same number. */
export function hostTermText({ host }: { readonly host?: string }, term: string): string {
  return host === undefined || term.startsWith('fleet.host=') ? term : `${termText('fleet.host', host)} and ${term}`;
}

/** One of several values: `field in (a, b)`. */
export function anyTermText(field: string, values: readonly CellValue[]): string {
  const known = [...new Set(values.filter((value) => value !== null))];
  const [first, ...others] = known;
  const terms: string[] = [];
  if (first !== undefined && others.length === 0) terms.push(termText(field, first));
  if (others.length > 0) terms.push(`${field} in (${known.map((value) => quoteText(String(value))).join(', ')})`);
  if (values.includes(null)) terms.push(termText(field, null));
  return terms.join(' or ');
}

/**
 * Everything but that value. Not `!=`: that would also drop the events that have no such field, which nobody asked for.
 */
export function exclusionText(field: string, value: CellValue): string {
  return value === null ? `${field} exists` : `not ${termText(field, value)}`;
}

/** Parts joined by `and`, each once, in order; empty parts left out. */
export function joinFilter(parts: readonly string[]): string {
  const kept = [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
  if (kept.length === 1) return kept[0] ?? '';
  return kept.map((part) => (hasOr(part) ? `(${part})` : part)).join(' and ');
}

/** An `or` outside of quotes and parentheses would swallow what is joined to it. */
function hasOr(filter: string): boolean {
  const bare = filter.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/gs, '""');
  let depth = 0;
  for (const token of bare.match(/[()]|[^\s()]+/g) ?? []) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (token === 'or' && depth === 0) return true;
  }
  return false;
}
