// SPDX-License-Identifier: Apache-2.0
// Values by number: equal values have the same one. Numbers start at 1; 0 is for "not read".

import type { FieldValue } from '../event/value.js';

/** Distinct values kept; more (command lines of weeks) start again under higher numbers. */
const MOST = 1 << 20;

export class ValueNumbers {
  readonly values: FieldValue[] = [undefined];
  readonly #numbers = new Map<unknown, number>();

  of(value: FieldValue): number {
    const key = keyOf(value);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    if (this.#numbers.size >= MOST) this.#numbers.clear();
    const number = this.values.push(value) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

/** Lists and buffers are equal where their elements are. */
function keyOf(value: FieldValue): unknown {
  if (typeof value !== 'object') return value;
  const kind = value instanceof Uint8Array ? 'bytes' : 'list';
  return `\u0000${kind}\u0000${[...value].map((element) => `${typeof element}:${element}`).join('\u0000')}`;
}
