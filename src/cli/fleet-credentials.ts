// SPDX-License-Identifier: Apache-2.0
// --creds FILE: how an agent or a screen gets in. Written by `sysdrill fleet init`, one file for each user.

import { readFileSync } from 'node:fs';
import { failure, ok, type Result } from '../engine/result.js';
import { ROLES, type Role } from '../fleet/messages.js';
import type { Credentials } from '../fleet/ports.js';

/** Members: user, password or seed, ca (PEM), role, host, url; the error names the file. */
export function readCredentials(file: string | undefined): Result<Credentials, string> {
  if (file === undefined) return ok({});
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return failure(`${file}: ${(error as Error).message}`);
  }
  const members = (typeof read === 'object' && read !== null ? read : {}) as Record<string, unknown>;
  const role = members['role'] === undefined ? ok(undefined) : roleOf(String(members['role']));
  if (!role.ok) return failure(`${file}: ${role.error}`);
  const text = (name: string) => (typeof members[name] === 'string' ? { [name]: members[name] as string } : {});
  return ok({
    ...text('user'),
    ...text('password'),
    ...text('seed'),
    ...text('host'),
    ...text('url'),
    ...text('ca'),
    ...(role.value === undefined ? {} : { role: role.value }),
  });
}

export function roleOf(text: string): Result<Role, string> {
  const role = ROLES.find((one) => one === text);
  return role === undefined ? failure(`a role is one of ${ROLES.join(', ')}, not "${text}"`) : ok(role);
}

/** The URL comes first among the words; credentials may bring one along. */
export function urlAndWords(
  words: readonly string[],
  known: string | undefined,
): { readonly url: string | undefined; readonly words: readonly string[] } {
  const [first, ...rest] = words;
  const isUrl = first !== undefined && (known === undefined || /^[a-z]+:\/\//.test(first));
  return isUrl ? { url: first, words: rest } : { url: known, words };
}
