// SPDX-License-Identifier: Apache-2.0
// The colours of the themes, as data: RGB for terminals that have it, and the entry of the terminal's own 16 colours for
// the others (-1: none). theme.ts says what each is used for. The contrast of every pair is tested.

/**
 * `#rrggbb`; one of the terminal's own 16 colours, or -1 for its default; one of xterm's 256 where the nearest one is not
 * what is meant (dark blues come out grey). The 16 are dark ones wherever the terminal's background may be light.
 */
export type Ink = readonly [rgb: string, ansi: number, xterm?: number];

export interface Palette {
  readonly name: string;
  /** What the RGB values were chosen for; the terminal's own background is left as it is. */
  readonly background: string;
  readonly text: Ink;
  readonly muted: Ink;
  readonly faint: Ink;
  readonly accent: Ink;
  readonly title: Ink;
  readonly good: Ink;
  readonly notice: Ink;
  readonly bad: Ink;
  /** Small to large share of a column's maximum. */
  readonly heat: readonly Ink[];
  readonly categories: {
    readonly file: Ink;
    readonly net: Ink;
    readonly process: Ink;
    readonly memory: Ink;
    readonly ipc: Ink;
    readonly wait: Ink;
    readonly other: Ink;
  };
  /** Heights of the timeline, low to high. */
  readonly wave: readonly Ink[];
  /** Backgrounds. */
  readonly panel: Ink;
  readonly panelText: Ink;
  readonly sorted: Ink;
  readonly sortedText: Ink;
  readonly cursor: Ink;
  readonly cursorText: Ink;
  readonly cell: Ink;
  readonly bar: Ink;
  readonly cursorBar: Ink;
  readonly badge: Ink;
  readonly badgeText: Ink;
  readonly match: Ink;
  readonly matchText: Ink;
}

const DARK: Palette = {
  name: 'dark',
  background: '#16161e',
  text: ['#c8d0f0', -1],
  muted: ['#8b93b8', -1],
  faint: ['#666e99', 8],
  accent: ['#7dcfff', 6],
  title: ['#ffffff', -1],
  good: ['#9ece6a', 2],
  notice: ['#e9b872', 3],
  bad: ['#ff7a93', 1],
  heat: [
    ['#a9c7e8', -1],
    ['#9ece6a', 2],
    ['#e9d272', 3],
    ['#ffa66b', 3],
    ['#ff7a93', 1],
  ],
  categories: {
    file: ['#e9b872', 3],
    net: ['#7dcfff', 6],
    process: ['#9ece6a', 2],
    memory: ['#c3a6ff', 5],
    ipc: ['#73daca', 6],
    wait: ['#8b93b8', -1],
    other: ['#c8d0f0', -1],
  },
  wave: [
    ['#41599c', 4],
    ['#5c86d6', 6],
    ['#7dcfff', 6],
  ],
  panel: ['#24283b', 6, 236],
  panelText: ['#b4bfe8', 0],
  sorted: ['#31456f', 2, 24],
  sortedText: ['#ffffff', 0],
  cursor: ['#2f4478', 4, 24],
  cursorText: ['#ffffff', 15],
  cell: ['#4a68ad', 6, 32],
  bar: ['#25304d', -1, 237],
  cursorBar: ['#3f5a9c', -1, 31],
  badge: ['#7dcfff', 6],
  badgeText: ['#0e1320', 0],
  match: ['#e9b872', 3],
  matchText: ['#16161e', 0],
};

const LIGHT: Palette = {
  name: 'light',
  background: '#ffffff',
  text: ['#1f2433', -1],
  muted: ['#5b6478', 8],
  faint: ['#7e889e', 8],
  accent: ['#00639c', 4],
  title: ['#000000', 0],
  good: ['#1c6b2a', 2],
  notice: ['#8a5200', 3],
  bad: ['#b3153c', 1],
  heat: [
    ['#2d4a6b', -1],
    ['#1c6b2a', 2],
    ['#756000', 3],
    ['#a04a00', 3],
    ['#b3153c', 1],
  ],
  categories: {
    file: ['#8a5200', 3],
    net: ['#00639c', 4],
    process: ['#1c6b2a', 2],
    memory: ['#6b34b8', 5],
    ipc: ['#006a63', 6],
    wait: ['#5b6478', 8],
    other: ['#1f2433', -1],
  },
  wave: [
    ['#8fb0dc', 6],
    ['#4f86c6', 4],
    ['#00639c', 4],
  ],
  panel: ['#e3e8f2', 6],
  panelText: ['#333c52', 0],
  sorted: ['#b9d0ee', 2],
  sortedText: ['#0b1a33', 0],
  cursor: ['#c4dcfb', 4],
  cursorText: ['#000000', 15],
  cell: ['#8fbcf2', 6],
  bar: ['#e2ecfa', -1],
  cursorBar: ['#a4c9f7', -1],
  badge: ['#00639c', 4],
  badgeText: ['#ffffff', 15],
  match: ['#ffd873', 3],
  matchText: ['#1f2433', 0],
};

// Blue against orange, and lightness besides: the pairs that stay apart with red-green blindness (Okabe and Ito 2008).
const DEUTERANOPIA: Palette = {
  ...DARK,
  name: 'deuteranopia',
  good: ['#7db8ff', 4],
  notice: ['#f0e442', 3],
  bad: ['#ff9c40', 1],
  accent: ['#8fd3ff', 6],
  heat: [
    ['#8fb4e8', -1],
    ['#b8cdf2', 4],
    ['#e8e6c8', -1],
    ['#f5d060', 3],
    ['#ff9c40', 1],
  ],
  categories: {
    ...DARK.categories,
    file: ['#f0e442', 3],
    net: ['#8fd3ff', 6],
    process: ['#e8e6c8', -1],
    memory: ['#d9a6ff', 5],
    ipc: ['#ff9c40', 1],
  },
};

const DEUTERANOPIA_LIGHT: Palette = {
  ...LIGHT,
  name: 'deuteranopia-light',
  good: ['#004f9e', 4],
  notice: ['#7a5c00', 3],
  bad: ['#a63f00', 1],
  heat: [
    ['#33527a', -1],
    ['#004f9e', 4],
    ['#5b5b3a', 8],
    ['#7a5c00', 3],
    ['#a63f00', 1],
  ],
};

const CONTRAST: Palette = {
  ...DARK,
  name: 'contrast',
  background: '#000000',
  text: ['#ffffff', 15],
  muted: ['#d0d0d0', 7],
  faint: ['#8a8a8a', 8],
  accent: ['#5fffff', 14],
  good: ['#5fff5f', 10],
  notice: ['#ffff5f', 11],
  bad: ['#ff8787', 9],
  heat: [
    ['#ffffff', 15],
    ['#5fff5f', 10],
    ['#ffff5f', 11],
    ['#ffaf5f', 11],
    ['#ff8787', 9],
  ],
  wave: [
    ['#b0b0b0', 7],
    ['#ffffff', 15],
    ['#5fffff', 14],
  ],
  panel: ['#303030', 7],
  panelText: ['#ffffff', 0],
  sorted: ['#ffff5f', 3],
  sortedText: ['#000000', 0],
  cursor: ['#ffffff', 7],
  cursorText: ['#000000', 0],
  cell: ['#ffff5f', 3],
  bar: ['#303030', -1],
  cursorBar: ['#b2e2ff', -1],
  badge: ['#ffff5f', 3],
  badgeText: ['#000000', 0],
  match: ['#ffff5f', 3],
  matchText: ['#000000', 0],
};

export const PALETTES: readonly Palette[] = [DARK, LIGHT, DEUTERANOPIA, DEUTERANOPIA_LIGHT, CONTRAST];
