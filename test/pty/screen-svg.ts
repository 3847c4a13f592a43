// SPDX-License-Identifier: Apache-2.0
// A screen of the terminal emulator → SVG, cell by cell: text in runs of one look, block and line characters as shapes, so
// that charts and boxes have no gaps whatever font the reader has. For pictures in the documents, and for looking at.

import type { ScreenCell } from './screen-cells.js';

export interface Picture {
  readonly background: string;
  readonly text: string;
  /** The terminal's own 16 colours. */
  readonly ansi: readonly string[];
}

export const DARK_PICTURE: Picture = {
  background: '#16161e',
  text: '#c8d0f0',
  ansi: [
    ...['#1b1d2b', '#e0506a', '#86c25a', '#d9a55a', '#6a8fe8', '#b48ae8', '#5ec2d8', '#c8d0f0'],
    ...['#666e99', '#ff7a93', '#9ece6a', '#e9d272', '#8db0ff', '#c3a6ff', '#7dcfff', '#ffffff'],
  ],
};

export const LIGHT_PICTURE: Picture = {
  background: '#ffffff',
  text: '#1f2433',
  ansi: [
    ...['#000000', '#b3153c', '#1c6b2a', '#8a5200', '#2458b8', '#7b3fb5', '#00707c', '#c4cad6'],
    ...['#6b7488', '#d02a50', '#2a8a3c', '#a06a00', '#3c74dc', '#9a5cd8', '#0090a0', '#ffffff'],
  ],
};

/** Of a monospaced font at FONT_SIZE: advance and line height. */
const CELL = { width: 8.4, height: 17 } as const;
const FONT_SIZE = 14;
const BASELINE = 13;
const MARGIN = 12;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function pictureSize(columns: number, rows: number): Size {
  return { width: round(columns * CELL.width + 2 * MARGIN), height: round(rows * CELL.height + 2 * MARGIN) };
}

/** One whole document. */
export function screenSvg(cells: readonly (readonly ScreenCell[])[], picture: Picture, label: string): string {
  const size = pictureSize(cells[0]?.length ?? 0, cells.length);
  return svgDocument(size, picture, label, screenGroup(cells, picture));
}

/** A document around groups of shapes, with the frame of a window. */
export function svgDocument({ width, height }: Size, picture: Picture, label: string, inside: string): string {
  const fonts = "ui-monospace,'JetBrains Mono','Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,monospace";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`,
    ` role="img" aria-label="${escapeXml(label)}" font-family="${fonts}" font-size="${FONT_SIZE}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${picture.background}"/>`,
    inside,
    '</svg>\n',
  ].join('');
}

/** The shapes and texts of a screen, inside the margin. */
export function screenGroup(cells: readonly (readonly ScreenCell[])[], picture: Picture): string {
  const parts: string[] = [];
  cells.forEach((line, y) => {
    parts.push(backgrounds(line, y, picture));
    parts.push(texts(line, y, picture));
  });
  return `<g transform="translate(${MARGIN} ${MARGIN})" xml:space="preserve">${parts.join('')}</g>`;
}

function backgrounds(line: readonly ScreenCell[], y: number, picture: Picture): string {
  const parts: string[] = [];
  for (const [from, to] of runs(line, (cell) => paper(cell, picture))) {
    const fill = paper(line[from] as ScreenCell, picture);
    if (fill === picture.background) continue;
    parts.push(rect(from * CELL.width, y * CELL.height, (to - from) * CELL.width, CELL.height, fill));
  }
  return parts.join('');
}

function texts(line: readonly ScreenCell[], y: number, picture: Picture): string {
  const parts: string[] = [];
  for (const [from, to] of runs(line, (cell) => look(cell, picture))) {
    const cell = line[from] as ScreenCell;
    const shape = shapes(line.slice(from, to), from, y, ink(cell, picture));
    if (shape !== undefined) parts.push(shape);
    else parts.push(run(line.slice(from, to), from, y, picture));
  }
  return parts.join('');
}

/** Stretches of cells for which `key` says the same. */
function* runs(line: readonly ScreenCell[], key: (cell: ScreenCell) => string): Generator<readonly [number, number]> {
  let from = 0;
  for (let x = 1; x <= line.length; x++) {
    const cell = line[x];
    if (cell !== undefined && key(cell) === key(line[from] as ScreenCell)) continue;
    yield [from, x];
    from = x;
  }
}

/** What may be one piece of text: same look, and same kind of character. */
function look(cell: ScreenCell, picture: Picture): string {
  const kind = shapeOf(cell.text) !== undefined ? 'shape' : isAscii(cell.text) ? 'ascii' : `${cell.text}${cell.width}`;
  const { bold, dim, italic, underline, strike } = cell;
  return [kind, ink(cell, picture), bold, dim, italic, underline, strike].join();
}

function run(cells: readonly ScreenCell[], x: number, y: number, picture: Picture): string {
  const first = cells[0] as ScreenCell;
  const text = cells.map((cell) => cell.text).join('');
  const blanks = text.length - text.trimStart().length;
  const shown = text.trim();
  if (shown === '' && !first.underline) return '';
  const attributes = [
    `x="${round((x + blanks) * CELL.width)}"`,
    `y="${round(y * CELL.height + BASELINE)}"`,
    `fill="${ink(first, picture)}"`,
    isAscii(shown) ? `textLength="${round(shown.length * CELL.width)}"` : '',
    first.bold ? 'font-weight="bold"' : '',
    first.italic ? 'font-style="italic"' : '',
    first.dim ? 'opacity="0.6"' : '',
    first.underline ? 'text-decoration="underline"' : first.strike ? 'text-decoration="line-through"' : '',
  ];
  return `<text ${attributes.filter((part) => part !== '').join(' ')}>${escapeXml(shown)}</text>`;
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

/** The block and line characters of a run as one path. */
function shapes(cells: readonly ScreenCell[], x: number, y: number, fill: string): string | undefined {
  const paths: string[] = [];
  let opacity = 1;
  for (const [i, cell] of cells.entries()) {
    const shape = shapeOf(cell.text);
    if (shape === undefined) return undefined;
    opacity = shape.opacity;
    const [left, top] = [(x + i) * CELL.width, y * CELL.height];
    for (const [fromX, fromY, toX, toY] of shape.boxes) {
      const width = (toX - fromX) * CELL.width;
      const height = (toY - fromY) * CELL.height;
      paths.push(
        `M${round(left + fromX * CELL.width)} ${round(top + fromY * CELL.height)}h${round(width)}v${round(height)}h${round(-width)}z`,
      );
    }
  }
  return `<path fill="${fill}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ''} d="${paths.join('')}"/>`;
}

/** Left, top, right and bottom in parts of the cell. */
type Box = readonly [number, number, number, number];

interface Shape {
  readonly boxes: readonly Box[];
  readonly opacity: number;
}

/** Half the thickness of a line across and down, in parts of the cell. */
const [THIN_X, THIN_Y] = [0.07, 0.035];

function shapeOf(text: string): Shape | undefined {
  const code = text.length === 1 ? text.charCodeAt(0) : 0;
  const solid = (...boxes: readonly Box[]): Shape => ({ boxes, opacity: 1 });
  if (code >= 0x2581 && code <= 0x2588) return solid([0, 1 - (code - 0x2580) / 8, 1, 1]);
  if (code >= 0x2589 && code <= 0x258f) return solid([0, 0, (0x2590 - code) / 8, 1]);
  if (code === 0x2580) return solid([0, 0, 1, 0.5]);
  if (code === 0x2590) return solid([0.5, 0, 1, 1]);
  if (code >= 0x2591 && code <= 0x2593)
    return { boxes: [[0, 0, 1, 1]], opacity: [0.25, 0.5, 0.75][code - 0x2591] ?? 1 };
  if (code > 0x2800 && code <= 0x28ff) return { boxes: brailleDots(code - 0x2800), opacity: 1 };
  const arms = ARMS.get(text);
  return arms === undefined ? undefined : solid(...lineBoxes(arms));
}

/** Which of the four arms a line character has: up, right, down, left; 2 is a thick one. */
const ARMS: ReadonlyMap<string, readonly [number, number, number, number]> = new Map([
  ['─', [0, 1, 0, 1]],
  ['│', [1, 0, 1, 0]],
  ['┃', [2, 0, 2, 0]],
  ['━', [0, 2, 0, 2]],
  ['├', [1, 1, 1, 0]],
  ['┤', [1, 0, 1, 1]],
  ['┬', [0, 1, 1, 1]],
  ['┴', [1, 1, 0, 1]],
  ['└', [1, 1, 0, 0]],
  ['╰', [1, 1, 0, 0]],
  ['┘', [1, 0, 0, 1]],
  ['╯', [1, 0, 0, 1]],
  ['┌', [0, 1, 1, 0]],
  ['╭', [0, 1, 1, 0]],
  ['┐', [0, 0, 1, 1]],
  ['╮', [0, 0, 1, 1]],
]);

function lineBoxes([up, right, down, left]: readonly [number, number, number, number]): readonly Box[] {
  const boxes: Box[] = [];
  const across = Math.max(right, left);
  const along = Math.max(up, down);
  if (along > 0) {
    boxes.push([0.5 - THIN_X * along, up > 0 ? 0 : 0.5 - THIN_Y, 0.5 + THIN_X * along, down > 0 ? 1 : 0.5 + THIN_Y]);
  }
  if (across > 0) {
    boxes.push([
      left > 0 ? 0 : 0.5 - THIN_X,
      0.5 - THIN_Y * across,
      right > 0 ? 1 : 0.5 + THIN_X,
      0.5 + THIN_Y * across,
    ]);
  }
  return boxes;
}

/** Dots 1 to 8 of Unicode's Braille patterns, as small squares. */
function brailleDots(bits: number): readonly Box[] {
  const places = [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
    [1, 2],
    [0, 3],
    [1, 3],
  ] as const;
  return places
    .filter((_, dot) => (bits & (1 << dot)) !== 0)
    .map(([x, y]): Box => [0.1 + x * 0.5, 0.05 + y * 0.25, 0.4 + x * 0.5, 0.2 + y * 0.25]);
}

function rect(x: number, y: number, width: number, height: number, fill: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${fill}"/>`;
}

function paper(cell: ScreenCell, picture: Picture): string {
  return cell.inverse ? colour(cell.fg, picture, picture.text) : colour(cell.bg, picture, picture.background);
}

function ink(cell: ScreenCell, picture: Picture): string {
  return cell.inverse ? colour(cell.bg, picture, picture.background) : colour(cell.fg, picture, picture.text);
}

function colour(color: ScreenCell['fg'], picture: Picture, fallback: string): string {
  if (color === undefined) return fallback;
  if (color.kind === 'rgb') return `#${color.value.toString(16).padStart(6, '0')}`;
  return color.value < 16 ? (picture.ansi[color.value] ?? fallback) : xterm256(color.value);
}

/** The colour cube and the grey ramp of xterm. */
function xterm256(index: number): string {
  const hex = (value: number): string => value.toString(16).padStart(2, '0');
  if (index >= 232) return `#${hex(8 + 10 * (index - 232)).repeat(3)}`;
  const level = (step: number): string => hex(step === 0 ? 0 : 55 + 40 * step);
  const cube = index - 16;
  return `#${level(Math.floor(cube / 36))}${level(Math.floor(cube / 6) % 6)}${level(cube % 6)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
