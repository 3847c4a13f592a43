// SPDX-License-Identifier: Apache-2.0
// Ast of one check → CheckedTest: both operands, and a function from the left value (or both) to true or false.
// Throws ParseFailure.

import type { FieldType, FieldValue } from '../event/value.js';
import type { FieldUse } from '../fields/field.js';
import type { Result } from '../result.js';
import type { AstCheck, AstRight, AstText } from './ast.js';
import { checkOperand, type FieldCatalogue } from './check-operand.js';
import { dynamicTest } from './dynamic-predicate.js';
import { isEventName } from './event-names.js';
import { type FieldReader, type Operand, unionOfUses } from './operand.js';
import { operatorError } from './operators.js';
import { ParseFailure } from './parse-failure.js';
import type { ServiceNames } from './services.js';
import { withoutUnit } from './unit-constant.js';
import { elementsOf } from './value-elements.js';
import { type Comparison, type ValueTest, valueTest } from './value-predicate.js';
import { type Constant, constantOf, kindOf, parseConstant, parseHexBytes } from './values.js';

export interface CheckedTest {
  readonly kind: 'test';
  /** Every field that is read, each once; none where the answer is always the same. */
  readonly uses: readonly FieldUse[];
  readonly holds: (reader: FieldReader) => boolean;
  /** The same for the value of the only field, where nothing is done to it before: one call less per row. */
  readonly test?: ValueTest;
}

export interface CheckContext {
  readonly catalogue: FieldCatalogue;
  readonly services: ServiceNames;
}

export function checkTest(ast: AstCheck, context: CheckContext): CheckedTest {
  const left = checkOperand(ast.left, context.catalogue);
  const comparand = { ...left, kind: kindOf(left.type) };
  if (left.field?.field.printOnly === true) {
    throw new ParseFailure(`field '${left.name}' can be printed but not compared`, ast.at);
  }
  const problem = operatorError(ast.operator, ast.modifier, comparand);
  if (problem !== undefined) throw new ParseFailure(problem, ast.operatorAt);
  const right = ast.right;
  if (right?.kind === 'transformer' || right?.kind === 'value-of') return pairTest(ast, left, right, context);
  if (right !== undefined && constantTexts(right).length === 0 && !(left.isList && ast.operator === 'in')) {
    return { kind: 'test', uses: [], holds: () => false };
  }
  const isAround = left.field?.field.name === 'evt.around';
  const test = isAround ? aroundTest(ast, context) : constantTest(ast, left, context);
  const checked: CheckedTest = { kind: 'test', uses: left.uses, holds: (reader) => test(left.read(reader)) };
  return left.field === undefined ? checked : { ...checked, test };
}

function comparisonOf({ operator, modifier }: AstCheck, left: Operand): Comparison {
  return { operator, modifier, isList: left.isList, isEnds: left.field?.field.filterOnly === true };
}

function constantTest(ast: AstCheck, left: Operand, context: CheckContext): ValueTest {
  const items = constantTexts(ast.right);
  const comparison = comparisonOf(ast, left);
  checkEventNames(ast, left, items);
  if (left.type === 'DYN' && ast.operator !== 'exists') {
    return dynamicTest(
      comparison,
      items.map((item) => item.text),
      context.services,
    );
  }
  const constants = items.map((item) => constant(ast, plainItem(item, left), left.type, context.services));
  return unwrap(valueTest(comparison, constants), items[0]?.at ?? ast.at);
}

function constantTexts(right: AstRight | undefined): readonly AstText[] {
  if (right === undefined) return [];
  if (right.kind === 'list') return right.items;
  return right.kind === 'text' ? [right] : [];
}

function constant({ operator }: AstCheck, { text, at }: AstText, type: FieldType, services: ServiceNames): Constant {
  const isHex = operator === 'bcontains' || operator === 'bstartswith';
  return unwrap(isHex ? parseHexBytes(text) : parseConstant(text, type, services), at);
}

function plainItem(item: AstText, { field }: Operand): AstText {
  return field === undefined ? item : { ...item, text: withoutUnit(item.text, field.field) };
}

/**
 * Only where the whole name is given: `evt.type startswith epoll` is as good as any. Names of syscall.type are nobody's to
 * check: rule sets have some that no event bears.
 */
function checkEventNames({ operator }: AstCheck, { field }: Operand, items: readonly AstText[]): void {
  if (field?.field.name !== 'evt.type') return;
  if (operator !== '=' && operator !== '!=' && operator !== 'in' && operator !== 'intersects') return;
  for (const { text, at } of items)
    if (!isEventName(text)) throw new ParseFailure(`unknown event type ${text}`, at, true);
}

/** evt.around[T]=MS: the field is the distance from T in ms, `=` asks for at most so much. */
function aroundTest(ast: AstCheck, { services }: CheckContext): ValueTest {
  const [item] = constantTexts(ast.right);
  if (ast.operator !== '=' || ast.modifier !== undefined || item === undefined) {
    throw new ParseFailure("evt.around supports only '=' comparison operator", ast.operatorAt);
  }
  const comparison: Comparison = { operator: '<=', modifier: undefined, isList: false, isEnds: false };
  return unwrap(valueTest(comparison, [constant(ast, item, 'UINT64', services)]), item.at);
}

/** `proc.name = val(proc.pname)`: false where either side has no value. */
function pairTest(
  ast: AstCheck,
  left: Operand,
  rightAst: Extract<AstRight, { kind: 'transformer' | 'value-of' }>,
  { catalogue }: CheckContext,
): CheckedTest {
  const right = checkOperand(rightAst.kind === 'value-of' ? rightAst.field : rightAst, catalogue);
  const problem = pairError(ast, left, right);
  if (problem !== undefined) throw new ParseFailure(problem, rightAst.at);
  const comparison = comparisonOf(ast, left);
  const kind = kindOf(right.type);
  const compare = (a: FieldValue, b: FieldValue) => {
    if (b === undefined) return false;
    const constants = elementsOf(b).flatMap((element) => constantOf(element, kind) ?? []);
    const test = valueTest(comparison, constants);
    return test.ok && test.value(a);
  };
  return {
    kind: 'test',
    uses: unionOfUses([left, right]),
    holds: (reader) => compare(left.read(reader), right.read(reader)),
  };
}

function pairError({ operator }: AstCheck, left: Operand, right: Operand): string | undefined {
  if (operator === 'pmatch' || operator === 'regex') {
    return `operator '${operator}' doesn't support right-hand side fields`;
  }
  if (kindOf(left.type) === 'network') return "field type 'IPNET' doesn't support right-hand side fields";
  if (left.field?.field.noRightSide === true) return `field '${left.name}' doesn't support right-hand side fields`;
  if (right.field?.field.noRightSide === true) return `field '${right.name}' can't be used as a right-hand side field`;
  if (kindOf(left.type) === kindOf(right.type) && left.isList === right.isList) return undefined;
  return `field '${left.name}' has type '${typeName(left)}' while the right-hand side field '${right.name}' has incompatible type '${typeName(right)}'`;
}

function typeName({ type, isList }: Operand): string {
  return isList ? `${type} (list)` : type;
}

function unwrap<T>(result: Result<T, string>, at: number): T {
  if (!result.ok) throw new ParseFailure(result.error, at);
  return result.value;
}
