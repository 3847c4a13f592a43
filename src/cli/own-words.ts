// SPDX-License-Identifier: Apache-2.0
// Options of one command among those of the program: taken out of the command line before the rest is parsed.

import { failure, ok, type Result } from '../engine/result.js';

export interface OwnWords {
  /** Name → values, in order. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

/** Options that take a value: `--name X` or `--name=X`. After `--` nothing is taken. */
export function takeOwnWords(argv: readonly string[], names: readonly string[]): Result<OwnWords, string> {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === '--') return ok({ values, rest: [...rest, ...argv.slice(i)] });
    const [, name = '', joined] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (!names.includes(name)) {
      rest.push(word);
      continue;
    }
    const value = joined ?? argv[++i];
    if (value === undefined) return failure(`--${name} wants a value`);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return ok({ values, rest });
}
