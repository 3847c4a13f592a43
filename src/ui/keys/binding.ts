// SPDX-License-Identifier: Apache-2.0
// What a row of the key table is, and the places that rows name.

/**
 * Where keys go: the page on top. `cell` is a table in which ← → have chosen a cell, `tree` one that is shown as a tree; both
 * come before `table`. `filter` is the input line of the filter and comes before `prompt`, any input line; `pager` is the
 * output of a command and comes before `text`; `playing` comes before the page while it plays.
 */
export type KeyContext =
  | 'table'
  | 'cell'
  | 'dig'
  | 'echo'
  | 'spectrogram'
  | 'overview'
  | 'alerts'
  | 'map'
  | 'breakdown'
  | 'compare'
  | 'inspector'
  | 'text'
  | 'chooser'
  | 'prompt'
  | 'filter'
  | 'marks'
  | 'playing'
  | 'tree'
  | 'columns'
  | 'pager'
  | 'confirm'
  | 'fields';

export type Command =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'half-up'
  | 'half-down'
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
  | 'compare'
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
  | 'meters'
  | 'buffers'
  | 'partner'
  | 'mouse'
  | 'redraw'
  | 'suspend'
  | 'quit'
  | 'complete'
  | 'echo'
  | 'echo-all'
  | 'spectrogram'
  | 'spectrogram-file'
  | 'overview'
  | 'map'
  | 'breakdown'
  | 'explain'
  | 'time-earlier'
  | 'time-later'
  | 'time-halve'
  | 'time-double'
  | 'time-first'
  | 'time-now'
  | 'time-all'
  | 'spike'
  | 'play'
  | 'faster'
  | 'slower'
  | 'goto'
  | 'set-mark'
  | 'go-mark'
  | 'extend-left'
  | 'extend-right'
  | 'extend-up'
  | 'extend-down'
  | 'zoom'
  | 'swap-axes'
  | 'save-echo'
  | 'next-block'
  | 'previous-block'
  | 'next-in-thread'
  | 'previous-in-thread'
  | 'next-on-fd'
  | 'previous-on-fd'
  | 'toggle-mode'
  | 'palette'
  | 'actions'
  | 'mark'
  | 'mark-all'
  | 'ended'
  | 'details'
  | 'tree'
  | 'fold'
  | 'unfold'
  | 'fold-all'
  | 'columns'
  | 'column-hide'
  | 'column-left'
  | 'column-right'
  | 'wider'
  | 'narrower'
  | 'toggle'
  | 'reset'
  | 'save-table'
  | 'save-capture'
  | 'alerts'
  | 'acknowledge'
  | 'acknowledge-all'
  | 'silence'
  | 'except'
  | 'reload'
  | 'stop'
  | 'follow';

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

/** Pages that show a window of time. */
export const TIMED = [
  'table',
  'dig',
  'echo',
  'spectrogram',
  'overview',
  'alerts',
  'map',
] as const satisfies readonly KeyContext[];
export const PAGES = [...TIMED, 'breakdown', 'inspector', 'text'] as const satisfies readonly KeyContext[];
export const LISTS = [...PAGES, 'chooser'] as const satisfies readonly KeyContext[];
export const EVERYWHERE = [
  ...LISTS,
  'prompt',
  'marks',
  'columns',
  'confirm',
  'fields',
] as const satisfies readonly KeyContext[];
