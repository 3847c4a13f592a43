// SPDX-License-Identifier: Apache-2.0
// All FdInfos of a capture by number. Files that are opened again and again share one: a filter on fd.name is evaluated
// once per entry, and a row is four bytes.

import { type FdInfo, FdType, L4 } from './fd-info.js';
import { renumber } from './renumber.js';

const BLANK: FdInfo = {
  id: 0,
  type: FdType.UNKNOWN,
  name: '',
  nameRaw: undefined,
  tuple: undefined,
  l4: L4.UNKNOWN,
  role: 'none',
  connected: false,
  openFlags: 0,
  dev: 0,
  ino: 0,
  unixSource: '',
  unixDest: '',
  pid: -1,
};

type MutableFd = { -readonly [K in keyof FdInfo]: FdInfo[K] };

/** `old` with changes. Written out: spreading costs microseconds, and busy servers make a new fd for every connection. */
function changed(old: FdInfo, changes: Partial<FdInfo>): MutableFd {
  return {
    id: old.id,
    type: changes.type ?? old.type,
    name: changes.name ?? old.name,
    nameRaw: changes.nameRaw ?? old.nameRaw,
    tuple: changes.tuple ?? old.tuple,
    l4: changes.l4 ?? old.l4,
    role: changes.role ?? old.role,
    connected: changes.connected ?? old.connected,
    openFlags: changes.openFlags ?? old.openFlags,
    dev: changes.dev ?? old.dev,
    ino: changes.ino ?? old.ino,
    unixSource: changes.unixSource ?? old.unixSource,
    unixDest: changes.unixDest ?? old.unixDest,
    pid: changes.pid ?? old.pid,
  };
}

function isSame(a: FdInfo, b: FdInfo): boolean {
  return (
    a.type === b.type &&
    a.name === b.name &&
    a.nameRaw === b.nameRaw &&
    a.tuple === b.tuple &&
    a.l4 === b.l4 &&
    a.role === b.role &&
    a.connected === b.connected &&
    a.openFlags === b.openFlags &&
    a.dev === b.dev &&
    a.ino === b.ino &&
    a.unixSource === b.unixSource &&
    a.unixDest === b.unixDest &&
    a.pid === b.pid
  );
}

export class FdDictionary {
  /** By id; [0] stands for "no fd". */
  readonly #all: FdInfo[] = [BLANK];
  /** FdType by id, for the hot loops. */
  types = new Uint8Array(4096);
  /** Files by name, newest first. */
  readonly #files = new Map<string, FdInfo>();

  /** Ids given so far: those below it are known. */
  get count(): number {
    return this.#all.length;
  }

  /** The FdInfo of an id that a row, a table or a history names. */
  at(id: number): FdInfo {
    return this.#all[id] ?? BLANK;
  }

  create(properties: Partial<FdInfo>): FdInfo {
    return this.#add(changed(BLANK, properties));
  }

  /** A changed copy; the same one where nothing changes. */
  derive(old: FdInfo, changes: Partial<FdInfo>): FdInfo {
    const info = changed(old, changes);
    return isSame(old, info) ? old : this.#add(info);
  }

  /** The fd of an opened file or directory; an equal earlier one is reused. */
  file(type: number, name: string, nameRaw: string | undefined, openFlags: number, dev: number, ino: number): FdInfo {
    const known = this.#files.get(name);
    if (
      known !== undefined &&
      known.openFlags === openFlags &&
      known.ino === ino &&
      known.dev === dev &&
      known.type === type &&
      known.nameRaw === nameRaw
    ) {
      return known;
    }
    const info = this.#add({ ...BLANK, type, name, nameRaw, openFlags, dev, ino });
    this.#files.set(name, info);
    return info;
  }

  /** Forgets FdInfos whose kept[id] is 0; answers the new id of each old one. */
  compact(kept: Uint8Array): Uint32Array {
    for (const [name, info] of this.#files) if (kept[info.id] !== 1) this.#files.delete(name);
    const newId = renumber(this.#all, kept);
    this.types = new Uint8Array(Math.max(4096, 2 ** Math.ceil(Math.log2(this.#all.length + 1))));
    for (const info of this.#all) this.types[info.id] = info.type;
    return newId;
  }

  #add(properties: MutableFd): FdInfo {
    const id = this.#all.length;
    const info = properties;
    info.id = id;
    this.#all.push(info);
    if (id >= this.types.length) {
      const bigger = new Uint8Array(this.types.length * 2);
      bigger.set(this.types);
      this.types = bigger;
    }
    this.types[id] = info.type;
    return info;
  }
}
