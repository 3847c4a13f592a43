// SPDX-License-Identifier: Apache-2.0
// Bytes of the capture ↔ JavaScript strings, without loss. Valid UTF-8 decodes as such; a byte that belongs to no valid
// sequence becomes the lone surrogate U+DC80…U+DCFF (its value + 0xDC00), so that encodeText gives the same bytes back.
// Nothing is made safe for a terminal here: that is ui/safe-text.ts.

const SURROGATE_BASE = 0xdc00;
/** Low surrogates that stand for a byte; some may be halves of real characters, which the slow way tells apart. */
const LONE_BYTE = /[\udc80-\udcff]/;

/** Below so many characters a loop is over before the runtime has been called. */
const SHORT = 128;

/** The text of bytes[start, end). */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  for (let i = start; i < end; i++) {
    if ((bytes[i] as number) >= 0x80) return decodeMixed(bytes, start, end);
  }
  return asciiText(bytes, start, end);
}

/** As decodeText, up to the first NUL. */
export function decodeCString(bytes: Uint8Array, start: number, end: number): string {
  let stop = start;
  let mixed = false;
  while (stop < end) {
    const byte = bytes[stop] as number;
    if (byte === 0) break;
    if (byte >= 0x80) mixed = true;
    stop++;
  }
  return mixed ? decodeMixed(bytes, start, stop) : asciiText(bytes, start, stop);
}

/** NUL-terminated strings back to back; the last NUL may be missing. Empty strings in between count. */
export function decodeStrings(bytes: Uint8Array, start: number, end: number): string[] {
  const strings: string[] = [];
  let from = start;
  while (from < end) {
    let to = bytes.indexOf(0, from);
    if (to < 0 || to > end) to = end;
    strings.push(decodeText(bytes, from, to));
    from = to + 1;
  }
  return strings;
}

/** The bytes that decodeText was given. */
export function encodeText(text: string): Uint8Array {
  if (text.length > SHORT) return encodeMixed(text);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return encodeMixed(text);
    bytes[i] = code;
  }
  return bytes;
}

function encodeMixed(text: string): Uint8Array {
  if (!LONE_BYTE.test(text)) return Buffer.from(text, 'utf8');
  const parts: Uint8Array[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0xdc80 || code > 0xdcff || isHighSurrogate(text.charCodeAt(i - 1))) continue;
    parts.push(Buffer.from(text.slice(from, i), 'utf8'), Uint8Array.of(code - SURROGATE_BASE));
    from = i + 1;
  }
  parts.push(Buffer.from(text.slice(from), 'utf8'));
  return Buffer.concat(parts);
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** One character per byte. A Buffer gives it without another object. */
export function latin1Text(bytes: Uint8Array, start: number, end: number): string {
  if (bytes instanceof Buffer) return bytes.toString('latin1', start, end);
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

// Strings of a capture are short (names, paths): below some 24 bytes a loop beats the call into the runtime.
function asciiText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 24) return latin1Text(bytes, start, end);
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
  return text;
}

function decodeMixed(bytes: Uint8Array, start: number, end: number): string {
  const slice = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  const text = slice.toString('utf8');
  if (!text.includes('�')) return text;
  let out = '';
  let i = start;
  while (i < end) {
    const length = sequenceLength(bytes, i, end);
    if (length === 0) {
      out += String.fromCharCode(SURROGATE_BASE + (bytes[i] as number));
      i++;
      continue;
    }
    out += Buffer.from(bytes.buffer, bytes.byteOffset + i, length).toString('utf8');
    i += length;
  }
  return out;
}

/** Length of the valid UTF-8 sequence at i, 0 if there is none. RFC 3629, table 3-7 of Unicode. */
function sequenceLength(bytes: Uint8Array, i: number, end: number): number {
  const first = bytes[i] as number;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (i + length > end) return 0;
  const second = bytes[i + 1] as number;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let k = 2; k < length; k++) {
    const byte = bytes[i + k] as number;
    if (byte < 0x80 || byte > 0xbf) return 0;
  }
  return length;
}
