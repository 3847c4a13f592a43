// SPDX-License-Identifier: Apache-2.0
// What the role `look` does not get: what was sent and read, and arguments and environments of programs. It is removed on
// the host: cells of such columns are empty or hold the program alone, and filters and keys of such fields are refused,
// since the count of what matches would give away what they hold.

import type { Ast, AstField, AstTransformer, AstTransformerValue } from '../engine/filter/ast.js';
import { parseFilter } from '../engine/filter/parser.js';
import type { View, ViewColumn } from '../views/view.js';

const PAYLOAD: readonly RegExp[] = [
  /^evt\.(buffer|args?|rawarg|info)\b/,
  /^proc\.(p|a)?(args|cmdline|cmdnargs|cmdlenargs|exeline|env)\b/,
  // Programs write what they like over the first argument: `nginx: master process nginx -c …`.
  /^proc\.(p|a|pgid\.|sid\.|vpgid\.)?exe$/,
  /^syslog\.message\b/,
  /^drill\.(http\.(url|request|host)|memcache\.key|req\.(target|route|error|db|user|host))\b/,
];
/** What a column shows instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  'proc.exeline': 'proc.name',
  'proc.exe': 'proc.name',
  'proc.pexe': 'proc.pname',
  'proc.cmdline': 'proc.name',
  'proc.pcmdline': 'proc.pname',
};

/** A field that says nothing, instead of one that says too much. */
const NOTHING = 'evt.hostname';

export function isPayload(field: string): boolean {
  return PAYLOAD.some((pattern) => pattern.test(field));
}

/** Why the role may not have a view, or a filter; undefined where it may. */
export function payloadProblem(view: View | undefined, filters: readonly string[]): string | undefined {
  const key = [view?.key, view?.containerKey, view?.groupBy].find((field) => field !== undefined && isPayload(field));
  const field = key ?? filters.flatMap(fieldsOf).find(isPayload);
  return field === undefined
    ? undefined
    : `${field} shows what was sent or how programs were called: the role dig may see it`;
}

/** The view with columns that show less. A column without a substitute is not even read: rows cannot be found by it. */
export function viewWithoutPayload(view: View): View {
  const columns = view.columns.map((column): ViewColumn => {
    const { aggregate: _, groupAggregate: __, unit: ___, ...rest } = column;
    if (!isPayload(column.field)) return column;
    return INSTEAD[column.field] === undefined
      ? { ...rest, field: NOTHING }
      : { ...column, field: INSTEAD[column.field] ?? '' };
  });
  return { ...view, columns };
}

/** Cells whose columns show nothing are empty. `fields`: of the columns. */
export function cellsWithoutPayload<Cell>(cells: readonly Cell[], fields: readonly string[]): (Cell | null)[] {
  return cells.map((cell, c) => (fields[c] === NOTHING ? null : cell));
}

/** Every field that a filter mentions; none where it cannot be read, which its compiler then says. */
function fieldsOf(filter: string): string[] {
  const parsed = filter.trim() === '' ? undefined : parseFilter(filter);
  return parsed?.ok === true ? fieldsOfAst(parsed.value) : [];
}

function fieldsOfAst(ast: Ast): string[] {
  switch (ast.kind) {
    case 'and':
    case 'or':
      return ast.children.flatMap(fieldsOfAst);
    case 'not':
      return fieldsOfAst(ast.child);
    case 'name':
      return [];
    case 'check': {
      const right =
        ast.right?.kind === 'value-of'
          ? [ast.right.field.name]
          : ast.right?.kind === 'transformer'
            ? fieldsOfOperand(ast.right)
            : [];
      return [...fieldsOfOperand(ast.left), ...right];
    }
  }
}

function fieldsOfOperand(operand: AstField | AstTransformer): string[] {
  return operand.kind === 'field' ? [operand.name] : operand.values.flatMap(fieldsOfValue);
}

function fieldsOfValue(value: AstTransformerValue): string[] {
  if (value.kind === 'text') return [];
  return value.kind === 'values' ? value.items.flatMap(fieldsOfValue) : fieldsOfOperand(value);
}
