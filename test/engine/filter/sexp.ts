// SPDX-License-Identifier: Apache-2.0
// An Ast as one line, without places: `(and (= proc.name "x") (not (in fd.num ["1", "2"])))`.

import type { Ast, AstField, AstRight, AstTransformer, AstTransformerValue } from '../../../src/engine/filter/ast.js';

export function sexp(ast: Ast): string {
  switch (ast.kind) {
    case 'and':
    case 'or':
      return `(${ast.kind} ${ast.children.map(sexp).join(' ')})`;
    case 'not':
      return `(not ${sexp(ast.child)})`;
    case 'name':
      return ast.name;
    case 'check': {
      const operator = ast.modifier === undefined ? ast.operator : `${ast.operator} ${ast.modifier}`;
      return `(${operator} ${operand(ast.left)}${ast.right === undefined ? '' : ` ${right(ast.right)}`})`;
    }
  }
}

function operand(of: AstField | AstTransformer): string {
  const argument = of.argument === undefined ? '' : `[${JSON.stringify(of.argument)}]`;
  return of.kind === 'field' ? `${of.name}${argument}` : `${of.name}{${of.values.map(value).join(', ')}}${argument}`;
}

function value(of: AstTransformerValue): string {
  if (of.kind === 'text') return JSON.stringify(of.text);
  return of.kind === 'values' ? `[${of.items.map(value).join(', ')}]` : operand(of);
}

function right(of: AstRight): string {
  switch (of.kind) {
    case 'text':
      return JSON.stringify(of.text);
    case 'list':
      return `[${of.items.map(({ text }) => JSON.stringify(text)).join(', ')}]`;
    case 'value-of':
      return `val ${operand(of.field)}`;
    case 'transformer':
      return operand(of);
  }
}
