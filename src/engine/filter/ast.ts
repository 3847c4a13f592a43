// SPDX-License-Identifier: Apache-2.0
// What the parser makes of a filter: a tree of plain data that knows nothing of fields and types. The checker reads it;
// print.ts turns it back into text. `at` is an index into the filter's text (UTF-16 units), so that any later complaint
// can point at the words it is about.

/** Operators without a value, or with a number, a string or a list. `==` is read as `=`. */
export const NUMBER_OPERATORS = ['<=', '<', '>=', '>'] as const;
export const STRING_OPERATORS = [
  '=',
  '!=',
  'glob',
  'iglob',
  'contains',
  'icontains',
  'bcontains',
  'startswith',
  'bstartswith',
  'endswith',
  'regex',
] as const;
export const LIST_OPERATORS = ['intersects', 'in', 'pmatch'] as const;

export type Operator =
  | 'exists'
  | (typeof NUMBER_OPERATORS)[number]
  | (typeof STRING_OPERATORS)[number]
  | (typeof LIST_OPERATORS)[number];

/** How many elements of a list must satisfy the operator: exactly one, at least one, every one. */
export const MODIFIERS = ['oneof', 'anyof', 'allof'] as const;
export type Modifier = (typeof MODIFIERS)[number];

export const TRANSFORMERS = ['tolower', 'toupper', 'b64', 'basename', 'len', 'join', 'concat', 'getopt'] as const;
export type TransformerName = (typeof TRANSFORMERS)[number];

export type Ast = AstJunction | AstNot | AstCheck | AstName;

/** Two or more children, none of them dropped: `a and b and c` is one node. */
export interface AstJunction {
  readonly kind: 'and' | 'or';
  readonly children: readonly Ast[];
  readonly at: number;
}

export interface AstNot {
  readonly kind: 'not';
  readonly child: Ast;
  readonly at: number;
}

export interface AstCheck {
  readonly kind: 'check';
  readonly left: AstField | AstTransformer;
  readonly operator: Operator;
  readonly operatorAt: number;
  /** Only after string operators, with a list on the right. */
  readonly modifier: Modifier | undefined;
  /** Undefined after `exists` only. */
  readonly right: AstRight | undefined;
  readonly at: number;
}

/** A bare word where a check is expected: the name of a macro, which a filter of ours cannot have. */
export interface AstName {
  readonly kind: 'name';
  readonly name: string;
  readonly at: number;
}

export interface AstField {
  readonly kind: 'field';
  readonly name: string;
  /** Text between the brackets, unquoted; undefined without brackets. */
  readonly argument: string | undefined;
  readonly at: number;
}

export interface AstTransformer {
  readonly kind: 'transformer';
  readonly name: TransformerName;
  readonly values: readonly AstTransformerValue[];
  /** `getopt(…)[x]`. */
  readonly argument: string | undefined;
  readonly at: number;
}

export type AstTransformerValue = AstText | AstTransformer | AstField | AstTransformerList;

/** `(fd.name, "x", tolower(proc.name))` as an argument of join or getopt. */
export interface AstTransformerList {
  readonly kind: 'values';
  readonly items: readonly (AstText | AstTransformer | AstField)[];
  readonly at: number;
}

/** A constant as written, escapes resolved. What it means depends on the type of the field it is compared with. */
export interface AstText {
  readonly kind: 'text';
  readonly text: string;
  readonly at: number;
}

export interface AstList {
  readonly kind: 'list';
  readonly items: readonly AstText[];
  readonly at: number;
}

/** `val(proc.pname)`. */
export interface AstFieldValue {
  readonly kind: 'value-of';
  readonly field: AstField;
  readonly at: number;
}

export type AstRight = AstText | AstList | AstFieldValue | AstTransformer;
