// SPDX-License-Identifier: Apache-2.0
// Cgroups of a thread from /proc/PID/cgroup, as `subsystem → path`. A v1 hierarchy with several controllers gives one entry
// each. The v2 hierarchy has one path for all: each controller is entered with the deepest group on that path in which it
// is enabled, so that both worlds read alike (as libs does).

import { readFileSync } from 'node:fs';
import { decodeText } from '../../scap/text.js';
import type { ProcReader } from './proc-reader.js';

export type CgroupList = readonly (readonly [subsystem: string, path: string])[];

export class ProcCgroups {
  readonly #reader: ProcReader;
  /** Where the v2 hierarchy can be looked at; "" where it is not mounted. */
  readonly #mount: string;
  readonly #byText = new Map<string, CgroupList>();
  readonly #controllers = new Map<string, readonly string[]>();

  constructor(reader: ProcReader) {
    this.#reader = reader;
    this.#mount = cgroup2Mount(reader);
  }

  /** Of `PID` or `PID/task/TID`. The same text gives the same array. */
  of(directory: string): CgroupList {
    const bytes = this.#reader.piece(`${directory}/cgroup`);
    if (bytes === undefined) return [];
    const text = decodeText(bytes, 0, bytes.length);
    let list = this.#byText.get(text);
    if (list === undefined) {
      list = this.#parse(text);
      this.#byText.set(text, list);
    }
    return list;
  }

  #parse(text: string): CgroupList {
    const list: [string, string][] = [];
    for (const line of text.split('\n')) {
      const [id = '', controllers = ''] = line.split(':', 2);
      const path = line.slice(id.length + controllers.length + 2);
      if (controllers !== '') for (const name of controllers.split(',')) list.push([name, path]);
      else if (id === '0') list.push(...this.#unified(path));
    }
    return list;
  }

  /** Entries of a v2 path, walking up until the root. */
  #unified(path: string): [string, string][] {
    if (this.#mount === '') return [];
    const list: [string, string][] = [];
    const found = new Set<string>();
    for (let group = path; ; group = group.slice(0, group.lastIndexOf('/')) || '/') {
      for (const name of this.#enabledIn(group)) {
        if (!found.has(name)) list.push([name, group]);
        found.add(name);
      }
      if (group === '/' || !group.startsWith('/')) return list;
    }
  }

  #enabledIn(group: string): readonly string[] {
    let names = this.#controllers.get(group);
    if (names === undefined) {
      const text = readText(`${this.#mount}${group === '/' ? '' : group}/cgroup.controllers`);
      names = text === undefined ? [] : text.split(/\s+/).filter((name) => name !== '');
      this.#controllers.set(group, names);
    }
    return names;
  }
}

/** The host's mount, through the root of process 1; where that is forbidden our own. */
export function cgroup2Mount(reader: ProcReader): string {
  const mounts = reader.text('1/mounts') ?? reader.text('self/mounts') ?? '';
  for (const line of mounts.split('\n')) {
    const [, place = '', type] = line.split(' ', 3);
    if (type !== 'cgroup2') continue;
    for (const candidate of [`${reader.root}/1/root${place}`, place]) {
      if (readText(`${candidate}/cgroup.controllers`) !== undefined) return candidate;
    }
  }
  return '';
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
