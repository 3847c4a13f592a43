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

/** Written out: spreading costs microseconds, and busy servers make a new fd for every connection. */
function copyOf(fd: FdInfo): MutableFd {
  return {
    id: fd.id,
    type: fd.type,
    name: fd.name,
    nameRaw: fd.nameRaw,
    tuple: fd.tuple,
    l4: fd.l4,
    role: fd.role,
    connected: fd.connected,
    openFlags: fd.openFlags,
    dev: fd.dev,
    ino: fd.ino,
    unixSource: fd.unixSource,
    unixDest: fd.unixDest,
    pid: fd.pid,
  };
}

export class FdDictionary {
  /** By id; [0] stands for "no fd". */
  readonly all: FdInfo[] = [BLANK];
  /** FdType by id, for the hot loops. */
  types = new Uint8Array(4096);
  /** Files by name, newest first. */
  readonly #files = new Map<string, FdInfo>();

  create(properties: Partial<FdInfo>): FdInfo {
    return this.#add(Object.assign(copyOf(BLANK), properties));
  }

  /** A changed copy; the same one where nothing changes. */
  derive(old: FdInfo, changes: Partial<FdInfo>): FdInfo {
    let same = true;
    for (const key of Object.keys(changes) as (keyof FdInfo)[]) {
      if (old[key] !== changes[key]) {
        same = false;
        break;
      }
    }
    return same ? old : this.#add(Object.assign(copyOf(old), changes));
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
    const properties = copyOf(BLANK);
    properties.type = type;
    properties.name = name;
    properties.nameRaw = nameRaw;
    properties.openFlags = openFlags;
    properties.dev = dev;
    properties.ino = ino;
    const info = this.#add(properties);
    this.#files.set(name, info);
    return info;
  }

  /** Forgets FdInfos whose kept[id] is 0; answers the new id of each old one. */
  compact(kept: Uint8Array): Uint32Array {
    for (const [name, info] of this.#files) if (kept[info.id] !== 1) this.#files.delete(name);
    const newId = renumber(this.all, kept);
    this.types = new Uint8Array(Math.max(4096, 2 ** Math.ceil(Math.log2(this.all.length + 1))));
    for (const info of this.all) this.types[info.id] = info.type;
    return newId;
  }

  #add(properties: MutableFd): FdInfo {
    const id = this.all.length;
    const info = properties;
    info.id = id;
    this.all.push(info);
    if (id >= this.types.length) {
      const bigger = new Uint8Array(this.types.length * 2);
      bigger.set(this.types);
      this.types = bigger;
    }
    this.types[id] = info.type;
    return info;
  }
}
