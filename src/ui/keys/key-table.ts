// SPDX-License-Identifier: Apache-2.0
// THE key table. What a key does, where, and how it is called stands here and nowhere else: dispatch, footer, help page
// and docs/reference/keys.md all read these rows. csysdig's keys keep their meaning; every function key has a letter,
// because terminals, multiplexers and desktops eat function keys.

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

const LISTS = ['table', 'dig', 'inspector', 'text', 'chooser'] as const;
const PAGES = ['table', 'dig', 'inspector', 'text'] as const;
const EVERYWHERE = ['table', 'dig', 'inspector', 'text', 'chooser', 'prompt'] as const;

export const KEY_TABLE: readonly KeyBinding[] = [
  {
    keys: ['f1', '?', 'h'],
    command: 'help',
    when: ['table', 'dig', 'inspector', 'text'],
    hint: 'Help',
    rank: 1,
    description: 'Shows all keys.',
  },
  { keys: ['f1'], command: 'help', when: ['chooser', 'prompt'], hint: '', rank: 99, description: 'Shows all keys.' },
  {
    keys: ['enter'],
    command: 'enter',
    when: ['table'],
    hint: 'Open',
    rank: 3,
    description: 'Goes into the row under the cursor: opens the next view with the row added to the filter.',
  },
  {
    keys: ['enter'],
    command: 'enter',
    when: ['dig'],
    hint: 'Details',
    rank: 3,
    description: 'Shows every field of the event under the cursor.',
  },
  {
    keys: ['enter'],
    command: 'enter',
    when: ['chooser'],
    hint: 'Choose',
    rank: 1,
    description: 'Takes the highlighted entry.',
  },
  {
    keys: ['enter'],
    command: 'enter',
    when: ['prompt'],
    hint: 'Apply',
    rank: 1,
    description: 'Applies what was typed.',
  },
  {
    keys: ['backspace'],
    command: 'back',
    when: ['table'],
    hint: 'Back',
    rank: 3,
    description: 'Goes back one step; cursor, sorting and scrolling are as they were.',
  },
  {
    keys: ['backspace', 'escape'],
    command: 'close',
    when: ['dig', 'inspector', 'text'],
    hint: 'Back',
    rank: 1,
    description: 'Goes back to where you came from.',
  },
  {
    keys: ['escape'],
    command: 'close',
    when: ['chooser', 'prompt'],
    hint: 'Cancel',
    rank: 1,
    description: 'Leaves everything as it was.',
  },
  {
    keys: ['escape'],
    command: 'close',
    when: ['table'],
    hint: '',
    rank: 99,
    description: 'Lets go of the chosen cell, then of the search.',
  },
  {
    keys: ['f2', 'v'],
    command: 'views',
    when: ['table'],
    hint: 'Views',
    rank: 2,
    description: 'Chooses another view of the same selection.',
  },
  {
    keys: ['f4', '\\'],
    command: 'filter',
    when: ['table'],
    hint: 'Filter',
    rank: 2,
    description: 'Edits the filter; inside, F2 switches between a filter and plain text.',
  },
  {
    keys: ['f6', 'd'],
    command: 'dig',
    when: ['table'],
    hint: 'Dig',
    rank: 2,
    description: 'Shows the events of the row under the cursor, line by line.',
  },
  {
    keys: ['D'],
    command: 'dig-all',
    when: ['table'],
    hint: '',
    rank: 99,
    description: 'Shows the events of the whole table.',
  },
  {
    keys: ['f7', 'l'],
    command: 'legend',
    when: ['table'],
    hint: 'Legend',
    rank: 5,
    description: 'Explains the view and each of its columns.',
  },
  {
    keys: ['f9', 's'],
    command: 'sort',
    when: ['table'],
    hint: 'Sort',
    rank: 4,
    description: 'Chooses the column to sort by.',
  },
  { keys: ['S'], command: 'sort-reverse', when: ['table'], hint: '', rank: 99, description: 'Reverses the order.' },
  {
    keys: ['<'],
    command: 'sort-left',
    when: ['table'],
    hint: '',
    rank: 99,
    description: 'Sorts by the column to the left.',
  },
  {
    keys: ['>'],
    command: 'sort-right',
    when: ['table'],
    hint: '',
    rank: 99,
    description: 'Sorts by the column to the right.',
  },
  {
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '!', '@', '#', '$', '%', '^', '&', '*', '('],
    command: 'sort-column',
    when: ['table'],
    hint: '',
    rank: 99,
    description:
      'Sorts by the first to ninth column; again reverses. With a chosen cell, ! excludes its value instead.',
  },
  {
    keys: ['/', 'C-f'],
    command: 'search',
    when: ['table', 'dig', 'inspector', 'text'],
    hint: 'Find',
    rank: 4,
    description: 'Searches for text; finds it while you type.',
  },
  {
    keys: ['n', 'f3'],
    command: 'search-next',
    when: [...PAGES],
    hint: '',
    rank: 99,
    description: 'Goes to the next match.',
  },
  {
    keys: ['N', 'S-f3'],
    command: 'search-previous',
    when: [...PAGES],
    hint: '',
    rank: 99,
    description: 'Goes to the match before.',
  },
  {
    keys: ['='],
    command: 'add-term',
    when: ['table', 'inspector'],
    hint: '',
    rank: 99,
    description: 'Adds the chosen cell, or else the row, to the filter.',
  },
  {
    keys: ['!', 'x'],
    command: 'exclude-term',
    when: ['cell'],
    hint: 'Exclude',
    rank: 6,
    description: 'Excludes the value of the chosen cell by the filter.',
  },
  {
    keys: ['x'],
    command: 'exclude-term',
    when: ['table', 'inspector'],
    hint: '',
    rank: 99,
    description: 'Excludes the row, or the field, by the filter.',
  },
  {
    keys: ['p'],
    command: 'pause',
    when: ['table', 'dig'],
    hint: 'Pause',
    rank: 5,
    description: 'Freezes the screen, and lets it go on; collecting never stops.',
  },
  {
    keys: ['y'],
    command: 'copy',
    when: ['table', 'dig', 'inspector'],
    hint: 'Copy',
    rank: 6,
    description: 'Copies the chosen cell, the row, or the line to the clipboard of the terminal.',
  },
  {
    keys: ['Y'],
    command: 'copy-table',
    when: ['table', 'dig'],
    hint: '',
    rank: 99,
    description: 'Copies what the screen shows.',
  },
  {
    keys: ['f2', 'v'],
    command: 'buffers',
    when: ['dig'],
    hint: 'View as',
    rank: 4,
    description: 'Changes how data prints: dots, text, hex, hex with text, base64.',
  },
  {
    keys: ['tab'],
    command: 'partner',
    when: ['inspector'],
    hint: 'Other side',
    rank: 2,
    description: 'Goes to the other side of the call: from enter to exit and back.',
  },
  {
    keys: ['t'],
    command: 'measure',
    when: ['table', 'dig'],
    hint: '',
    rank: 99,
    description: 'Lets the timeline show events, errors, or latency.',
  },
  { keys: ['up'], command: 'up', when: [...LISTS], hint: '', rank: 99, description: 'Moves up.' },
  { keys: ['k', 'C-p'], command: 'up', when: [...PAGES], hint: '', rank: 99, description: 'Moves up.' },
  { keys: ['down'], command: 'down', when: [...LISTS], hint: '', rank: 99, description: 'Moves down.' },
  { keys: ['j', 'C-n'], command: 'down', when: [...PAGES], hint: '', rank: 99, description: 'Moves down.' },
  { keys: ['pageup'], command: 'page-up', when: [...LISTS], hint: '', rank: 99, description: 'Moves up by a screen.' },
  { keys: ['C-b'], command: 'page-up', when: [...PAGES], hint: '', rank: 99, description: 'Moves up by a screen.' },
  {
    keys: ['pagedown'],
    command: 'page-down',
    when: [...LISTS],
    hint: '',
    rank: 99,
    description: 'Moves down by a screen.',
  },
  {
    keys: ['space'],
    command: 'page-down',
    when: ['dig', 'inspector', 'text'],
    hint: '',
    rank: 99,
    description: 'Moves down by a screen.',
  },
  { keys: ['home'], command: 'home', when: [...LISTS], hint: '', rank: 99, description: 'Goes to the start.' },
  { keys: ['g'], command: 'home', when: [...PAGES], hint: '', rank: 99, description: 'Goes to the start.' },
  { keys: ['end'], command: 'end', when: [...LISTS], hint: '', rank: 99, description: 'Goes to the end.' },
  { keys: ['G'], command: 'end', when: [...PAGES], hint: '', rank: 99, description: 'Goes to the end.' },
  {
    keys: ['left'],
    command: 'left',
    when: [...PAGES],
    hint: '',
    rank: 99,
    description: 'Chooses the cell to the left in a table; scrolls elsewhere.',
  },
  {
    keys: ['right'],
    command: 'right',
    when: [...PAGES],
    hint: '',
    rank: 99,
    description: 'Chooses the cell to the right in a table; scrolls elsewhere.',
  },
  {
    keys: ['tab'],
    command: 'complete',
    when: ['filter'],
    hint: 'Complete',
    rank: 3,
    description: 'Completes the name of a field.',
  },
  {
    keys: ['f2'],
    command: 'toggle-mode',
    when: ['filter'],
    hint: 'Text/filter',
    rank: 2,
    description: 'Switches the line between a filter and plain text to be found in the rows.',
  },
  {
    keys: ['M'],
    command: 'mouse',
    when: [...PAGES],
    hint: '',
    rank: 99,
    description: 'Gives the mouse to the terminal, to mark text with it, and takes it back.',
  },
  {
    keys: ['C-l'],
    command: 'redraw',
    when: [...EVERYWHERE],
    hint: '',
    rank: 99,
    description: 'Paints the screen anew.',
  },
  {
    keys: ['C-z'],
    command: 'suspend',
    when: [...EVERYWHERE],
    hint: '',
    rank: 99,
    description: 'Stops the program; `fg` brings it back.',
  },
  { keys: ['q', 'f10'], command: 'quit', when: [...PAGES], hint: 'Quit', rank: 1, description: 'Ends the program.' },
  { keys: ['f10'], command: 'quit', when: ['chooser', 'prompt'], hint: '', rank: 99, description: 'Ends the program.' },
  {
    keys: ['C-c'],
    command: 'quit',
    when: [...EVERYWHERE],
    hint: '',
    rank: 99,
    description: 'Ends the program, always.',
  },
];
