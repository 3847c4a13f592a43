// SPDX-License-Identifier: Apache-2.0
// The pictures in the README, of the real program: pages one after the other. Where nothing moves, the last of them.
// node build/test/pty/write-picture.js [NAME]

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MAIN } from '../fixtures/program-file.js';
import { type App, withApp } from './driver.js';
import { DARK_PICTURE, pictureSize, screenGroup, svgDocument } from './screen-svg.js';

const CAPTURE = fileURLToPath(new URL('../../../docs/demo.scap', import.meta.url));
const SIZE = { columns: 100, rows: 28 };
/** s that each page is shown. */
const SHOWN = 4;
/** ms without a change until a screen counts as whole. */
const QUIET = 700;

interface Page {
  readonly keys: readonly string[];
  readonly shows: RegExp;
}

interface Picture {
  readonly name: string;
  readonly label: string;
  readonly pages: readonly Page[];
}

const PICTURES: readonly Picture[] = [
  {
    name: 'sysdrill',
    label: 'sysdrill: a tree of processes, files, what was read and written, overview, spectrogram, events',
    pages: [
      { keys: ['T', '/', ' nginx: master', 'Enter', 'Down'], shows: /▌.*nginx: worker/ },
      { keys: ['Enter', 'Enter'], shows: /^ Files/m },
      { keys: ['Backspace', 'Backspace', 'E'], shows: /^ Echo/m },
      { keys: ['o'], shows: /max/ },
      { keys: ['F2', ' spectro_all', 'Enter', 'L', 'L', 'L', 'L', 'J', 'J', 'J'], shows: /\d calls$/m },
      { keys: ['Enter'], shows: /^ Dig/m },
    ],
  },
  {
    name: 'moment',
    label: 'The timeline of a capture, then an eighth of it: the processes of that moment',
    pages: [
      { keys: [], shows: /^ Processes/m },
      { keys: ['{', '{', '{'], shows: /^ Processes/m },
      { keys: ['[', '['], shows: /^ Processes/m },
    ],
  },
  {
    name: 'number',
    label: 'Failed calls by their error, then the events that made the number of the selected row',
    pages: [
      { keys: ['F2', ' errors', 'Enter'], shows: /^ Errors/m },
      { keys: ['d'], shows: /^ Dig/m },
    ],
  },
  {
    name: 'compare',
    label: 'Processes in a quarter of a capture, compared with the quarter before',
    pages: [
      { keys: ['{', '{'], shows: /^ Processes/m },
      { keys: ['C'], shows: /^ Compare/m },
    ],
  },
];

async function settled(app: App): Promise<void> {
  let before = '';
  while (before !== app.screen) {
    before = app.screen;
    await new Promise((resolve) => setTimeout(resolve, QUIET));
  }
}

/** Each page is seen for its part of the time; the last one also where animations are not wanted. */
function style(pages: number): string {
  const part = 100 / pages;
  return [
    '<style>',
    `@keyframes page{0%,${(part - 0.01).toFixed(2)}%{opacity:1}${part.toFixed(2)}%,100%{opacity:0}}`,
    `.page{opacity:0;animation:page ${pages * SHOWN}s infinite}`,
    ...Array.from({ length: pages }, (_, i) => `.page${i}{animation-delay:${i * SHOWN}s}`),
    `.page${pages - 1}{opacity:1}`,
    '@media (prefers-reduced-motion:reduce){.page{animation:none}}',
    '</style>',
  ].join('');
}

async function draw({ name, label, pages }: Picture): Promise<void> {
  const options = { command: process.execPath, args: [MAIN, '-r', CAPTURE], env: { COLORTERM: 'truecolor' }, ...SIZE };
  await withApp(options, async (app) => {
    await app.expectScreen(/ FILE /);
    await app.expectScreen(/^ Processes/m);
    const groups: string[] = [];
    for (const { keys, shows } of pages) {
      for (const key of keys) {
        if (key.startsWith(' ')) app.type(key.slice(1));
        else app.press(key);
      }
      await app.expectScreen(shows);
      await settled(app);
      groups.push(`<g class="page page${groups.length}">${screenGroup(app.cells, DARK_PICTURE)}</g>`);
    }
    const inside = style(groups.length) + groups.join('\n');
    const file = fileURLToPath(new URL(`../../../docs/${name}.svg`, import.meta.url));
    writeFileSync(file, svgDocument(pictureSize(SIZE.columns, SIZE.rows), DARK_PICTURE, label, inside));
  });
}

const wanted = process.argv[2];
for (const picture of PICTURES.filter(({ name }) => wanted === undefined || name === wanted)) await draw(picture);
