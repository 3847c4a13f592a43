// SPDX-License-Identifier: Apache-2.0

/** A copy of bytes[start, end). `slice` would be one of a Uint8Array, but a Buffer's is a view of the same memory. */
export function copyBytes(bytes: Uint8Array, start = 0, end = bytes.length): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.subarray(start, end));
}
