// SPDX-License-Identifier: Apache-2.0
// Rows of the key table: the window of time, playing, going to a moment, marks.

import { type KeyBinding, TIMED } from './binding.js';

/** The same rank and no word in the footer: the strip of time shows the effect. */
const QUIET = { when: [...TIMED], hint: '', rank: 99 } as const;

export const TIME_KEYS: readonly KeyBinding[] = [
  { ...QUIET, keys: ['[', 'M-left'], command: 'time-earlier', description: 'Moves the window of time to earlier.' },
  {
    ...QUIET,
    keys: [']', 'M-right'],
    command: 'time-later',
    description: 'Moves the window of time to later; live, at the end it follows again.',
  },
  { ...QUIET, keys: ['{'], command: 'time-halve', description: 'Halves the window of time.' },
  { ...QUIET, keys: ['}'], command: 'time-double', description: 'Doubles the window of time.' },
  {
    ...QUIET,
    keys: ['M-home'],
    command: 'time-first',
    description: 'Moves the window to the oldest time that is held.',
  },
  {
    ...QUIET,
    keys: ['M-end'],
    command: 'time-now',
    description: 'Moves the window to the end; live, it follows again.',
  },
  {
    ...QUIET,
    keys: ['0'],
    command: 'time-all',
    description: 'Opens the window to everything that is held; live, it follows again.',
  },
  {
    ...QUIET,
    keys: ['U'],
    command: 'spike',
    description:
      'Goes to the ten seconds with the most of what the strip of time shows: events, failed calls, latency.',
  },
  { ...QUIET, keys: ['t'], command: 'measure', description: 'Lets the timeline show events, errors, or latency.' },
  {
    ...QUIET,
    keys: ['B'],
    command: 'meters',
    description: 'Folds the meters of the machine away, and shows them again; remembered.',
  },
  {
    ...QUIET,
    keys: ['p'],
    command: 'pause',
    hint: 'Pause',
    rank: 5,
    description: 'Freezes the screen, and lets it go on; collecting never stops.',
  },
  {
    ...QUIET,
    keys: ['P'],
    command: 'play',
    description: 'Plays: the window moves on with the time, at a speed that + and - change.',
  },
  {
    ...QUIET,
    keys: ['space'],
    command: 'play',
    when: ['spectrogram', 'overview'],
    description: 'Plays: the window moves on with the time, at a speed that + and - change.',
  },
  {
    keys: ['space', 'P', 'p', 'escape'],
    command: 'play',
    when: ['playing'],
    hint: 'Stop',
    rank: 1,
    description: 'Stops playing.',
  },
  { keys: ['+'], command: 'faster', when: ['playing'], hint: 'Faster', rank: 2, description: 'Plays faster.' },
  { keys: ['-'], command: 'slower', when: ['playing'], hint: 'Slower', rank: 2, description: 'Plays slower.' },
  {
    ...QUIET,
    keys: ['g', 'C-g'],
    command: 'goto',
    description:
      'Goes to an event number, a time of day, a time since the start, or a share of everything; gg goes to the top.',
  },
  {
    ...QUIET,
    keys: ['m'],
    command: 'set-mark',
    description: 'Marks this place with a letter; the timeline shows it.',
  },
  {
    ...QUIET,
    keys: ["'"],
    command: 'go-mark',
    description: "Goes to a mark; ' again goes back to where the last jump came from.",
  },
  {
    keys: ['escape', 'backspace'],
    command: 'close',
    when: ['marks'],
    hint: 'Cancel',
    rank: 1,
    description: 'Leaves everything as it was.',
  },
];
