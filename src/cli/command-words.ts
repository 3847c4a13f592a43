// SPDX-License-Identifier: Apache-2.0
// Words of a command (`serve`, `export`) among those that every command takes: its own options are taken out, the rest is
// for parseOptions.

import { failure, ok, type Result } from '../engine/result.js';

export interface CommandWords {
  /** Values of the command's own options, in the order given. */
  readonly own: ReadonlyMap<string, readonly string[]>;
  readonly rest: readonly string[];
}

/** `names`: own options, each with what its value is called. All of them have one, as the next word or after `=`. */
export function commandWords(
  argv: readonly string[],
  names: Readonly<Record<string, string>>,
): Result<CommandWords, string> {
  const own = new Map<string, string[]>();
  const rest: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === '--') return ok({ own, rest: [...rest, ...argv.slice(i)] });
    const [name = '', ...after] = word.startsWith('--') ? word.slice(2).split('=') : [];
    if (!Object.hasOwn(names, name)) {
      rest.push(word);
      continue;
    }
    const value = after.length > 0 ? after.join('=') : argv[++i];
    if (value === undefined) return failure(`--${name} wants ${names[name]}`);
    own.set(name, [...(own.get(name) ?? []), value]);
  }
  return ok({ own, rest });
}
