// SPDX-License-Identifier: Apache-2.0
// Environments and cgroups of processes: long lists that repeat from one process to the next. Each distinct one is taken
// apart once; a shell that starts a thousand programs costs one list.

import { copyBytes } from '../scap/copy-bytes.js';
import type { EventCursor } from '../scap/event-cursor.js';
import { parseCgroups } from '../scap/metadata.js';
import { decodeStrings, latin1Text } from '../scap/text.js';
import { type ContainerMatch, matchContainer } from './container-match.js';

export interface CgroupMembership {
  readonly cgroups: readonly (readonly [subsystem: string, path: string])[];
  /** The container that the paths name. */
  readonly match: ContainerMatch | undefined;
}

export class StringLists {
  readonly #lists = new Parsed<readonly string[]>((bytes, start, end) => decodeStrings(bytes, start, end));
  readonly #cgroups = new Parsed<CgroupMembership>((bytes, start, end) => {
    const cgroups = parseCgroups(decodeStrings(bytes, start, end));
    return { cgroups, match: matchContainer(cgroups) };
  });

  /** Parameter i as NUL-terminated strings; undefined where the event lacks it. */
  strings(event: EventCursor, i: number): readonly string[] | undefined {
    return this.#lists.of(event, i);
  }

  /** Parameter i as cgroups; undefined where the event lacks it. */
  cgroups(event: EventCursor, i: number): CgroupMembership | undefined {
    return this.#cgroups.of(event, i);
  }
}

/** Distinct parameters kept; beyond, the cache starts anew. */
const MOST = 4096;
/** Of those, so many are compared as bytes first: children mostly have what their parents had. */
const RECENT = 8;

/** What parameters were parsed into, by their bytes. */
class Parsed<T> {
  readonly #parse: (bytes: Uint8Array, start: number, end: number) => T;
  readonly #known = new Map<string, T>();
  readonly #recent: { readonly bytes: Uint8Array; readonly value: T }[] = [];
  #oldest = 0;

  constructor(parse: (bytes: Uint8Array, start: number, end: number) => T) {
    this.#parse = parse;
  }

  /** Undefined where the event lacks parameter i. */
  of(event: EventCursor, i: number): T | undefined {
    const at = i < 0 ? -1 : event.param(i);
    if (at < 0) return undefined;
    const { bytes, paramLength } = event;
    const end = at + paramLength;
    for (const recent of this.#recent) {
      if (recent.bytes.length === paramLength && areSame(recent.bytes, bytes, at, end)) return recent.value;
    }
    const value = this.#look(bytes, at, end);
    this.#recent[this.#oldest] = { bytes: copyBytes(bytes, at, end), value };
    this.#oldest = (this.#oldest + 1) % RECENT;
    return value;
  }

  #look(bytes: Uint8Array, start: number, end: number): T {
    const key = latin1Text(bytes, start, end);
    let value = this.#known.get(key);
    if (value === undefined) {
      value = this.#parse(bytes, start, end);
      if (this.#known.size >= MOST) this.#known.clear();
      this.#known.set(key, value);
    }
    return value;
  }
}

function areSame(own: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  return Buffer.compare(own, bytes.subarray(start, end)) === 0;
}
