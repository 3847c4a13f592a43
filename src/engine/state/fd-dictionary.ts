// SPDX-License-Identifier: Apache-2.0
// All FdInfos of a capture by number, as columns of numbers: 34 bytes each and their texts, nothing for the garbage
// collector. Files that are opened again and again share one: a filter on fd.name is evaluated once per entry, and a row is
// four bytes. at() gives an entry as an object; the state engine itself asks for single properties.

import { type FdInfo, type FdRole, FdType, L4, type Tuple } from './fd-info.js';
import { CounterPages, Float64Pages, Uint16Pages, Uint32Pages } from './paged-numbers.js';
import { numbering } from './renumber.js';
import { SocketColumns } from './socket-columns.js';
import { Texts } from './texts.js';

/** Properties of an fd that nobody has said anything of. */
export const BLANK_FD: Omit<FdInfo, 'id'> = {
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

const ROLES: readonly FdRole[] = ['none', 'client', 'server'];
/** Bits of a socket's state: three for L4, two for the role, one for "connected". */
const L4_BITS = 7;
const ROLE_SHIFT = 3;
const ROLE_BITS = 3 << ROLE_SHIFT;
const CONNECTED = 1 << 5;

/** Entries that are kept as objects. */
const VIEWS = 4096;

/** What open() calls and fd lists say of a file. `name` and `nameRaw` (0: none) are numbers of texts. */
export interface FileProperties {
  readonly type: number;
  readonly name: number;
  readonly nameRaw: number;
  readonly openFlags: number;
  readonly dev: number;
  readonly ino: number;
}

export class FdDictionary {
  /** Names, paths, addresses. */
  texts = new Texts();
  /** FdType by id, for the hot loops. */
  types = new Uint8Array(4096);
  /** Ids given so far: those below it are known. 0 stands for "no fd". */
  count = 0;
  readonly #names = new Uint32Pages();
  /** Text + 1; 0 where the fd was not opened by path. */
  readonly #rawNames = new Uint32Pages();
  readonly #openFlags = new Uint32Pages();
  readonly #devs = new CounterPages();
  readonly #inos = new Float64Pages();
  readonly #states = new Uint16Pages();
  /** Row of #sockets; 0 none. */
  readonly #extras = new Uint32Pages();
  #sockets = new SocketColumns(this.texts);
  /** The newest file of each name: id by number of the text. */
  #files = new Uint32Pages();
  /** Ids of unnamed files by their flags. */
  readonly #unnamed = new Map<number, number>();
  /** What at() gave last, by the low bits of the id: printers remember what an object prints as. */
  readonly #views: (FdView | undefined)[] = new Array(VIEWS).fill(undefined);

  constructor() {
    this.create({});
  }

  /** The FdInfo of an id that a row, a table or a history names. */
  at(id: number): FdInfo {
    const known = this.#views[id % VIEWS];
    if (known?.id === id) return known;
    const view = new FdView(this, id);
    this.#views[id % VIEWS] = view;
    return view;
  }

  name(id: number): string {
    return this.texts.text(this.#names.at(id));
  }

  hasName(id: number): boolean {
    return this.#names.at(id) !== 0;
  }

  isNamedAs(id: number, other: number): boolean {
    return this.#names.at(id) === this.#names.at(other);
  }

  nameRaw(id: number): string | undefined {
    const raw = this.#rawNames.at(id);
    return raw === 0 ? undefined : this.texts.text(raw - 1);
  }

  openFlags(id: number): number {
    return this.#openFlags.at(id);
  }

  dev(id: number): number {
    return this.#devs.at(id);
  }

  ino(id: number): number {
    return this.#inos.at(id);
  }

  l4(id: number): number {
    return this.#states.at(id) & L4_BITS;
  }

  role(id: number): FdRole {
    return ROLES[(this.#states.at(id) >> ROLE_SHIFT) & 3] ?? 'none';
  }

  connected(id: number): boolean {
    return (this.#states.at(id) & CONNECTED) !== 0;
  }

  tuple(id: number): Tuple | undefined {
    return this.#sockets.tuple(this.#extras.at(id));
  }

  unixSource(id: number): string {
    return this.#sockets.unixSource(this.#extras.at(id));
  }

  unixDest(id: number): string {
    return this.#sockets.unixDest(this.#extras.at(id));
  }

  pid(id: number): number {
    return this.#sockets.pid(this.#extras.at(id));
  }

  /** A new FdInfo with these properties; its id. */
  create(properties: Partial<FdInfo>): number {
    return this.#add({ ...BLANK_FD, ...properties });
  }

  /** A changed copy; the same one where nothing changes. */
  derive(old: number, changes: Partial<FdInfo>): number {
    const { type = this.types[old] as number, name, openFlags } = changes;
    const { dev = this.#devs.at(old), ino = this.#inos.at(old) } = changes;
    const after = {
      type,
      name: name === undefined ? this.#names.at(old) : this.texts.of(name),
      nameRaw: 'nameRaw' in changes ? this.#rawOf(changes.nameRaw) : this.#rawNames.at(old),
      openFlags: openFlags === undefined ? this.#openFlags.at(old) : openFlags >>> 0,
      dev,
      ino,
    };
    const state = this.#derivedState(old, changes);
    const extra = this.#sockets.derive(this.#extras.at(old), changes);
    const isSame = this.#isFile(old, after) && after.name === this.#names.at(old);
    if (isSame && state === this.#states.at(old) && extra === this.#extras.at(old)) return old;
    return this.#put(this.#next(type), after, state, extra);
  }

  #rawOf(nameRaw: string | undefined): number {
    return nameRaw === undefined ? 0 : this.texts.of(nameRaw) + 1;
  }

  #derivedState(old: number, { l4, role, connected }: Partial<FdInfo>): number {
    const before = this.#states.at(old);
    const ofL4 = l4 ?? before & L4_BITS;
    const ofRole = role === undefined ? before & ROLE_BITS : ROLES.indexOf(role) << ROLE_SHIFT;
    const ofConnection = connected === undefined ? before & CONNECTED : connected ? CONNECTED : 0;
    return ofL4 | ofRole | ofConnection;
  }

  /** As derive(), for flags alone. */
  withOpenFlags(old: number, openFlags: number): number {
    if (this.openFlags(old) === openFlags >>> 0) return old;
    const id = this.#copy(old);
    this.#openFlags.set(id, openFlags);
    return id;
  }

  /** As derive(), for a socket that has been seen to be connected. */
  withConnection(old: number): number {
    if (this.connected(old)) return old;
    const id = this.#copy(old);
    this.#states.set(id, this.#states.at(old) | CONNECTED);
    return id;
  }

  /** The fd of an opened file or directory; an equal earlier one is reused. */
  file(file: FileProperties): number {
    const known = this.#files.of(file.name);
    if (known !== 0 && this.#isFile(known, file)) return known;
    const id = this.#put(this.#next(file.type), file, 0, 0);
    this.#files.set(file.name, id);
    return id;
  }

  /** A file that only its flags are known of. */
  unnamedFile(openFlags: number): number {
    const known = this.#unnamed.get(openFlags);
    if (known !== undefined) return known;
    const id = this.create({ type: FdType.FILE_V2, openFlags });
    this.#unnamed.set(openFlags, id);
    return id;
  }

  #isFile(id: number, file: FileProperties): boolean {
    return (
      this.#inos.at(id) === file.ino &&
      this.#openFlags.at(id) === file.openFlags >>> 0 &&
      this.#devs.at(id) === file.dev &&
      this.types[id] === file.type &&
      this.#rawNames.at(id) === file.nameRaw
    );
  }

  #add(fd: Omit<FdInfo, 'id'>): number {
    const { type, openFlags, dev, ino } = fd;
    const file = { type, name: this.texts.of(fd.name), nameRaw: this.#rawOf(fd.nameRaw), openFlags, dev, ino };
    const state = fd.l4 | (ROLES.indexOf(fd.role) << ROLE_SHIFT) | (fd.connected ? CONNECTED : 0);
    return this.#put(this.#next(type), file, state, this.#sockets.add(fd));
  }

  /** The next id, with everything as of `old`. */
  #copy(old: number): number {
    const id = this.#next(this.types[old] as number);
    this.#copyTo(id, old, this.#extras.at(old));
    return id;
  }

  #put(id: number, file: FileProperties, state: number, extra: number): number {
    this.#names.set(id, file.name);
    this.#rawNames.set(id, file.nameRaw);
    this.#openFlags.set(id, file.openFlags);
    this.#devs.set(id, file.dev);
    this.#inos.set(id, file.ino);
    this.#states.set(id, state);
    this.#extras.set(id, extra);
    return id;
  }

  #copyTo(id: number, from: number, extra: number): void {
    this.#names.set(id, this.#names.at(from));
    this.#rawNames.set(id, this.#rawNames.at(from));
    this.#openFlags.set(id, this.#openFlags.at(from));
    this.#devs.set(id, this.#devs.at(from));
    this.#inos.set(id, this.#inos.at(from));
    this.#states.set(id, this.#states.at(from));
    this.#extras.set(id, extra);
  }

  #next(type: number): number {
    const id = this.count++;
    if (id >= this.types.length) {
      const bigger = new Uint8Array(this.types.length * 2);
      bigger.set(this.types);
      this.types = bigger;
    }
    this.types[id] = type;
    return id;
  }

  /** Forgets FdInfos whose kept[id] is 0, and texts that no other names; answers the new id of each old one. */
  compact(kept: Uint8Array): Uint32Array {
    const newId = numbering(kept);
    const texts = new Texts();
    const sockets = new SocketColumns(texts);
    let count = 0;
    for (let id = 0; id < kept.length; id++) {
      if (kept[id] !== 1) continue;
      const to = newId[id] as number;
      this.types[to] = this.types[id] as number;
      const raw = this.#rawNames.at(id);
      const extra = sockets.take(this.#sockets, this.#extras.at(id));
      this.#copyTo(to, id, extra);
      this.#names.set(to, texts.take(this.texts, this.#names.at(id)));
      this.#rawNames.set(to, raw === 0 ? 0 : texts.take(this.texts, raw - 1) + 1);
      count = to + 1;
    }
    this.#files = this.#renumberedFiles(texts, kept, newId);
    this.texts = texts;
    this.#sockets = sockets;
    this.#truncate(count);
    this.#views.fill(undefined);
    this.#unnamed.clear();
    return newId;
  }

  #renumberedFiles(texts: Texts, kept: Uint8Array, newId: Uint32Array): Uint32Pages {
    const files = new Uint32Pages();
    for (let name = 0; name < this.texts.count; name++) {
      const id = this.#files.of(name);
      if (kept[id] === 1 && id !== 0) files.set(texts.take(this.texts, name), newId[id] as number);
    }
    return files;
  }

  #truncate(count: number): void {
    this.count = count;
    const columns = [this.#names, this.#rawNames, this.#openFlags, this.#devs, this.#inos, this.#states, this.#extras];
    for (const column of columns) column.truncate(count);
    this.types = this.types.slice(0, Math.max(4096, 2 ** Math.ceil(Math.log2(count + 1))));
  }

  /** Bytes held. */
  get byteLength(): number {
    const columns = [this.#names, this.#rawNames, this.#openFlags, this.#devs, this.#inos, this.#states, this.#extras];
    const sum = columns.reduce((bytes, column) => bytes + column.byteLength, 0);
    return sum + this.types.length + this.#files.byteLength + this.#sockets.byteLength + this.texts.byteLength;
  }
}

/** An entry as an object. What is read of it is decoded when it is read. */
class FdView implements FdInfo {
  readonly #fds: FdDictionary;
  #name: string | undefined;
  readonly id: number;
  readonly type: number;

  constructor(fds: FdDictionary, id: number) {
    this.#fds = fds;
    this.id = id;
    this.type = fds.types[id] as number;
  }

  get name(): string {
    this.#name ??= this.#fds.name(this.id);
    return this.#name;
  }
  get nameRaw(): string | undefined {
    return this.#fds.nameRaw(this.id);
  }
  get tuple(): Tuple | undefined {
    return this.#fds.tuple(this.id);
  }
  get l4(): number {
    return this.#fds.l4(this.id);
  }
  get role(): FdRole {
    return this.#fds.role(this.id);
  }
  get connected(): boolean {
    return this.#fds.connected(this.id);
  }
  get openFlags(): number {
    return this.#fds.openFlags(this.id);
  }
  get dev(): number {
    return this.#fds.dev(this.id);
  }
  get ino(): number {
    return this.#fds.ino(this.id);
  }
  get unixSource(): string {
    return this.#fds.unixSource(this.id);
  }
  get unixDest(): string {
    return this.#fds.unixDest(this.id);
  }
  get pid(): number {
    return this.#fds.pid(this.id);
  }
}
