// SPDX-License-Identifier: Apache-2.0
// Types of the values that events, parameters and fields have.

import type { ValueType } from '../protocol/protocol.js';

export type FieldType = ValueType;

/**
 * A value of a field. number: integers up to 2^53, ports, doubles, relative times in ns. bigint: absolute times in ns
 * since the epoch and full 64-bit numbers. string: text, and addresses as IpAddress. Uint8Array: buffers.
 * An array is the value of a list field. undefined: the event has no such value.
 */
export type Scalar = number | bigint | string | boolean | Uint8Array;
export type FieldValue = Scalar | readonly Scalar[] | undefined;

export type FieldFormat = 'DEC' | 'ID' | 'HEX' | 'OCT' | 'NA' | '10_PADDED_DEC';
