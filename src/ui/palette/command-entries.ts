// SPDX-License-Identifier: Apache-2.0
// The commands that work on the page under the palette, from the key table.

import type { Command, KeyBinding, KeyContext } from '../keys/binding.js';
import type { Ui } from '../page.js';
import { keyLabel } from '../terminal/key-name.js';
import { aliasesOf } from './aliases.js';
import { type Entry, sentence } from './entry.js';

/** Moving about makes no sense without its key; digits say which column they mean. */
const LEFT_OUT: ReadonlySet<Command> = new Set([
  'up',
  'down',
  'page-up',
  'page-down',
  'home',
  'end',
  'left',
  'right',
  'palette',
  'sort-column',
  'enter',
  'back',
  'close',
]);

export function commandEntries(ui: Ui, contexts: readonly KeyContext[]): Entry[] {
  const rows = ui.user.keys.filter(
    (row) => !LEFT_OUT.has(row.command) && row.when.some((when) => contexts.includes(when)),
  );
  const commands = [...new Set(rows.map((row) => row.command))];
  return commands.flatMap((command) => {
    const [first, ...others] = rows.filter((row) => row.command === command);
    return first === undefined ? [] : [commandEntry(ui, first, others)];
  });
}

function commandEntry(ui: Ui, row: KeyBinding, others: readonly KeyBinding[]): Entry {
  const keys = [...new Set([row, ...others].flatMap((binding) => binding.keys).map(keyLabel))];
  const name = commandName(row.command);
  return {
    id: `command ${row.command}`,
    name,
    note: keys[0] ?? '',
    words: `${row.hint} ${row.description}`,
    aliases: aliasesOf(`command ${row.command}`),
    details: (theme) => [
      ...sentence(name, row.description)(theme),
      { spans: [] },
      { spans: [{ text: keys.length === 0 ? 'It has no key.' : `Keys: ${keys.join('  ')}`, style: theme.muted }] },
    ],
    run: () => {
      ui.run(row.command);
      return undefined;
    },
  };
}

/** `sort-reverse` → `Sort reverse`. */
function commandName(command: Command): string {
  const words = command.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
