// SPDX-License-Identifier: Apache-2.0
// Header blocks of HTTP/2 (RFC 7541). The dynamic table is what both sides have remembered since the connection began: once
// a block was cut or the start was missed, entries from before are unknown, and a header that names one is left out.

import type { Piece } from '../piece.js';
import { huffmanText } from './huffman.js';

/** RFC 7541, appendix A: name, then value where it has one. */
const STATIC: readonly (readonly [string, string])[] = (
  ':authority|:method GET|:method POST|:path /|:path /index.html|:scheme http|:scheme https|:status 200|:status 204|' +
  ':status 206|:status 304|:status 400|:status 404|:status 500|accept-charset|accept-encoding gzip, deflate|' +
  'accept-language|accept-ranges|accept|access-control-allow-origin|age|allow|authorization|cache-control|' +
  'content-disposition|content-encoding|content-language|content-length|content-location|content-range|content-type|' +
  'cookie|date|etag|expect|expires|from|host|if-match|if-modified-since|if-none-match|if-range|if-unmodified-since|' +
  'last-modified|link|location|max-forwards|proxy-authenticate|proxy-authorization|range|referer|refresh|retry-after|' +
  'server|set-cookie|strict-transport-security|transfer-encoding|user-agent|vary|via|www-authenticate'
)
  .split('|')
  .map((entry) => {
    const blank = entry.indexOf(' ');
    return blank < 0 ? [entry, ''] : [entry.slice(0, blank), entry.slice(blank + 1)];
  });
const DEFAULT_SIZE = 4096;
/** Largest table that is kept for a connection, whatever it says. */
const MOST_SIZE = 65536;
/** RFC 7541, 4.1: what an entry counts besides its letters. */
const ENTRY_OVERHEAD = 32;

export type Headers = Map<string, string>;

interface Entry {
  readonly name: string | undefined;
  readonly value: string | undefined;
}

export class HeaderTable {
  /** Newest first. */
  #entries: Entry[] = [];
  #size = 0;
  #limit = DEFAULT_SIZE;
  #at = 0;

  /** Headers of a block at offset..end of the piece. A block that ends early clears what was remembered. */
  read(piece: Piece, offset: number, end: number): Headers {
    const headers: Headers = new Map();
    this.#at = offset;
    const last = Math.min(end, piece.length);
    while (this.#at < last) if (!this.#field(piece, last, headers)) return this.#lost(headers);
    return end > piece.length ? this.#lost(headers) : headers;
  }

  #lost(headers: Headers): Headers {
    this.forget();
    return headers;
  }

  /** What was remembered is unknown from here on. */
  forget(): void {
    this.#entries = [];
    this.#size = 0;
  }

  #field(piece: Piece, end: number, headers: Headers): boolean {
    const first = piece.u8(this.#at);
    if (first >= 0x80) return this.#indexed(piece, end, headers);
    if (first >= 0x40) return this.#literal(piece, end, headers, 6, true);
    if (first >= 0x20) return this.#resize(piece, end);
    return this.#literal(piece, end, headers, 4, false);
  }

  #indexed(piece: Piece, end: number, headers: Headers): boolean {
    const index = this.#integer(piece, end, 7);
    if (index === undefined || index === 0) return false;
    const { name, value } = this.#entry(index);
    if (name !== undefined && value !== undefined) headers.set(name, value);
    return true;
  }

  #literal(piece: Piece, end: number, headers: Headers, bits: number, isKept: boolean): boolean {
    const index = this.#integer(piece, end, bits);
    if (index === undefined) return false;
    const name = index === 0 ? this.#string(piece, end) : { text: this.#entry(index).name };
    if (name === undefined) return false;
    const value = this.#string(piece, end);
    if (value === undefined) return false;
    if (name.text !== undefined && value.text !== undefined) headers.set(name.text, value.text);
    if (isKept) this.#remember({ name: name.text, value: value.text });
    return true;
  }

  #resize(piece: Piece, end: number): boolean {
    const size = this.#integer(piece, end, 5);
    if (size === undefined) return false;
    this.#limit = Math.min(size, MOST_SIZE);
    this.#evict();
    return true;
  }

  #entry(index: number): Entry {
    const fixed = STATIC[index - 1];
    if (fixed !== undefined) return { name: fixed[0], value: fixed[1] };
    return this.#entries[index - 1 - STATIC.length] ?? { name: undefined, value: undefined };
  }

  #remember(entry: Entry): void {
    this.#entries.unshift(entry);
    this.#size += sizeOf(entry);
    this.#evict();
  }

  #evict(): void {
    while (this.#size > this.#limit) {
      const oldest = this.#entries.pop();
      if (oldest === undefined) return;
      this.#size -= sizeOf(oldest);
    }
  }

  /** RFC 7541, 5.1. undefined where it does not end, or is longer than any length. */
  #integer(piece: Piece, end: number, bits: number): number | undefined {
    const most = 2 ** bits - 1;
    let value = piece.u8(this.#at++) & most;
    if (value < most) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      if (this.#at >= end) return undefined;
      const byte = piece.u8(this.#at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return undefined;
  }

  /** undefined where it goes beyond the block; a text that is not a Huffman code is unknown. */
  #string(piece: Piece, end: number): { readonly text: string | undefined } | undefined {
    if (this.#at >= end) return undefined;
    const isHuffman = piece.u8(this.#at) >= 0x80;
    const length = this.#integer(piece, end, 7);
    if (length === undefined || this.#at + length > end) return undefined;
    const from = this.#at;
    this.#at += length;
    if (!isHuffman) return { text: piece.text(from, length) };
    return { text: huffmanText(piece.data, piece.start + from, piece.start + from + length) };
  }
}

function sizeOf({ name = '', value = '' }: Entry): number {
  return name.length + value.length + ENTRY_OVERHEAD;
}
