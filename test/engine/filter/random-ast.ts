// SPDX-License-Identifier: Apache-2.0
// Random filters for property tests: trees in the shape that the parser makes (places are 0), over given fields.

import fc from 'fast-check';
import {
  type Ast,
  type AstField,
  type AstRight,
  type AstText,
  type AstTransformer,
  LIST_OPERATORS,
  MODIFIERS,
  NUMBER_OPERATORS,
  STRING_OPERATORS,
  TRANSFORMERS,
} from '../../../src/engine/filter/ast.js';
import { decodeText } from '../../../src/engine/scap/text.js';

const at = 0;

/** Text as captures have it: any bytes, decoded. */
export const capturedText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 6, unit: 'binary' }).map((text) => text.replace(/\p{Surrogate}/gu, '')),
  fc.stringMatching(/^[ab"'\\()=, [\]]{0,5}$/),
  fc.uint8Array({ maxLength: 5 }).map((bytes) => decodeText(bytes, 0, bytes.length)),
  fc.constantFrom('oneof', 'anyof', 'allof', 'and', 'or', 'not', 'val', 'val(a.b)', 'tolower(x)', 'exists', '', '0x1f'),
);

const text: fc.Arbitrary<AstText> = capturedText.map((value) => ({ kind: 'text', text: value, at }));
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,4}$/);
const field: fc.Arbitrary<AstField> = fc
  .tuple(name, fc.array(name, { minLength: 1, maxLength: 2 }), fc.option(capturedText, { nil: undefined }))
  .map(([first, rest, argument]) => ({ kind: 'field', name: [first, ...rest].join('.'), argument, at }));
const number: fc.Arbitrary<AstText> = fc
  .oneof(
    fc.integer().map(String),
    fc.nat().map((n) => `0x${n.toString(16)}`),
    fc.stringMatching(/^[+-]?[0-9]{1,4}(\.[0-9]{0,3})?([eE][+-][0-9])?$/),
  )
  .map((value) => ({ kind: 'text', text: value, at }));

const { transformer } = fc.letrec<{ transformer: AstTransformer }>((tie) => ({
  transformer: fc.record({
    kind: fc.constant('transformer' as const),
    name: fc.constantFrom(...TRANSFORMERS),
    values: fc.array(
      fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        field,
        text,
        fc.record({
          kind: fc.constant('values' as const),
          items: fc.array(fc.oneof(text, field), { maxLength: 3 }),
          at: fc.constant(at),
        }),
        tie('transformer'),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    argument: fc.option(capturedText, { nil: undefined }),
    at: fc.constant(at),
  }),
}));

const list: fc.Arbitrary<AstRight> = fc.array(text, { maxLength: 4 }).map((items) => ({ kind: 'list', items, at }));
const computed: fc.Arbitrary<AstRight> = fc.oneof(
  transformer,
  field.map((of): AstRight => ({ kind: 'value-of', field: of, at })),
);

const left: fc.Arbitrary<AstField | AstTransformer> = fc.oneof({ weight: 3, arbitrary: field }, transformer);
const base = { kind: 'check' as const, at, operatorAt: at, modifier: undefined };
const check: fc.Arbitrary<Ast> = fc.oneof(
  left.map((of): Ast => ({ ...base, left: of, operator: 'exists', right: undefined })),
  fc
    .tuple(left, fc.constantFrom(...NUMBER_OPERATORS), fc.oneof(number, computed))
    .map(([of, operator, right]): Ast => ({ ...base, left: of, operator, right })),
  fc
    .tuple(left, fc.constantFrom(...STRING_OPERATORS), fc.oneof(text, text, computed))
    .map(([of, operator, right]): Ast => ({ ...base, left: of, operator, right })),
  fc
    .tuple(left, fc.constantFrom(...STRING_OPERATORS), fc.constantFrom(...MODIFIERS), list)
    .map(([of, operator, modifier, right]): Ast => ({ ...base, left: of, operator, modifier, right })),
  fc
    .tuple(left, fc.constantFrom(...LIST_OPERATORS), fc.oneof(list, list, computed))
    .map(([of, operator, right]): Ast => ({ ...base, left: of, operator, right })),
);

/** Trees over `leaf`. */
export function treeOf(leaf: fc.Arbitrary<Ast>): fc.Arbitrary<Ast> {
  return fc.letrec<{ tree: Ast }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      { weight: 2, arbitrary: leaf },
      fc.record({ kind: fc.constant('not' as const), child: tie('tree'), at: fc.constant(at) }),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        children: fc.array(tie('tree'), { minLength: 2, maxLength: 4 }),
        at: fc.constant(at),
      }),
    ),
  })).tree;
}

export const anyFilter: fc.Arbitrary<Ast> = treeOf(
  fc.oneof(
    { weight: 5, arbitrary: check },
    name.filter((word) => !/^(?:not)$/.test(word)).map((word): Ast => ({ kind: 'name', name: word, at })),
  ),
);
