// SPDX-License-Identifier: Apache-2.0
// The Huffman code of HPACK (RFC 7541, appendix B). The code is canonical: codes of one length follow each other in the
// order of their symbols, so the lengths say all. A length is a digit to base 36; the last symbol is the end of the text.

const LENGTHS =
  'dnsssssssoussussssssssusssssssss6aacd68baa8b8666555666666678f6cad67777777777777777777777878djde6' +
  'f56565666577666567655677777fbedskmkkmmmnmnnnnnonoomnonnnnlmnmnnomlkmmnnlnmmolmnnllmlnmnnkmmmnmmn' +
  'qqkjmnmpqqqrrqopjlqrrqrollqqsrrrkoklmllnmmppooqnqrqqrrrrrsrrrrrqu';
const LONGEST = 30;
const END = 256;

/** For each length: the first code, and where its symbols begin in SYMBOLS. */
const FIRST_CODE = new Float64Array(LONGEST + 2);
const FIRST_SYMBOL = new Uint16Array(LONGEST + 2);
const SYMBOLS: readonly number[] = canonical();

function canonical(): number[] {
  const symbols: number[] = [];
  let code = 0;
  for (let length = 1; length <= LONGEST; length++) {
    FIRST_CODE[length] = code;
    FIRST_SYMBOL[length] = symbols.length;
    for (let symbol = 0; symbol <= END; symbol++) {
      if (Number.parseInt(LENGTHS[symbol] ?? '', 36) !== length) continue;
      symbols.push(symbol);
      code++;
    }
    code *= 2;
  }
  FIRST_SYMBOL[LONGEST + 1] = symbols.length;
  return symbols;
}

/** Text of the bytes from..to; undefined where they are not a code. Bits at the end that make no symbol are padding. */
export function huffmanText(data: Uint8Array, from: number, to: number): string | undefined {
  let text = '';
  let code = 0;
  let length = 0;
  for (let i = from; i < to; i++) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + (((data[i] as number) >> bit) & 1);
      length++;
      if (length > LONGEST) return undefined;
      const place = code - (FIRST_CODE[length] as number);
      const count = (FIRST_SYMBOL[length + 1] as number) - (FIRST_SYMBOL[length] as number);
      if (place < 0 || place >= count) continue;
      const symbol = SYMBOLS[(FIRST_SYMBOL[length] as number) + place] as number;
      if (symbol === END) return undefined;
      text += String.fromCharCode(symbol);
      code = 0;
      length = 0;
    }
  }
  return text;
}
