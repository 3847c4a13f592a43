// SPDX-License-Identifier: Apache-2.0
// How much of a capture's lists is kept: what was there before the first event does not spill, and a small compressed file
// can list millions of processes. What is over the bound is left out, counted, and said.

import type { ListedProcess } from '../scap/metadata.js';

/** Bytes of a listed process: its thread, a snapshot, its row in a table. By measurement. */
const PROCESS = 5000;
/** Bytes of a text in a list, besides its characters. */
const TEXT = 40;
const FD = 300;
const CONTAINER = 2000;
/** Arguments, environments and containers may take one in so many of the room. */
const SHARE = 4;

export interface LeftOut {
  readonly processes: number;
  /** Processes without their arguments, environments and control groups. */
  readonly texts: number;
  readonly fds: number;
  readonly containers: number;
}

export class ListRoom {
  processes = 0;
  texts = 0;
  fds = 0;
  containers = 0;
  readonly #room: number;
  #used = 0;
  #texts = 0;
  #containers = 0;

  /** Bytes. */
  constructor(room = Number.POSITIVE_INFINITY) {
    this.#room = room;
  }

  /** The process as it is kept; undefined: not at all. */
  process(listed: ListedProcess): ListedProcess | undefined {
    if (!this.#take(PROCESS)) {
      this.processes++;
      return undefined;
    }
    const texts = bytesOf(listed.args) + bytesOf(listed.env) + TEXT * 3 * listed.cgroups.length;
    if (this.#texts + texts <= this.#room / SHARE && this.#take(texts)) {
      this.#texts += texts;
      return listed;
    }
    this.texts++;
    return { ...listed, args: [], env: [], cgroups: [] };
  }

  /** Whether there is room for an fd of this name. */
  fd(name: string): boolean {
    const isRoom = this.#take(FD + name.length);
    if (!isRoom) this.fds++;
    return isRoom;
  }

  /** Whether there is room for a container that is described by so many characters; it takes a share of its own. */
  container(length: number): boolean {
    const bytes = CONTAINER + 4 * length;
    const isRoom = this.#containers + bytes <= this.#room / SHARE;
    if (isRoom) this.#containers += bytes;
    else this.containers++;
    return isRoom;
  }

  #take(bytes: number): boolean {
    if (this.#used + bytes > this.#room) return false;
    this.#used += bytes;
    return true;
  }
}

function bytesOf(texts: readonly string[]): number {
  return texts.reduce((sum, { length }) => sum + TEXT + length, 0);
}

/** What was left out, in words; undefined: nothing. */
export function leftOutText({ processes, texts, fds, containers }: LeftOut, blocks: number): string | undefined {
  const parts = [
    [processes, 'listed processes'],
    [texts, 'lists of arguments and environments'],
    [fds, 'open files'],
    [containers, 'descriptions of containers'],
    [blocks, 'blocks of more than 32 MiB'],
  ] as const;
  const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return said.length === 0 ? undefined : `left out, because --memory has no room for them: ${said.join(', ')}`;
}
