// SPDX-License-Identifier: Apache-2.0
// The host's users and groups for the user list of a live capture: /etc/passwd and /etc/group, and for ids that run
// processes but are in neither (LDAP, sssd, systemd's dynamic users) what getent knows.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ListedGroup, ListedUser } from '../../scap/metadata.js';

export interface UserLists {
  readonly users: readonly ListedUser[];
  readonly groups: readonly ListedGroup[];
}

/** A directory service that does not answer must not hold up the start. */
const GETENT_TIMEOUT = 1000;

/** `uids`, `gids`: those seen on the machine. */
export function readUsers(uids: ReadonlySet<number>, gids: ReadonlySet<number>, etc = '/etc'): UserLists {
  const users = parsePasswd(readText(`${etc}/passwd`));
  const groups = parseGroup(readText(`${etc}/group`));
  const knownUsers = new Set(users.map((user) => user.uid));
  const knownGroups = new Set(groups.map((group) => group.gid));
  const moreUsers = parsePasswd(
    getent(
      'passwd',
      [...uids].filter((uid) => !knownUsers.has(uid)),
    ),
  );
  const moreGroups = parseGroup(
    getent(
      'group',
      [...gids].filter((gid) => !knownGroups.has(gid)),
    ),
  );
  return { users: [...users, ...moreUsers], groups: [...groups, ...moreGroups] };
}

/** `name:password:uid:gid:gecos:home:shell`; lines of the old NIS form (`+name`) are not users. */
export function parsePasswd(text: string): ListedUser[] {
  const users: ListedUser[] = [];
  for (const line of text.split('\n')) {
    const [name = '', , uid = '', gid = '', , home = '', shell = ''] = line.split(':');
    if (!isEntry(name, uid) || !isId(gid)) continue;
    users.push({ uid: Number(uid), gid: Number(gid), name, home, shell });
  }
  return users;
}

/** `name:password:gid:members`. */
export function parseGroup(text: string): ListedGroup[] {
  const groups: ListedGroup[] = [];
  for (const line of text.split('\n')) {
    const [name = '', , gid = ''] = line.split(':');
    if (isEntry(name, gid)) groups.push({ gid: Number(gid), name });
  }
  return groups;
}

function isEntry(name: string, id: string): boolean {
  return name !== '' && !/^[+\-#]/.test(name) && isId(id);
}

function isId(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= 0xffffffff;
}

/** Entries of the numeric ids that the name services know; the others are simply not in the answer (exit status 2). */
function getent(database: 'passwd' | 'group', ids: readonly number[]): string {
  const wanted = ids.filter((id) => id !== 0xffffffff).map(String);
  if (wanted.length === 0) return '';
  try {
    return execFileSync('getent', [database, ...wanted], {
      encoding: 'utf8',
      timeout: GETENT_TIMEOUT,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? error.stdout : undefined;
    return typeof output === 'string' ? output : '';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
