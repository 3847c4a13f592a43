// SPDX-License-Identifier: Apache-2.0
// Filters of a fleet may name hosts: `fleet.host = web-1 and proc.name = nginx`. No event has such a field; each host
// replaces what is said of its name by true or false, and the rest is a filter like any other.

import type { Ast, AstCheck, AstRight } from '../engine/filter/ast.js';
import { globMatcher } from '../engine/filter/glob.js';
import { parseFilter } from '../engine/filter/parser.js';
import { printFilter } from '../engine/filter/print.js';
import type { EngineError } from '../engine/protocol/protocol.js';
import { compileViewFilter } from '../engine/query/view-filter.js';
import { failure, ok, type Result } from '../engine/result.js';
import { HOST_FIELD } from './fleet-columns.js';

type Compare = (host: string, text: string) => boolean;

const COMPARISONS: Readonly<Record<string, Compare>> = {
  '=': (host, text) => host === text,
  '!=': (host, text) => host !== text,
  contains: (host, text) => host.includes(text),
  icontains: (host, text) => host.toLowerCase().includes(text.toLowerCase()),
  startswith: (host, text) => host.startsWith(text),
  endswith: (host, text) => host.endsWith(text),
  glob: (host, text) => globMatcher(text)(host),
  in: (host, text) => host === text,
};

/** What is left of a filter on that host: false where nothing of the host passes. "" passes everything. */
export function filterOnHost(filter: string, host: string): Result<string | false, string> {
  if (!filter.includes(HOST_FIELD)) return ok(filter);
  const parsed = parseFilter(filter);
  if (!parsed.ok) return failure(parsed.error.message);
  const problem = wrongComparison(parsed.value);
  if (problem !== undefined) return failure(problem);
  const rest = onHost(parsed.value, host);
  return ok(rest === true ? '' : rest === false ? false : printFilter(rest));
}

/** The one host that a filter leaves, where it says so outright. */
export function namedHost(filter: string): string | undefined {
  const parsed = filter.includes(HOST_FIELD) ? parseFilter(filter) : undefined;
  if (parsed?.ok !== true) return undefined;
  const ast = parsed.value;
  const parts = ast.kind === 'and' ? ast.children : [ast];
  for (const part of parts) {
    if (part.kind === 'check' && isOfHost(part) && part.operator === '=' && part.right?.kind === 'text')
      return part.right.text;
  }
  return undefined;
}

/** What is wrong with a filter of a fleet. Positions are those of the text where it names no host. */
export function checkFleetFilter(filter: string): Result<null, EngineError> {
  const rest = filterOnHost(filter, '');
  if (!rest.ok) return failure({ code: 'filter', message: rest.error, position: -1, hint: '' });
  const checked = compileViewFilter(undefined, rest.value === false ? withoutHosts(filter) : rest.value);
  if (checked.ok) return ok(null);
  const position = filter.includes(HOST_FIELD) ? -1 : checked.error.index;
  return failure({ code: 'filter', message: checked.error.message, position, hint: '' });
}

/** The filter as if every word about hosts were true. */
function withoutHosts(filter: string): string {
  const parsed = parseFilter(filter);
  if (!parsed.ok) return filter;
  const rest = simplified(parsed.value, () => true);
  return typeof rest === 'boolean' ? '' : printFilter(rest);
}

function isOfHost({ left }: AstCheck): boolean {
  return left.kind === 'field' && left.name === HOST_FIELD;
}

function wrongComparison(ast: Ast): string | undefined {
  switch (ast.kind) {
    case 'and':
    case 'or':
      return ast.children.map(wrongComparison).find((problem) => problem !== undefined);
    case 'not':
      return wrongComparison(ast.child);
    case 'name':
      return undefined;
    case 'check':
      if (!isOfHost(ast) || ast.operator === 'exists') return undefined;
      if (COMPARISONS[ast.operator] !== undefined && textsOf(ast.right) !== undefined) return undefined;
      return `${HOST_FIELD} is compared by ${Object.keys(COMPARISONS).join(', ')}, not by ${ast.operator}`;
  }
}

function textsOf(right: AstRight | undefined): readonly string[] | undefined {
  if (right?.kind === 'text') return [right.text];
  return right?.kind === 'list' ? right.items.map(({ text }) => text) : undefined;
}

function onHost(ast: Ast, host: string): Ast | boolean {
  return simplified(ast, ({ operator, right }) => {
    const compare = COMPARISONS[operator];
    return compare === undefined || (textsOf(right) ?? []).some((text) => compare(host, text));
  });
}

/** `truth`: of a comparison with the host's name. */
function simplified(ast: Ast, truth: (check: AstCheck) => boolean): Ast | boolean {
  if (ast.kind === 'name') return ast;
  if (ast.kind === 'check') return isOfHost(ast) ? truth(ast) : ast;
  if (ast.kind === 'not') {
    const child = simplified(ast.child, truth);
    return typeof child === 'boolean' ? !child : { ...ast, child };
  }
  const decides = ast.kind === 'or';
  const children = ast.children.map((child) => simplified(child, truth));
  if (children.includes(decides)) return decides;
  const rest = children.filter((child): child is Ast => typeof child !== 'boolean');
  const [only] = rest;
  if (only === undefined) return !decides;
  return rest.length === 1 ? only : { ...ast, children: rest };
}
