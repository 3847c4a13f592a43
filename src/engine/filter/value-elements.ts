// SPDX-License-Identifier: Apache-2.0
// A field's value is one scalar or an array of them: looking at it either way.

import type { FieldValue, Scalar } from '../event/value.js';

/** A list's elements, or the value as the only one. */
export function elementsOf(value: Exclude<FieldValue, undefined>): readonly Scalar[] {
  return isArray(value) ? value : [value];
}

/** Array.isArray, which does not narrow readonly arrays. */
export function isArray(value: Exclude<FieldValue, undefined>): value is readonly Scalar[] {
  return Array.isArray(value);
}
