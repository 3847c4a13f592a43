// SPDX-License-Identifier: Apache-2.0
// Environments and cgroups of processes: long lists that repeat from one process to the next. Each distinct one is taken
// apart once; a shell that starts a thousand programs costs one list.

import type { EventCursor } from '../scap/event-cursor.js';
import { parseCgroups } from '../scap/metadata.js';
import { decodeStrings, latin1Text } from '../scap/text.js';
import { type ContainerMatch, matchContainer } from './container-match.js';

/** Distinct lists kept; beyond, the cache starts anew. */
const MOST = 4096;

export interface CgroupMembership {
  readonly cgroups: readonly (readonly [subsystem: string, path: string])[];
  /** The container that the paths name. */
  readonly match: ContainerMatch | undefined;
}

export class StringLists {
  readonly #lists = new Map<string, readonly string[]>();
  readonly #cgroups = new Map<string, CgroupMembership>();

  /** Parameter i as NUL-terminated strings; undefined where the event lacks it. */
  strings(event: EventCursor, i: number): readonly string[] | undefined {
    const key = rawKey(event, i);
    if (key === undefined) return undefined;
    let list = this.#lists.get(key);
    if (list === undefined) {
      const at = event.param(i);
      list = decodeStrings(event.bytes, at, at + event.paramLength);
      if (this.#lists.size >= MOST) this.#lists.clear();
      this.#lists.set(key, list);
    }
    return list;
  }

  /** Parameter i as cgroups; undefined where the event lacks it. */
  cgroups(event: EventCursor, i: number): CgroupMembership | undefined {
    const key = rawKey(event, i);
    if (key === undefined) return undefined;
    let membership = this.#cgroups.get(key);
    if (membership === undefined) {
      const at = event.param(i);
      const cgroups = parseCgroups(decodeStrings(event.bytes, at, at + event.paramLength));
      membership = { cgroups, match: matchContainer(cgroups) };
      if (this.#cgroups.size >= MOST) this.#cgroups.clear();
      this.#cgroups.set(key, membership);
    }
    return membership;
  }
}

/** The parameter's bytes as one string: cheaper to make and to compare than the list. */
function rawKey(event: EventCursor, i: number): string | undefined {
  const at = i < 0 ? -1 : event.param(i);
  if (at < 0) return undefined;
  const { bytes, paramLength } = event;
  return latin1Text(bytes, at, at + paramLength);
}
