// SPDX-License-Identifier: Apache-2.0
// Look-ups in the key table: what does this key do here, and what is in the footer.

import { keyLabel } from '../terminal/key-name.js';
import type { Command, KeyBinding, KeyContext } from './binding.js';

/** The command of a key in the first of `contexts` that knows it. */
export function commandOf(
  table: readonly KeyBinding[],
  key: string,
  contexts: readonly KeyContext[],
): Command | undefined {
  for (const context of contexts) {
    const binding = table.find((row) => row.when.includes(context) && row.keys.includes(key));
    if (binding !== undefined) return binding.command;
  }
  return undefined;
}

/** The message for a key that does nothing here. */
export function whyNothing(table: readonly KeyBinding[], key: string, contexts: readonly KeyContext[]): string {
  const elsewhere = table.filter((row) => row.keys.includes(key)).flatMap((row) => row.when);
  const label = keyLabel(key);
  if (elsewhere.length === 0) return `${label} does nothing. F1 shows the keys`;
  // What this page can come to is nearer than other pages.
  const places = (Object.keys(CONTEXT_NAMES) as KeyContext[]).filter((context) => elsewhere.includes(context));
  const here = contexts.map((context) => CONTEXT_NAMES[context]).at(-1) ?? '';
  return `${label} does nothing ${here}; it works ${places.map((place) => CONTEXT_NAMES[place]).join(', ')}`;
}

/** What a page can come to, before pages and prompts: the order in which places are named. */
export const CONTEXT_NAMES: Readonly<Record<KeyContext, string>> = {
  cell: 'on a chosen cell',
  tree: 'in a tree',
  playing: 'while playing',
  table: 'in tables',
  dig: 'in Dig',
  echo: 'in Echo',
  spectrogram: 'in spectrograms',
  overview: 'in the overview',
  alerts: 'among the alerts',
  map: 'in the map',
  breakdown: 'in where the time went',
  compare: 'in comparisons',
  inspector: 'in event details',
  text: 'in text pages',
  chooser: 'in lists to choose from',
  prompt: 'in input lines',
  filter: 'in the filter line',
  marks: 'while a mark is chosen',
  columns: 'among the columns',
  pager: 'in the output of a command',
  confirm: 'in questions',
  fields: 'among the fields of an exception',
};

export interface FooterHint {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  readonly command: Command;
}

/**
 * The hints that fit into `width` cells, in the order of the table; those with the highest rank leave first.
 * Each takes its label, its word and two blanks.
 */
export function footerHints(
  table: readonly KeyBinding[],
  contexts: readonly KeyContext[],
  width: number,
): FooterHint[] {
  const rows = table.filter(
    (row) => row.hint !== '' && row.keys.length > 0 && row.when.some((context) => contexts.includes(context)),
  );
  const kept = rows.filter((row, i) => rows.findIndex((other) => other.command === row.command) === i);
  const hint = (row: KeyBinding): FooterHint => {
    const key = row.keys[0] ?? '';
    return { key, label: footerLabel(key), hint: row.hint, command: row.command };
  };
  const total = (): number => kept.reduce((sum, row) => sum + hintWidth(hint(row)), 0);
  while (kept.length > 0 && total() > width) {
    let drop = 0;
    for (let i = 1; i < kept.length; i++) if ((kept[i]?.rank ?? 0) >= (kept[drop]?.rank ?? 0)) drop = i;
    kept.splice(drop, 1);
  }
  return kept.map(hint);
}

/** Cells of a hint with the blanks around it. */
export function hintWidth(hint: FooterHint): number {
  return hint.label.length + hint.hint.length + 3;
}

function footerLabel(key: string): string {
  return key === 'backspace' ? 'Bksp' : keyLabel(key);
}
