// SPDX-License-Identifier: Apache-2.0
// Users and groups, per container ("" is the host), as they are now and, for code that saves a part of a capture, as they
// were at an event.

export interface UserInfo {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly home: string;
  readonly shell: string;
}

export interface GroupInfo {
  readonly gid: number;
  readonly name: string;
}

/** The users and groups of one container, or of the host. */
export interface UserLists {
  readonly container: string;
  readonly users: readonly UserInfo[];
  readonly groups: readonly GroupInfo[];
}

type Change =
  | { readonly kind: 'user'; readonly container: string; readonly id: number; readonly value: UserInfo | undefined }
  | { readonly kind: 'group'; readonly container: string; readonly id: number; readonly value: GroupInfo | undefined }
  | { readonly kind: 'clear' };

export class UserTables {
  #users = new Map<string, Map<number, UserInfo>>();
  #groups = new Map<string, Map<number, GroupInfo>>();
  /** What happened at which row, in order: a few hundred entries, nearly all of them before the first event. */
  readonly #log: { readonly row: number; readonly change: Change }[] = [];

  /** `row` of this and the following methods: the event that says so, or the last one before a list of a header. */
  setUser(container: string, user: UserInfo, row: number): void {
    this.#apply({ kind: 'user', container, id: user.uid, value: user }, row);
  }

  removeUser(container: string, uid: number, row: number): void {
    this.#apply({ kind: 'user', container, id: uid, value: undefined }, row);
  }

  setGroup(container: string, group: GroupInfo, row: number): void {
    this.#apply({ kind: 'group', container, id: group.gid, value: group }, row);
  }

  removeGroup(container: string, gid: number, row: number): void {
    this.#apply({ kind: 'group', container, id: gid, value: undefined }, row);
  }

  clear(row: number): void {
    this.#apply({ kind: 'clear' }, row);
  }

  /** The user `uid` of a container; undefined where that container's own table does not name it. */
  user(container: string, uid: number): UserInfo | undefined {
    return this.#users.get(container)?.get(uid);
  }

  group(container: string, gid: number): GroupInfo | undefined {
    return this.#groups.get(container)?.get(gid);
  }

  /** All tables as they were just before event `row`, the host's first. */
  before(row: number): readonly UserLists[] {
    const then = new UserTables();
    for (const entry of this.#log) if (entry.row < row) then.#change(entry.change);
    const containers = new Set(['', ...then.#users.keys(), ...then.#groups.keys()]);
    return [...containers].map((container) => ({
      container,
      users: [...(then.#users.get(container)?.values() ?? [])],
      groups: [...(then.#groups.get(container)?.values() ?? [])],
    }));
  }

  #apply(change: Change, row: number): void {
    this.#log.push({ row, change });
    this.#change(change);
  }

  #change(change: Change): void {
    switch (change.kind) {
      case 'user':
        enter(table(this.#users, change.container), change.id, change.value);
        return;
      case 'group':
        enter(table(this.#groups, change.container), change.id, change.value);
        return;
      case 'clear':
        this.#users.clear();
        this.#groups.clear();
    }
  }
}

function enter<T>(entries: Map<number, T>, id: number, value: T | undefined): void {
  if (value === undefined) entries.delete(id);
  else entries.set(id, value);
}

function table<T>(tables: Map<string, Map<number, T>>, container: string): Map<number, T> {
  let found = tables.get(container);
  if (found === undefined) {
    found = new Map();
    tables.set(container, found);
  }
  return found;
}
