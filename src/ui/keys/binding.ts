// SPDX-License-Identifier: Apache-2.0
// What a row of the key table is, and the places that rows name.

/**
 * Where keys go: the page on top. `cell` is a table in which ← → have chosen a cell and comes before `table`; `filter` is
 * the input line of the filter and comes before `prompt`, any input line.
 */
export type KeyContext = 'table' | 'cell' | 'dig' | 'inspector' | 'text' | 'chooser' | 'prompt' | 'filter';

export type Command =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'left'
  | 'right'
  | 'enter'
  | 'back'
  | 'close'
  | 'help'
  | 'views'
  | 'filter'
  | 'dig'
  | 'dig-all'
  | 'legend'
  | 'sort'
  | 'sort-reverse'
  | 'sort-left'
  | 'sort-right'
  | 'sort-column'
  | 'search'
  | 'search-next'
  | 'search-previous'
  | 'add-term'
  | 'exclude-term'
  | 'pause'
  | 'copy'
  | 'copy-table'
  | 'measure'
  | 'buffers'
  | 'partner'
  | 'mouse'
  | 'redraw'
  | 'suspend'
  | 'quit'
  | 'complete'
  | 'toggle-mode';

export interface KeyBinding {
  readonly keys: readonly string[];
  readonly command: Command;
  readonly when: readonly KeyContext[];
  /** Word for the footer; "" keeps it out. */
  readonly hint: string;
  /** Order of leaving the footer when it gets narrow: higher goes first. */
  readonly rank: number;
  /** One sentence for the help page and the docs. */
  readonly description: string;
}

export const LISTS = ['table', 'dig', 'inspector', 'text', 'chooser'] as const satisfies readonly KeyContext[];
export const PAGES = ['table', 'dig', 'inspector', 'text'] as const satisfies readonly KeyContext[];
export const EVERYWHERE = [...LISTS, 'prompt'] as const satisfies readonly KeyContext[];
