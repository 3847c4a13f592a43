// SPDX-License-Identifier: Apache-2.0
// Filter text → Ast, by recursive descent. The language is that of falcosecurity/libs at its newest: `not` binds
// tighter than `and`, `and` tighter than `or`; transformers, val() and modifiers included. Error texts and their
// positions are the reference's (userspace/libsinsp/filter/parser.cpp), checked against its executable.
//
//   Expr      = AndExpr { "or" AndExpr }           AndExpr = NotExpr { "and" NotExpr }
//   NotExpr   = { "not " } ( "not(" Expr ")" | Check )
//   Check     = "(" Expr ")" | ( Field | Transformer ) Condition | Identifier
//   Condition = "exists" | numop Value | strop [ modifier List ] Value | listop List
//
// `and` and `or` need a blank or a parenthesis after them; field names, operators and brackets need none.

import type { Result } from '../result.js';
import {
  type Ast,
  type AstCheck,
  type AstField,
  type AstList,
  type AstRight,
  type AstText,
  type AstTransformer,
  LIST_OPERATORS,
  MODIFIERS,
  NUMBER_OPERATORS,
  STRING_OPERATORS,
} from './ast.js';
import type { FilterError } from './error-text.js';
import { Lexer } from './lexer.js';
import { OperandParser } from './operand-parser.js';
import { catchFailure } from './parse-failure.js';

const SYMBOLS = ['==', '=', '!='] as const;
const STRING_WORDS = STRING_OPERATORS.filter((name) => /^[a-z]/.test(name));
const ALL_OPERATORS = ['exists', ...NUMBER_OPERATORS, '==', ...STRING_OPERATORS, ...LIST_OPERATORS];
const EXPECTED_OPERATOR = `expected a valid check operator: one of ${ALL_OPERATORS.map((o) => `'${o}'`).join(', ')}`;

export function parseFilter(text: string): Result<Ast, FilterError> {
  return catchFailure(text, () => new Parser(text).filter());
}

/** A field or a transformer alone, as in output formats and view columns: the whole text must be one. */
export function parseOperand(text: string): Result<AstField | AstTransformer, FilterError> {
  return catchFailure(text, () => new Parser(text).operand());
}

class Parser {
  readonly #lexer: Lexer;
  readonly #operands: OperandParser;

  constructor(text: string) {
    this.#lexer = new Lexer(text);
    this.#operands = new OperandParser(this.#lexer);
  }

  filter(): Ast {
    const lexer = this.#lexer;
    if (lexer.text === '') this.#operands.fail('filter input string is empty');
    const ast = this.#junction('or');
    if (!lexer.atEnd) this.#operands.fail(`unexpected token after '${lexer.last}', expecting 'or', 'and'`);
    return ast;
  }

  operand(): AstField | AstTransformer {
    const lexer = this.#lexer;
    const operand = this.#operands.fieldOrTransformer();
    if (operand === undefined) return this.#operands.fail('expected a field or a transformer');
    if (!lexer.atEnd) this.#operands.fail(`unexpected token after '${lexer.last}'`);
    return operand;
  }

  #junction(kind: 'and' | 'or'): Ast {
    const lexer = this.#lexer;
    lexer.blank();
    const at = lexer.at;
    const next = () => (kind === 'or' ? this.#junction('and') : this.#negation());
    const first = next();
    const children = [first];
    lexer.blank();
    while (lexer.take(kind)) {
      if (!lexer.blank() && !lexer.peek('(')) this.#operands.fail(`expected blank or '(' after '${kind}'`);
      children.push(next());
      lexer.blank();
    }
    return children.length === 1 ? first : { kind, children, at };
  }

  #negation(): Ast {
    const lexer = this.#lexer;
    lexer.blank();
    const at = lexer.at;
    let negated = lexer.nots();
    let child: Ast;
    if (lexer.take('not(')) {
      negated = !negated;
      child = this.#enclosed();
    } else child = this.#check();
    return negated ? { kind: 'not', child, at } : child;
  }

  /** The rest of an expression in parentheses. */
  #enclosed(): Ast {
    const lexer = this.#lexer;
    const ast = this.#operands.deeper(() => this.#junction('or'));
    lexer.blank();
    if (!lexer.take(')')) this.#operands.fail("expected a ')' token");
    return ast;
  }

  #check(): Ast {
    const lexer = this.#lexer;
    lexer.blank();
    const at = lexer.at;
    if (lexer.take('(')) return this.#enclosed();
    const left = this.#operands.fieldOrTransformer();
    if (left !== undefined) return this.#condition(left);
    const name = lexer.identifier();
    if (name !== undefined) return { kind: 'name', name, at };
    return this.#operands.fail("expected a '(' token, a field check, or an identifier");
  }

  #condition(left: AstField | AstTransformer): AstCheck {
    const lexer = this.#lexer;
    const at = left.at;
    lexer.blank();
    const operatorAt = lexer.at;
    const base = { kind: 'check', left, at, operatorAt, modifier: undefined } as const;
    if (lexer.take('exists')) return { ...base, operator: 'exists', right: undefined };
    const comparison = NUMBER_OPERATORS.find((name) => lexer.take(name));
    if (comparison !== undefined) return { ...base, operator: comparison, right: this.#numberValue() };
    const symbol = SYMBOLS.find((name) => lexer.take(name));
    const operator = symbol === '==' ? '=' : (symbol ?? lexer.takeWord(STRING_WORDS));
    if (operator !== undefined) {
      // takeWord has read the blank after a word.
      const modifier = lexer.blank() || symbol === undefined ? this.#modifier() : undefined;
      if (modifier !== undefined) return { ...base, operator, modifier, right: this.#list() };
      return { ...base, operator, right: this.#stringValue() };
    }
    const member = LIST_OPERATORS.find((name) => lexer.take(name));
    if (member === undefined) return this.#operands.fail(EXPECTED_OPERATOR);
    return { ...base, operator: member, right: this.#listValue() };
  }

  /** `anyof` is a modifier where a list or its name follows, else the string "anyof": `proc.name = anyof and …`. */
  #modifier(): (typeof MODIFIERS)[number] | undefined {
    const lexer = this.#lexer;
    const { at, last } = lexer;
    const modifier = lexer.takeWord(MODIFIERS);
    if (modifier !== undefined && this.#listFollows()) return modifier;
    lexer.at = at;
    lexer.last = last;
    return undefined;
  }

  #listFollows(): boolean {
    const lexer = this.#lexer;
    if (lexer.peek('(')) return true;
    const { at, last } = lexer;
    const word = lexer.identifier();
    lexer.at = at;
    lexer.last = last;
    return word !== undefined && !/^(?:and|or|not)(?![a-zA-Z0-9])/.test(word);
  }

  #numberValue(): AstRight {
    const lexer = this.#lexer;
    lexer.blank();
    const at = lexer.at;
    const computed = this.#operands.valueOf() ?? this.#operands.transformer();
    if (computed !== undefined) return computed;
    const text = lexer.quantity() ?? lexer.number();
    return text === undefined ? this.#operands.fail('expected a number value') : { kind: 'text', text, at };
  }

  #stringValue(): AstRight {
    this.#lexer.blank();
    return this.#operands.valueOf() ?? this.#operands.transformer() ?? this.#string();
  }

  #string(): AstText {
    const lexer = this.#lexer;
    lexer.blank();
    const at = lexer.at;
    const text = lexer.string();
    return text === undefined ? this.#operands.fail('expected a string value') : { kind: 'text', text, at };
  }

  #listValue(): AstRight {
    const lexer = this.#lexer;
    lexer.blank();
    return (lexer.peek('(') ? undefined : (this.#operands.valueOf() ?? this.#operands.transformer())) ?? this.#list();
  }

  /** A list, or a bare word: the tool has no named lists, so the word is the only element. */
  #list(): AstList {
    const lexer = this.#lexer;
    lexer.blank();
    const at = lexer.at;
    if (lexer.take('(')) return { kind: 'list', items: this.#listItems(), at };
    const text = lexer.identifier();
    if (text === undefined) return this.#operands.fail('expected a list or an identifier');
    return { kind: 'list', items: [{ kind: 'text', text, at }], at };
  }

  #listItems(): AstText[] {
    const lexer = this.#lexer;
    lexer.blank();
    const at = lexer.at;
    const head = lexer.string();
    const items: AstText[] = head === undefined ? [] : [{ kind: 'text', text: head, at }];
    lexer.blank();
    while (head !== undefined && lexer.take(',')) {
      items.push(this.#string());
      lexer.blank();
    }
    if (!lexer.take(')')) this.#operands.fail("expected a ')' token");
    return items;
  }
}
