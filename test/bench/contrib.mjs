// SPDX-License-Identifier: Apache-2.0
// What twelve charts on a screen of 200x60 cost to draw: blessed-contrib's lines, and the tiles of our overview (ADR 29).
// CPU time of this process a frame, in turn, three times each: node test/bench/contrib.mjs, after a build.

import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';

const FRAMES = 100;
const [WIDTH, HEIGHT] = [200, 60];
const TILES = 12;
const CELLS = 60;
const built = new URL('../../build/src/ui/', import.meta.url);
const ours = (path) => import(new URL(path, built).href);

const valuesOf = (frame) => Array.from({ length: CELLS }, (_, i) => (i * 7919 + frame * 31) % 101);

/** ms of CPU a frame. */
function costOf(draw) {
  draw(0);
  const before = process.cpuUsage();
  for (let frame = 1; frame <= FRAMES; frame++) draw(frame);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / FRAMES;
}

function contribDrawing() {
  const require = createRequire(import.meta.url);
  const [blessed, contrib] = [require('blessed'), require('blessed-contrib')];
  const output = Object.assign(new PassThrough(), { columns: WIDTH, rows: HEIGHT, isTTY: true });
  output.resume();
  const screen = blessed.screen({ output, input: new PassThrough(), terminal: 'xterm-256color', smartCSR: true });
  const grid = new contrib.grid({ rows: 4, cols: 3, screen });
  const charts = Array.from({ length: TILES }, (_, i) =>
    grid.set(Math.floor(i / 3), i % 3, 1, 1, contrib.line, { label: `tile ${i}` }),
  );
  const x = Array.from({ length: CELLS }, (_, i) => String(i));
  return (frame) => {
    for (const chart of charts) chart.setData([{ x, y: valuesOf(frame) }]);
    screen.render();
  };
}

async function ourDrawing() {
  const [{ CellMeter }, { Canvas }, { CellBuffer }, { Frame }] = await Promise.all([
    ours('cell-width.js'),
    ours('paint/canvas.js'),
    ours('paint/cell-buffer.js'),
    ours('paint/frame.js'),
  ]);
  const [{ terminalCapability }, { chooseTheme }, { paintTile }] = await Promise.all([
    ours('terminal/capability.js'),
    ours('theme/choose.js'),
    ours('overview/tile-painter.js'),
  ]);
  const capability = terminalCapability({ TERM: 'xterm-256color' }, { ascii: false, mouse: true });
  const theme = chooseTheme('dark', capability, undefined);
  const meter = new CellMeter();
  const [width, height] = [Math.floor(WIDTH / 3), HEIGHT / 4];
  return (frame) => {
    const canvas = new Canvas(new Frame(new CellBuffer(WIDTH, HEIGHT), theme, meter));
    for (let i = 0; i < TILES; i++) {
      const tile = {
        id: 'cpu',
        title: `tile ${i}`,
        unit: 'count',
        cells: valuesOf(frame),
        value: 5,
        view: '',
        filter: '',
      };
      const place = canvas.part((i % 3) * width, Math.floor(i / 3) * height, width, height);
      paintTile(place, tile, { isSelected: false, range: undefined });
    }
  };
}

const [contrib, tiles] = [contribDrawing(), await ourDrawing()];
const lines = Array.from(
  { length: 3 },
  () => `blessed-contrib ${costOf(contrib).toFixed(1)} ms, ours ${costOf(tiles).toFixed(1)} ms`,
);
process.stderr.write(`${lines.join('\n')}\n`);
process.exit(0);
