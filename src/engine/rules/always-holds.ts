// SPDX-License-Identifier: Apache-2.0
// Checks of evt.num that are always or never true: numbers start at 1. Rule sets write them to switch parts on and off.

import type { AstCheck, AstRight } from '../filter/ast.js';
import { parseInteger } from '../filter/values.js';

const AGAINST_ZERO: ReadonlyMap<string, boolean> = new Map([
  ['=', false],
  ['!=', true],
  ['<', false],
  ['<=', false],
  ['>', true],
  ['>=', true],
]);
const AGAINST_ONE: ReadonlyMap<string, boolean> = new Map([
  ['<', false],
  ['>=', true],
]);
const NEITHER: ReadonlyMap<string, boolean> = new Map();

/** Of a check of evt.num: true, false, or undefined where it depends on the event, as all others do. */
export function alwaysHolds({ left, operator, modifier, right }: AstCheck): boolean | undefined {
  if (left.kind !== 'field' || left.name !== 'evt.num' || modifier !== undefined) return undefined;
  const numbers = constantsOf(right)?.map((text) => parseInteger(text));
  if (numbers === undefined || numbers.some((number) => number === undefined)) return undefined;
  if (operator === 'in') return numbers.every((number) => number === 0n) ? false : undefined;
  const [number = -1n] = numbers;
  return (number === 0n ? AGAINST_ZERO : number === 1n ? AGAINST_ONE : NEITHER).get(operator);
}

/** The constants of a right-hand side; undefined where it is computed. */
export function constantsOf(right: AstRight | undefined): readonly string[] | undefined {
  if (right?.kind === 'text') return [right.text];
  return right?.kind === 'list' ? right.items.map(({ text }) => text) : undefined;
}
