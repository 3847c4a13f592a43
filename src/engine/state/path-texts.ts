// SPDX-License-Identifier: Apache-2.0
// Paths that calls name, as numbers of texts: read from the event and joined with their directory without a string, unless
// the pair is a new one. Programs open the same files again and again.

import type { EventCursor } from '../scap/event-cursor.js';
import { joinPath } from './paths.js';
import type { Texts } from './texts.js';

/** Where an event has no text. */
export const NO_TEXT = -1;
/** Pairs of directory and path that are remembered; a power of two. */
const PAIRS = 1 << 14;
const DIRECTORIES = 1024;
/** `(NULL)`. */
const LONGEST_NOTHING = 6;

export class PathTexts {
  /** Its texts are others after a compaction. */
  readonly #owner: { readonly texts: Texts };
  #texts: Texts;
  /** Directory + 1, path, joined. */
  readonly #pairs = new Int32Array(3 * PAIRS);
  readonly #directories = new Map<string, number>();

  constructor(owner: { readonly texts: Texts }) {
    this.#owner = owner;
    this.#texts = owner.texts;
  }

  /** String parameter i up to its NUL; NO_TEXT where it is absent, empty, `<NA>` or the `(NULL)` of old captures. */
  text(event: EventCursor, i: number): number {
    const at = i < 0 ? -1 : event.param(i);
    if (at < 0 || event.paramLength === 0) return NO_TEXT;
    const stop = endOfText(event, at);
    const id = this.#owner.texts.ofBytes(event.bytes, at, stop);
    return stop - at <= LONGEST_NOTHING && isNothing(this.#owner.texts.text(id), event.paramLength) ? NO_TEXT : id;
  }

  /** Whether text() would find one. */
  hasText(event: EventCursor, i: number): boolean {
    const at = i < 0 ? -1 : event.param(i);
    if (at < 0 || event.paramLength === 0) return false;
    const length = endOfText(event, at) - at;
    return length > LONGEST_NOTHING || !isNothing(event.text(i) ?? '<NA>', event.paramLength);
  }

  /** joinPath() of a directory and a path. */
  join(directory: string, path: number): number {
    if (this.#owner.texts !== this.#texts) this.#forget();
    const base = directory === '' ? 0 : this.#directory(directory);
    const slot = 3 * ((Math.imul(base, 0x9e3779b1) + path) & (PAIRS - 1));
    if (this.#pairs[slot] === base + 1 && this.#pairs[slot + 1] === path) return this.#pairs[slot + 2] as number;
    const joined = this.#texts.of(joinPath(directory, this.#texts.text(path)));
    this.#pairs[slot] = base + 1;
    this.#pairs[slot + 1] = path;
    this.#pairs[slot + 2] = joined;
    return joined;
  }

  #directory(text: string): number {
    let id = this.#directories.get(text);
    if (id === undefined) {
      if (this.#directories.size >= DIRECTORIES) this.#directories.clear();
      id = this.#texts.of(text);
      this.#directories.set(text, id);
    }
    return id;
  }

  #forget(): void {
    this.#texts = this.#owner.texts;
    this.#pairs.fill(0);
    this.#directories.clear();
  }
}

/** Where the text of the parameter that was found last ends. */
function endOfText({ bytes, paramLength }: EventCursor, at: number): number {
  const end = at + paramLength;
  let stop = at;
  while (stop < end && bytes[stop] !== 0) stop++;
  return stop;
}

function isNothing(text: string, paramLength: number): boolean {
  return text === '<NA>' || (text === '(NULL)' && paramLength === 7);
}
