// SPDX-License-Identifier: Apache-2.0
// Bytes of a payload as text: UTF-8 where it is, the other bytes as the lone surrogates U+DC80…U+DCFF, which the canvas
// shows as \xNN. So text around a picture or a cut character stays readable, and no byte is lost or doubled.

/** The text of all bytes. */
export function bytesText(data: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < data.length) {
    const length = sequenceLength(data, at);
    if (length === 0) {
      text += String.fromCharCode(0xdc00 + (data[at] ?? 0));
      at++;
      continue;
    }
    // A stretch of good sequences at once: decoding one by one costs ten times as much.
    let end = at + length;
    for (let next = sequenceLength(data, end); next > 0; next = sequenceLength(data, end)) end += next;
    text += Buffer.from(data.buffer, data.byteOffset + at, end - at).toString('utf8');
    at = end;
  }
  return text;
}

/** Bytes of the UTF-8 sequence at a place; 0 where there is none (RFC 3629: no overlong forms, no surrogates). */
function sequenceLength(data: Uint8Array, at: number): number {
  const first = data[at];
  if (first === undefined) return 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = data[at + 1] ?? 0;
  const isTail = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x80 && byte <= 0xbf;
  if (first < 0xe0) return isTail(second) ? 2 : 0;
  if (first < 0xf0) {
    const low = first === 0xe0 ? 0xa0 : 0x80;
    const high = first === 0xed ? 0x9f : 0xbf;
    return second >= low && second <= high && isTail(data[at + 2]) ? 3 : 0;
  }
  const low = first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xf4 ? 0x8f : 0xbf;
  return second >= low && second <= high && isTail(data[at + 2]) && isTail(data[at + 3]) ? 4 : 0;
}

const TAB = 8;

/** Lines of a text: at line feeds, with the carriage return before one left out, and tabs as blanks. */
export function textLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  // A line feed at the end ends its line; it does not begin another one.
  if (lines.length > 1 && lines.at(-1) === '') lines.pop();
  return lines.map(expandTabs);
}

function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let out = '';
  for (const character of line) out += character === '\t' ? ' '.repeat(TAB - (out.length % TAB)) : character;
  return out;
}

/** Printable ASCII as it is, a dot for every other byte. */
export function dottedText(data: Uint8Array): string {
  let text = '';
  for (const byte of data) text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  return text;
}
