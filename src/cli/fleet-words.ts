// SPDX-License-Identifier: Apache-2.0
// The command line of `sysdrill fleet URL`: options of its own, then those of the program.

import { totalmem } from 'node:os';
import { failure, ok, type Result } from '../engine/result.js';
import type { Role } from '../fleet/messages.js';
import { roleOf } from './fleet-credentials.js';
import { type Options, parseOptions } from './options.js';
import { takeOwnWords } from './own-words.js';

/** s to wait for hosts that do not answer. */
const WAIT = 10;

export interface FleetWords {
  readonly url: string;
  readonly creds: string | undefined;
  readonly role: Role | undefined;
  /** Rows; undefined: all. */
  readonly top: number | undefined;
  /** ms. */
  readonly wait: number;
  readonly options: Options;
}

/** The error is a sentence about the command line. */
export function fleetWords(argv: readonly string[]): Result<FleetWords, string> {
  const own = takeOwnWords(argv, ['creds', 'role', 'top', 'wait']);
  if (!own.ok) return own;
  const { values, rest } = own.value;
  const parsed = parseOptions(rest, Math.min(totalmem() / 4, 2 ** 31));
  if (!parsed.ok) return parsed;
  const [url, ...words] = parsed.value.words;
  if (url === undefined) return failure('fleet wants the URL of a NATS server');
  const last = (name: string): string | undefined => values.get(name)?.at(-1);
  const role = last('role') === undefined ? ok(undefined) : roleOf(last('role') ?? '');
  if (!role.ok) return role;
  const top = number('top', last('top'), 1);
  const wait = number('wait', last('wait'), 0);
  if (!top.ok) return top;
  if (!wait.ok) return wait;
  return ok({
    url,
    creds: last('creds'),
    role: role.value,
    top: top.value,
    wait: (wait.value ?? WAIT) * 1000,
    options: { ...parsed.value, words },
  });
}

function number(name: string, text: string | undefined, least: number): Result<number | undefined, string> {
  if (text === undefined) return ok(undefined);
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= least) return ok(value);
  return failure(`--${name} wants a number of at least ${least}, not "${text}"`);
}
