// SPDX-License-Identifier: Apache-2.0
// Long messages in pieces: NATS carries at most a MiB. A piece is `SENDER NUMBER PART PARTS`, a line end, and UTF-8.

const PIECE_BYTES = 240 * 1024;
/** A message of 15 MiB; an agent may answer a question with 64 pieces. */
const MOST_PIECES = 64;
/** A sender that dies leaves pieces behind: the oldest go. */
const MOST_OPEN = 256;
const HEAD = /^(\S+ \d+) (\d+) (\d+)$/;
const NEWLINE = 0x0a;

/** The pieces of a message; sender and number tell messages apart. */
export function* fragments(sender: string, number: number, text: string): Generator<Uint8Array> {
  const bytes = Buffer.from(text, 'utf8');
  const parts = Math.max(1, Math.ceil(bytes.length / PIECE_BYTES));
  for (let part = 0; part < parts; part++) {
    const head = Buffer.from(`${sender} ${number} ${part} ${parts}\n`, 'latin1');
    yield Buffer.concat([head, bytes.subarray(part * PIECE_BYTES, (part + 1) * PIECE_BYTES)]);
  }
}

interface Open {
  readonly pieces: (Uint8Array | undefined)[];
  missing: number;
}

/** Puts pieces together. */
export class Assembly {
  readonly #open = new Map<string, Open>();

  /** The message that a piece completes, if any. */
  add(piece: Uint8Array): string | undefined {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    const end = bytes.subarray(0, 200).indexOf(NEWLINE);
    const head = HEAD.exec(bytes.toString('latin1', 0, Math.max(0, end)));
    if (head === null) return undefined;
    const [, name = '', part, parts] = head;
    const body = bytes.subarray(end + 1);
    return Number(parts) === 1 ? body.toString('utf8') : this.#put(name, Number(parts), Number(part), body);
  }

  #put(name: string, parts: number, part: number, body: Uint8Array): string | undefined {
    if (parts > MOST_PIECES || part >= parts) return undefined;
    const open = this.#open.get(name) ?? { pieces: new Array<Uint8Array | undefined>(parts), missing: parts };
    this.#open.set(name, open);
    if (open.pieces[part] === undefined) open.missing--;
    open.pieces[part] = body;
    if (open.missing > 0) {
      this.#dropOldest();
      return undefined;
    }
    this.#open.delete(name);
    return Buffer.concat(open.pieces.flatMap((one) => (one === undefined ? [] : [one]))).toString('utf8');
  }

  #dropOldest(): void {
    const [oldest] = this.#open.keys();
    if (oldest !== undefined && this.#open.size > MOST_OPEN) this.#open.delete(oldest);
  }
}
