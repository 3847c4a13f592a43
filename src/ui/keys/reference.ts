// SPDX-License-Identifier: Apache-2.0
// The key table as the help page's lines and as docs/reference/keys.md.

import { keyLabel } from '../terminal/key-name.js';
import type { KeyBinding, KeyContext } from './binding.js';
import { CONTEXT_NAMES } from './key-lookup.js';

export interface KeySection {
  readonly title: string;
  readonly rows: readonly { readonly keys: readonly string[]; readonly description: string }[];
}

const SECTIONS: readonly (readonly [context: KeyContext, title: string])[] = [
  ['table', 'Tables'],
  ['cell', 'Tables, with a cell chosen by ← →'],
  ['dig', 'Dig: event lines'],
  ['echo', 'Echo: what was read and written'],
  ['spectrogram', 'Spectrogram'],
  ['overview', 'Overview'],
  ['alerts', 'Alerts'],
  ['map', 'Map of services'],
  ['breakdown', 'Where the time of a request went'],
  ['playing', 'While playing'],
  ['compare', 'Comparison'],
  ['inspector', 'Event details'],
  ['text', 'Help and legend'],
  ['chooser', 'Lists to choose from'],
  ['prompt', 'Input lines: filter and search'],
  ['filter', 'Filter line'],
  ['marks', 'Choosing a mark'],
  ['tree', 'Tables, as a tree'],
  ['columns', 'Columns of a table'],
  ['pager', 'Output of an action'],
  ['confirm', 'Questions before an action'],
  ['fields', 'Fields of an exception'],
];

/** Bindings of all keys by place; the same command's keys are together. */
export function keySections(table: readonly KeyBinding[]): KeySection[] {
  return SECTIONS.map(([context, title]) => ({ title, rows: sectionRows(table, context) }));
}

function sectionRows(table: readonly KeyBinding[], context: KeyContext): KeySection['rows'] {
  const rows = new Map<string, { keys: string[]; description: string }>();
  for (const binding of table) {
    if (!binding.when.includes(context)) continue;
    const row = rows.get(binding.command) ?? { keys: [], description: binding.description };
    row.keys.push(...binding.keys.map(keyLabel).filter((label) => !row.keys.includes(label)));
    rows.set(binding.command, row);
  }
  return [...rows.values()];
}

/** Editing keys of the input line, which are not commands. */
export const EDITING_KEYS: KeySection = {
  title: 'Editing in the input line',
  rows: [
    { keys: ['←', '→', 'Ctrl-B', 'Ctrl-F'], description: 'Moves the cursor.' },
    { keys: ['Home', 'Ctrl-A', 'End', 'Ctrl-E'], description: 'Goes to the start or the end.' },
    { keys: ['Alt-B', 'Alt-F', 'Ctrl-←', 'Ctrl-→'], description: 'Moves by a word.' },
    { keys: ['Backspace', 'Del', 'Ctrl-D'], description: 'Deletes a character.' },
    { keys: ['Ctrl-W'], description: 'Deletes the word before the cursor.' },
    { keys: ['Ctrl-U', 'Ctrl-K'], description: 'Deletes to the start or to the end.' },
    { keys: ['↑', '↓'], description: 'Goes through what was entered before.' },
  ],
};

/** What the mouse does, in the same form. */
export const MOUSE_SECTION: KeySection = {
  title: 'Mouse',
  rows: [
    {
      keys: ['Click'],
      description:
        'Chooses a row and its cell; on a header sorts; on the footer does what it says; on the path goes back there.',
    },
    { keys: ['Double click'], description: 'Goes into the row.' },
    { keys: ['Wheel'], description: 'Scrolls.' },
    { keys: ['M'], description: 'Gives the mouse to the terminal, to mark text with it, and takes it back.' },
  ],
};

/** The text of docs/reference/keys.md. */
export function keysMarkdown(table: readonly KeyBinding[]): string {
  const lines = ['# Keys', '', 'Generated from `src/ui/keys/key-table.ts`; do not edit.', ''];
  for (const section of [...keySections(table), EDITING_KEYS, MOUSE_SECTION]) {
    lines.push(`## ${section.title}`, '', '| Keys | What they do |', '|---|---|');
    for (const row of section.rows) lines.push(`| ${row.keys.map(markdownKey).join(' ')} | ${row.description} |`);
    lines.push('');
  }
  lines.push(`A key that does nothing where you are says so, and says where it works: ${placeList()}.`, '');
  return lines.join('\n');
}

function placeList(): string {
  return SECTIONS.map(([context]) => CONTEXT_NAMES[context]).join(', ');
}

function markdownKey(key: string): string {
  return key === '\\' ? '`\\`' : `\`${key.replaceAll('|', '\\|')}\``;
}
