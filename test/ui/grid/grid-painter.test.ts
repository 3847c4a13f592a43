// SPDX-License-Identifier: Apache-2.0
// What a painted table says, without a terminal: cells of the buffer against rows of the fake engine.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CellMeter } from '../../../src/ui/cell-width.js';
import { gridLayout, paintGrid } from '../../../src/ui/grid/grid-painter.js';
import { EMPTY_GRID, type GridState, moveTo, withHeight, withSnapshot } from '../../../src/ui/grid/grid-state.js';
import { RowTexts } from '../../../src/ui/grid/row-texts.js';
import { Canvas } from '../../../src/ui/paint/canvas.js';
import { CellBuffer } from '../../../src/ui/paint/cell-buffer.js';
import { Frame } from '../../../src/ui/paint/frame.js';
import { type Environment, terminalCapability } from '../../../src/ui/terminal/capability.js';
import { chooseTheme } from '../../../src/ui/theme/choose.js';
import { DEMO_VIEWS } from '../demo-views.js';
import { FakeEngine } from '../fake-engine.js';

const meter = new CellMeter();

async function table(view: string, rows: number, height: number): Promise<GridState> {
  const engine = new FakeEngine({ views: DEMO_VIEWS, rows });
  const answer = await engine.openTable({
    view,
    filter: '',
    window: { from: 0, to: 1 },
    containers: false,
    sort: undefined,
    text: '',
    viewport: { top: 0, height: rows, selected: undefined },
  });
  assert.ok(answer.ok);
  return withSnapshot(withHeight(EMPTY_GRID, height), answer.value, undefined);
}

function paint(
  state: GridState,
  width: number,
  env: Environment = { TERM: 'xterm-256color' },
  needle = '',
): CellBuffer {
  const theme = chooseTheme('dark', terminalCapability(env, { ascii: false, mouse: true }), undefined);
  const buffer = new CellBuffer(width, state.height + 1);
  const canvas = new Canvas(new Frame(buffer, theme, meter));
  const texts = new RowTexts(meter, theme.glyphs.asciiOnly);
  paintGrid(canvas, state, gridLayout(state, texts, canvas), texts, { needle, keyField: 'proc.pid', focused: true });
  return buffer;
}

describe('paintGrid', () => {
  it('shows header, sort mark and rows in their columns', async () => {
    const buffer = paint(await table('procs', 50, 10), 100);
    assert.match(buffer.line(0), /^ +PID +PPID +CPU▼ USER +TH +RES +FILE\/s +NET\/s Command/);
    const pidEnd = buffer.line(0).indexOf('PID') + 3;
    for (let y = 1; y <= 10; y++) assert.match(buffer.line(y).slice(0, pidEnd), /\d$/);
  });

  it('keeps every column in its place whatever the names are', async () => {
    const state = await table('procs', 900, 300);
    const buffer = paint(state, 200);
    const command = buffer.text.slice(0, 200).join('').indexOf('Command');
    for (let y = 1; y <= 300; y++) {
      const line = buffer.text.slice(y * 200, (y + 1) * 200);
      assert.equal(line[command - 1], ' ', `row ${y}: ${line.join('')}`);
      assert.notEqual(line[command], '', `row ${y}`);
    }
  });

  it('marks the cursor with a sign, and rows of the dead', async () => {
    const state = moveTo(await table('procs', 200, 100), 4);
    const buffer = paint(state, 100);
    assert.equal(buffer.text[5 * 100], '▌');
    const dead = state.rows.slice(0, 100).findIndex((row) => !row.alive);
    assert.ok(dead >= 0);
    assert.equal(buffer.text[(dead + 1) * 100], '†');
  });

  it('uses plain signs where there is nothing else', async () => {
    const buffer = paint(moveTo(await table('procs', 60, 20), 4), 100, { TERM: 'vt100' });
    for (let y = 0; y <= 20; y++) assert.match(buffer.line(y), /^[\x20-\x7e]*$/);
    assert.equal(buffer.text[5 * 100], '>');
  });

  it('scrolls columns without moving the mark of the cursor', async () => {
    const state = { ...(await table('connections', 60, 20)), skip: 30 };
    const buffer = paint(state, 60);
    assert.equal(buffer.text[60], '▌');
    assert.equal(buffer.line(0).startsWith('‹'), true);
    assert.match(buffer.line(0), /^‹ +RPORT/);
  });

  it('marks matches in cells, not across them', async () => {
    const state = await table('procs', 60, 20);
    const plain = paint(state, 100);
    const marked = paint(state, 100, { TERM: 'xterm-256color' }, 'root');
    const at = plain.line(2).indexOf('root') >= 0 ? 2 : 1;
    const x = [...Array(21).keys()].slice(2).find((y) => plain.line(y).includes('root')) ?? at;
    const column = plain.line(x).indexOf('root');
    assert.notEqual(marked.bg[x * 100 + column], plain.bg[x * 100 + column]);
    const across = paint(state, 100, { TERM: 'xterm-256color' }, 'PID PPID');
    assert.deepEqual([...across.bg], [...plain.bg]);
  });

  it('paints of 10,000 rows only what is seen', async () => {
    const state = moveTo(await table('procs', 10_000, 50), 9_000);
    const buffer = paint(state, 160);
    assert.equal(buffer.height, 51);
    assert.ok(buffer.line(50).trim().length > 10);
  });
});
