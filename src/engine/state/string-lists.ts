// SPDX-License-Identifier: Apache-2.0
// Environments and cgroups of processes: long lists that repeat from one process to the next. Each distinct one is taken
// apart once; a shell that starts a thousand programs costs one list.

import { copyBytes } from '../scap/copy-bytes.js';
import type { EventCursor } from '../scap/event-cursor.js';
import { parseCgroups } from '../scap/metadata.js';
import { decodeStrings } from '../scap/text.js';
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

/** Distinct parameters kept; beyond, the cache starts again. */
const MOST = 4096;
/** Bytes of a list that its hash looks at: most lists are kilobytes, and what differs between two is seldom one byte. */
const SAMPLES = 64;
/** Lists of one hash that are kept. */
const MOST_ALIKE = 8;

interface Entry<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

/** What parameters were parsed into, by their bytes. */
class Parsed<T> {
  readonly #parse: (bytes: Uint8Array, start: number, end: number) => T;
  #known = new Map<number, Entry<T>[]>();
  #count = 0;

  constructor(parse: (bytes: Uint8Array, start: number, end: number) => T) {
    this.#parse = parse;
  }

  /** Undefined where the event lacks parameter i. */
  of(event: EventCursor, i: number): T | undefined {
    const at = i < 0 ? -1 : event.param(i);
    if (at < 0) return undefined;
    const { bytes } = event;
    const end = at + event.paramLength;
    const hash = sampledHash(bytes, at, end);
    const entries = this.#known.get(hash);
    const known = entries?.find((entry) => Buffer.compare(entry.bytes, bytes.subarray(at, end)) === 0);
    return known === undefined ? this.#add(hash, copyBytes(bytes, at, end)) : known.value;
  }

  #add(hash: number, bytes: Uint8Array): T {
    const value = this.#parse(bytes, 0, bytes.length);
    if (this.#count >= MOST) {
      this.#known = new Map();
      this.#count = 0;
    }
    this.#count++;
    const entries = this.#known.get(hash);
    if (entries === undefined) this.#known.set(hash, [{ bytes, value }]);
    else {
      if (entries.length >= MOST_ALIKE) entries.shift();
      entries.push({ bytes, value });
    }
    return value;
  }
}

function sampledHash(bytes: Uint8Array, start: number, end: number): number {
  const step = Math.max(1, Math.floor((end - start) / SAMPLES));
  let hash = end - start;
  for (let i = start; i < end; i += step) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}
