// SPDX-License-Identifier: Apache-2.0
// Users and groups, per container ("" is the host).

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

export class UserTables {
  #users = new Map<string, Map<number, UserInfo>>();
  #groups = new Map<string, Map<number, GroupInfo>>();

  setUser(container: string, user: UserInfo): void {
    table(this.#users, container).set(user.uid, user);
  }

  removeUser(container: string, uid: number): void {
    this.#users.get(container)?.delete(uid);
  }

  setGroup(container: string, group: GroupInfo): void {
    table(this.#groups, container).set(group.gid, group);
  }

  removeGroup(container: string, gid: number): void {
    this.#groups.get(container)?.delete(gid);
  }

  /** The user `uid` of a container; undefined where that container's own table does not name it. */
  user(container: string, uid: number): UserInfo | undefined {
    return this.#users.get(container)?.get(uid);
  }

  group(container: string, gid: number): GroupInfo | undefined {
    return this.#groups.get(container)?.get(gid);
  }

  clear(): void {
    this.#users.clear();
    this.#groups.clear();
  }

  /** Host tables only, for writing a capture's header. */
  hostUsers(): readonly UserInfo[] {
    return [...(this.#users.get('')?.values() ?? [])];
  }

  hostGroups(): readonly GroupInfo[] {
    return [...(this.#groups.get('')?.values() ?? [])];
  }
}

function table<T>(tables: Map<string, Map<number, T>>, container: string): Map<number, T> {
  let found = tables.get(container);
  if (found === undefined) {
    found = new Map();
    tables.set(container, found);
  }
  return found;
}
