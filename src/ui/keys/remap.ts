// SPDX-License-Identifier: Apache-2.0
// The key table with the user's own keys (`keys:` in config.yaml): a command named there has these keys instead of its own,
// wherever it works. A key that was somebody else's is taken from there; what that costs is said.

import { keyLabel } from '../terminal/key-name.js';
import type { Command, KeyBinding } from './binding.js';
import { CONTEXT_NAMES } from './key-lookup.js';
import { parseKey } from './key-parse.js';

export interface Remapped {
  readonly table: readonly KeyBinding[];
  /** Sentences: what cannot be, and which key changed hands. */
  readonly problems: readonly string[];
}

/** No command can take these: there must always be a way out. */
const RESERVED: ReadonlySet<string> = new Set(['C-c', 'escape', 'enter']);

export function remapKeys(table: readonly KeyBinding[], wishes: Readonly<Record<string, readonly string[]>>): Remapped {
  const problems: string[] = [];
  const chosen = new Map<Command, readonly string[]>();
  for (const [name, keys] of Object.entries(wishes)) {
    const row = table.find((binding) => binding.command === name);
    if (row === undefined) problems.push(`keys.${name}: no such command; docs/reference/keys.md names them all`);
    else chosen.set(row.command, parsedKeys(name, keys, problems));
  }
  const wanted = table.map((row) => {
    const keys = chosen.get(row.command);
    return keys === undefined || keys.length === 0 ? row : { ...row, keys };
  });
  const isChosen = (row: KeyBinding): boolean => (chosen.get(row.command)?.length ?? 0) > 0;
  const kept = wanted.map((row, i) => ({
    ...row,
    keys: row.keys.filter((key) => {
      const other = wanted.find(
        (rival, j) => winsOver(rival, j, row, i) && rival.keys.includes(key) && isChosen(rival),
      );
      if (other === undefined) return true;
      problems.push(conflict(key, other, row, isChosen(row)));
      return false;
    }),
  }));
  // A command that has lost its last key stays in the table: the palette still finds it.
  return { table: kept, problems: [...new Set(problems)] };

  /** Where two rows want the same key in the same place: the chosen one before the other, else the first. */
  function winsOver(rival: KeyBinding, j: number, row: KeyBinding, i: number): boolean {
    if (i === j || rival.command === row.command) return false;
    if (!rival.when.some((context) => row.when.includes(context))) return false;
    return isChosen(row) ? isChosen(rival) && j < i : true;
  }
}

function parsedKeys(command: string, keys: readonly string[], problems: string[]): readonly string[] {
  return keys.flatMap((text) => {
    const key = parseKey(text);
    if (key === undefined)
      problems.push(`keys.${command}: no key is called "${text}"; write F2, Ctrl-F, Alt-Left, Space or x`);
    else if (RESERVED.has(key)) problems.push(`keys.${command}: ${keyLabel(key)} cannot be given away`);
    else return [key];
    return [];
  });
}

function conflict(key: string, winner: KeyBinding, loser: KeyBinding, both: boolean): string {
  const place = winner.when.find((context) => loser.when.includes(context));
  const where = place === undefined ? '' : ` ${CONTEXT_NAMES[place]}`;
  const label = keyLabel(key);
  if (both) return `keys: ${label} is both ${winner.command} and ${loser.command}${where}; it is ${winner.command}`;
  return `keys: ${label} is ${winner.command} now, no longer ${loser.command}${where}`;
}
