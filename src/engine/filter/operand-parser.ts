// SPDX-License-Identifier: Apache-2.0
// The part of the grammar that filters and output formats share: fields and transformers. Used by parser.ts.
//
//   Field       = fieldname [ "[" argument "]" ]
//   Transformer = name "(" value { "," value } ")" [ "[" argument "]" ]
//   value       = number | quoted string | "(" list ")" | Transformer | Field

import {
  type AstField,
  type AstFieldValue,
  type AstText,
  type AstTransformer,
  type AstTransformerList,
  type AstTransformerValue,
  TRANSFORMERS,
  type TransformerName,
} from './ast.js';
import type { Lexer } from './lexer.js';
import { ParseFailure } from './parse-failure.js';

/** Parentheses and transformer calls inside each other. */
const MAX_DEPTH = 100;

export class OperandParser {
  readonly #lexer: Lexer;
  #depth = 0;

  constructor(lexer: Lexer) {
    this.#lexer = lexer;
  }

  fail(message: string): never {
    throw new ParseFailure(message, this.#lexer.at);
  }

  /** One level further in: a parenthesis or a transformer's arguments. */
  deeper<T>(read: () => T): T {
    if (this.#depth >= MAX_DEPTH) this.fail(`exceeded max depth limit of ${MAX_DEPTH}`);
    this.#depth++;
    const result = read();
    this.#depth--;
    return result;
  }

  fieldOrTransformer(): AstField | AstTransformer | undefined {
    return this.#field() ?? this.transformer();
  }

  #field(): AstField | undefined {
    const at = this.#lexer.at;
    const name = this.#lexer.fieldName();
    return name === undefined ? undefined : { kind: 'field', name, argument: this.#argument(), at };
  }

  #argument(): string | undefined {
    const lexer = this.#lexer;
    if (!lexer.take('[')) return undefined;
    const argument = lexer.fieldArgument();
    if (argument === undefined) this.fail('expected a valid field argument: a quoted string or a bare string');
    if (!lexer.take(']')) this.fail("expected a ']' token");
    return argument;
  }

  transformer(): AstTransformer | undefined {
    const lexer = this.#lexer;
    const at = lexer.at;
    const name = TRANSFORMERS.find((candidate) => lexer.take(`${candidate}(`));
    return name === undefined ? undefined : this.deeper(() => this.#transformerRest(name, at));
  }

  #transformerRest(name: TransformerName, at: number): AstTransformer {
    const lexer = this.#lexer;
    const values: AstTransformerValue[] = [];
    do {
      values.push(this.#transformerValue());
      lexer.blank();
    } while (lexer.take(','));
    if (!lexer.take(')')) this.fail("expected a ')' token closing the transformer");
    return { kind: 'transformer', name, values, argument: this.#argument(), at };
  }

  #transformerValue(): AstTransformerValue {
    const lexer = this.#lexer;
    lexer.blank();
    const at = lexer.at;
    const value = this.#transformerScalar();
    if (value !== undefined) return value;
    if (lexer.take('(')) return this.#transformerList(at);
    return this.fail(
      'expected field transformer argument: field, transformer, quoted string, number, or transformer list',
    );
  }

  #transformerScalar(): AstText | AstField | AstTransformer | undefined {
    const at = this.#lexer.at;
    const text = this.#lexer.number() ?? this.#lexer.quotedString();
    return text === undefined ? this.fieldOrTransformer() : { kind: 'text', text, at };
  }

  #transformerList(at: number): AstTransformerList {
    const lexer = this.#lexer;
    const items: (AstText | AstField | AstTransformer)[] = [];
    lexer.blank();
    if (lexer.take(')')) return { kind: 'values', items, at };
    do {
      lexer.blank();
      const item = this.#transformerScalar();
      if (item === undefined) {
        this.fail('expected transformer list argument: field, transformer, quoted string, or number');
      }
      items.push(item);
      lexer.blank();
    } while (lexer.take(','));
    if (!lexer.take(')')) this.fail("expected ')'");
    return { kind: 'values', items, at };
  }

  valueOf(): AstFieldValue | undefined {
    const lexer = this.#lexer;
    const at = lexer.at;
    if (!lexer.take('val(')) return undefined;
    lexer.blank();
    const field = this.#field();
    if (field === undefined) return this.fail("expected a field within 'val' transformer");
    lexer.blank();
    if (!lexer.take(')')) this.fail("expected a ')' token closing the transformer");
    if (lexer.peek('[')) this.fail("transformer 'val' does not support field arguments");
    return { kind: 'value-of', field, at };
  }
}
