// SPDX-License-Identifier: Apache-2.0
// The signs that the screens are drawn with, for what the terminal's font has (see capability.ts).

import type { GlyphLevel } from '../terminal/capability.js';

export interface Glyphs {
  readonly asciiOnly: boolean;
  readonly crumb: string;
  readonly dot: string;
  readonly pause: string;
  readonly warning: string;
  readonly descending: string;
  readonly ascending: string;
  readonly selected: string;
  readonly ended: string;
  /** Rows that were selected. */
  readonly marked: string;
  /** Before a line of sums. */
  readonly total: string;
  /** Branches of a tree: each of one cell but `passing` and `blank`, of two. */
  readonly tree: {
    readonly branch: string;
    readonly last: string;
    readonly leaf: string;
    readonly open: string;
    readonly folded: string;
    readonly passing: string;
    readonly blank: string;
  };
  readonly ellipsis: string;
  readonly left: string;
  readonly right: string;
  readonly dash: string;
  readonly times: string;
  /** Heights, from nothing to all: first one blank. */
  readonly levels: readonly string[];
  /** Progress, done and to do. */
  readonly done: string;
  readonly todo: string;
  readonly box: {
    readonly topLeft: string;
    readonly topRight: string;
    readonly bottomLeft: string;
    readonly bottomRight: string;
    readonly horizontal: string;
    readonly vertical: string;
  };
  readonly track: string;
  readonly thumb: string;
  readonly bullet: string;
  /** Between facts in one line. */
  readonly separator: string;
  readonly failed: string;
  /** How much there is in a cell, little to much; all of them differ without colours. */
  readonly density: readonly string[];
  /** A line that only guides the eye. */
  readonly guide: string;
  /** In a chart, where nothing is known. */
  readonly unknown: string;
  readonly play: string;
  readonly rewound: string;
  /** Data that was read, and that was written. */
  readonly inwards: string;
  readonly outwards: string;
  /** Keys whose names are arrows. */
  readonly arrows: Readonly<Record<'up' | 'down' | 'left' | 'right', string>>;
}

const UNICODE: Glyphs = {
  asciiOnly: false,
  crumb: '▸',
  dot: '●',
  pause: '▮▮',
  warning: '▲',
  descending: '▼',
  ascending: '▲',
  selected: '▌',
  ended: '†',
  marked: '✓',
  total: 'Σ',
  tree: { branch: '├', last: '└', leaf: '─', open: '▾', folded: '▸', passing: '│ ', blank: '  ' },
  ellipsis: '…',
  left: '‹',
  right: '›',
  dash: '–',
  times: '×',
  levels: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  done: '━',
  todo: '─',
  box: {
    topLeft: '╭',
    topRight: '╮',
    bottomLeft: '╰',
    bottomRight: '╯',
    horizontal: '─',
    vertical: '│',
  },
  track: '│',
  thumb: '┃',
  bullet: '•',
  separator: '·',
  failed: '✗',
  density: ['·', '░', '▒', '▓', '█'],
  guide: '┊',
  unknown: '·',
  play: '►',
  rewound: '◄',
  inwards: '◄',
  outwards: '►',
  arrows: { up: '↑', down: '↓', left: '←', right: '→' },
};

const CONSOLE: Glyphs = {
  ...UNICODE,
  crumb: '»',
  dot: '■',
  pause: '||',
  warning: '!',
  ended: 'x',
  marked: '√',
  tree: { branch: '├', last: '└', leaf: '─', open: '-', folded: '+', passing: '│ ', blank: '  ' },
  ellipsis: '~',
  left: '«',
  right: '»',
  dash: '-',
  times: 'x',
  levels: [' ', '░', '▒', '▓', '█'],
  done: '█',
  todo: '░',
  box: {
    topLeft: '┌',
    topRight: '┐',
    bottomLeft: '└',
    bottomRight: '┘',
    horizontal: '─',
    vertical: '│',
  },
  thumb: '█',
  bullet: '·',
  failed: 'x',
  guide: ' ',
};

const ASCII: Glyphs = {
  asciiOnly: true,
  crumb: '>',
  dot: '*',
  pause: '||',
  warning: '!',
  descending: 'v',
  ascending: '^',
  selected: '>',
  ended: 'x',
  marked: '*',
  total: '=',
  tree: { branch: '|', last: '`', leaf: '-', open: '-', folded: '+', passing: '| ', blank: '  ' },
  ellipsis: '~',
  left: '<',
  right: '>',
  dash: '-',
  times: 'x',
  levels: [' ', '.', ':', '-', '=', '+', '*', '#', '@'],
  done: '#',
  todo: '.',
  box: { topLeft: '+', topRight: '+', bottomLeft: '+', bottomRight: '+', horizontal: '-', vertical: '|' },
  track: '|',
  thumb: '#',
  bullet: '*',
  separator: '-',
  failed: 'x',
  density: ['.', ':', '+', '#', '@'],
  guide: ' ',
  unknown: '?',
  play: '>',
  rewound: '<',
  inwards: '<',
  outwards: '>',
  arrows: { up: 'Up', down: 'Down', left: 'Left', right: 'Right' },
};

export function glyphsFor(level: GlyphLevel): Glyphs {
  return { unicode: UNICODE, console: CONSOLE, ascii: ASCII }[level];
}
