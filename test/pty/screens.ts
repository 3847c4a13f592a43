// SPDX-License-Identifier: Apache-2.0
// A way through every page of the program over the demo capture, and what each looks like, as text: kept in test/screens,
// written by write-screens.ts, compared by screens.test.ts.

import { fileURLToPath } from 'node:url';
import { MAIN } from '../fixtures/program-file.js';
import { type App, withApp } from './driver.js';

const CAPTURE = fileURLToPath(new URL('../../../docs/demo.scap', import.meta.url));
export const DIRECTORY = fileURLToPath(new URL('../../../test/screens/', import.meta.url));

export const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
] as const;

export type ScreenSize = (typeof SIZES)[number];

/** A page: the keys that open it from the table of processes, what it shows then, and the keys that lead back. */
interface Stop {
  readonly name: string;
  /** Keys as the driver names them; what has a blank in front is typed. */
  readonly keys: readonly string[];
  readonly shows: RegExp;
  readonly back: readonly string[];
}

const HOME = /^ Processes(?: +Enter .*)?$[\s\S]* 1\/118$/m;
/** Until it is an unfiltered table again, with the first row. */
const CLEARED = ['F4', 'Ctrl-U', 'Enter'];

const STOPS: readonly Stop[] = [
  { name: 'processes', keys: [], shows: HOME, back: [] },
  { name: 'tree', keys: ['T'], shows: /├─/, back: ['T', 'Home'] },
  { name: 'cell', keys: ['Right', 'Right', 'Right'], shows: /(?:CPU|RES): /, back: ['Esc'] },
  { name: 'selected', keys: ['i', 'i', 'i'], shows: /3 selected/, back: ['Esc', 'Home'] },
  { name: 'threads', keys: ['Enter'], shows: /^ Threads/m, back: ['Backspace'] },
  { name: 'views', keys: ['F2', ' conn'], shows: /▌ Connections/, back: ['Esc'] },
  { name: 'sort', keys: ['F9'], shows: /─ Sort by ─/, back: ['Esc'] },
  { name: 'columns', keys: ['c'], shows: /\[✓\] PPID/, back: ['Esc'] },
  { name: 'actions', keys: ['F8'], shows: /Actions/, back: ['Esc'] },
  { name: 'palette', keys: [':', ' sort by'], shows: /▌ Sort by/, back: ['Esc'] },
  { name: 'themes', keys: [':', ' choose a theme', 'Enter'], shows: /─ Themes ─/, back: ['Esc'] },
  { name: 'filter', keys: ['F4', ' proc.na'], shows: /Tab completes/, back: ['Esc'] },
  { name: 'filter-error', keys: ['F4', ' proc.name = x and fd.tpye'], shows: /\^/, back: ['Esc'] },
  { name: 'filtered', keys: ['F4', ' proc.name = nginx', 'Enter'], shows: /filter: proc\.name = nginx/, back: CLEARED },
  {
    name: 'nothing',
    keys: ['F4', ' proc.name = nobody', 'Enter'],
    shows: /filter: proc\.name = nobody/,
    back: CLEARED,
  },
  { name: 'search', keys: ['/', ' nginx'], shows: /^ Find +nginx/m, back: ['Esc'] },
  { name: 'window', keys: ['{', '{'], shows: /\[.*\].* – /, back: ['0'] },
  { name: 'legend', keys: ['F7'], shows: /^ Legend/m, back: ['Backspace'] },
  { name: 'help', keys: ['F1'], shows: /^ Help/m, back: ['Backspace'] },
  { name: 'goto', keys: ['g'], shows: /^ Go to/m, back: ['Esc'] },
  { name: 'overview', keys: ['F3'], shows: /max/, back: ['Backspace'] },
  { name: 'map', keys: ['O'], shows: /requests per second/, back: ['Backspace'] },
  { name: 'dig', keys: ['D'], shows: /^ Dig/m, back: ['Backspace'] },
  { name: 'event', keys: ['D', 'Down', 'Down', 'Enter'], shows: /^ Event \d+/m, back: ['Backspace', 'Backspace'] },
  { name: 'echo', keys: ['E'], shows: /^ Echo/m, back: ['Backspace'] },
  { name: 'echo-hex', keys: ['E', 'v', 'v'], shows: /data as hex/, back: ['Backspace'] },
  { name: 'conversation', keys: ['E', 'Enter'], shows: /^ Conversation/m, back: ['Backspace', 'Backspace'] },
  {
    name: 'spectrogram',
    keys: ['v', ' spectro_all', 'Enter'],
    shows: /\d calls$/m,
    back: ['Backspace'],
  },
  {
    name: 'rectangle',
    keys: ['v', ' spectro_all', 'Enter', 'x', 'L', 'L', 'L', 'K', 'K'],
    shows: /\d calls$/m,
    // Out of the rectangle, then out of the picture.
    back: ['Backspace', 'Backspace'],
  },
  { name: 'connections', keys: ['v', ' connections', 'Enter'], shows: /^ Connections/m, back: ['Backspace'] },
  { name: 'users', keys: ['v', ' spy_users', 'Enter'], shows: /^ Spy Users/m, back: ['Backspace'] },
];

/**
 * The screen without what differs from run to run: the first line is told up to where it is about the source, since what
 * that holds the cost of the program at its end, and its width with it.
 */
export function shownText(app: App): string {
  const [first = '', ...others] = app.lines;
  const text = [first.replace(/(?: {2,}| \d+ \/).*$/, ''), ...others].join('\n').trimEnd();
  // How much there is to choose from changes more often than what it looks like.
  return `${text.replaceAll(/\d+ of \d+(?= │)/g, 'N of M')}\n`;
}

/** Goes through all pages at one size; `visit` is called on each, when what tells it apart is there. */
export async function walkScreens(size: ScreenSize, visit: (name: string, app: App) => Promise<void>): Promise<void> {
  const options = { command: process.execPath, args: [MAIN, '-r', CAPTURE], env: { COLORTERM: 'truecolor' }, ...size };
  await withApp(options, async (app) => {
    await app.expectScreen(/ FILE /);
    for (const stop of STOPS) {
      await app.expectScreen(HOME);
      for (const key of stop.keys) press(app, key);
      await app.expectScreen(stop.shows);
      await visit(stop.name, app);
      for (const key of stop.back) {
        press(app, key);
        if (key === 'Esc') await app.expectScreen(/./);
      }
    }
    await app.expectScreen(HOME);
  });
}

function press(app: App, key: string): void {
  if (key.startsWith(' ')) app.type(key.slice(1));
  else app.press(key);
}

export function sizeName({ columns, rows }: ScreenSize): string {
  return `${columns}x${rows}`;
}
