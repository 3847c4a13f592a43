// SPDX-License-Identifier: Apache-2.0

import type { FieldValue } from '../event/value.js';
import { NO_CODE } from './grouping.js';

/** Small numbers for values: equal values have the same code. */
export class ValueCodes {
  /** Value by code. */
  readonly values: FieldValue[] = [];
  readonly #codeOf = new Map<unknown, number>();
  readonly #otherwise: FieldValue;

  /** `otherwise` stands for a missing value; undefined leaves it out. */
  constructor(otherwise?: FieldValue) {
    this.#otherwise = otherwise;
  }

  /** Code of a value, entering it if it is new. */
  code(value: FieldValue): number {
    const known = value ?? this.#otherwise;
    if (known === undefined) return NO_CODE;
    const key = typeof known === 'object' ? textKey(known) : known;
    const code = this.#codeOf.get(key);
    if (code !== undefined) return code;
    this.#codeOf.set(key, this.values.length);
    return this.values.push(known) - 1;
  }
}

function textKey(value: Uint8Array | readonly unknown[]): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value);
}
