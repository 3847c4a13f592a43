// SPDX-License-Identifier: Apache-2.0
// The frame writer against a real terminal emulator: after any sequence of frames the terminal shows the last one.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import xterm from '@xterm/headless';
import fc from 'fast-check';
import { CellMeter } from '../../../src/ui/cell-width.js';
import { CellBuffer } from '../../../src/ui/paint/cell-buffer.js';
import { paletteColor, rgbColor } from '../../../src/ui/paint/color.js';
import { FrameWriter } from '../../../src/ui/paint/frame-writer.js';
import { Attr, type Style } from '../../../src/ui/paint/style.js';
import { safeText } from '../../../src/ui/safe-text.js';

const WIDTH = 24;
const HEIGHT = 6;
const meter = new CellMeter();

function write(terminal: InstanceType<typeof xterm.Terminal>, bytes: string): Promise<void> {
  return new Promise((resolve) => terminal.write(bytes, resolve));
}

interface Draw {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly style: Style;
}

function draw(buffer: CellBuffer, { x, y, text, style }: Draw): void {
  let at = x;
  for (const cluster of meter.clusters(safeText(text))) {
    buffer.put(at, y, cluster.text, cluster.width, style);
    at += cluster.width;
  }
}

const style = fc.record({
  fg: fc.constantFrom(0, paletteColor(1), paletteColor(12), paletteColor(200), rgbColor(0x123456)),
  bg: fc.constantFrom(0, paletteColor(4), rgbColor(0x203040)),
  attrs: fc.constantFrom(0, Attr.BOLD, Attr.UNDERLINE, Attr.REVERSE | Attr.ITALIC),
});
const drawing: fc.Arbitrary<Draw> = fc.record({
  x: fc.nat(WIDTH - 1),
  y: fc.nat(HEIGHT - 1),
  text: fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('日本語', '│▌▁█', 'héé', '한국', 'ok', '        ')),
  style,
});

describe('FrameWriter', () => {
  it('shows what the buffer holds, frame after frame', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(drawing, { maxLength: 8 }), { minLength: 1, maxLength: 5 }),
        async (frames) => {
          const terminal = new xterm.Terminal({ cols: WIDTH, rows: HEIGHT, allowProposedApi: true });
          const writer = new FrameWriter({ synchronized: true });
          await write(terminal, '\x1b[?7l');
          let shown: CellBuffer | undefined;
          for (const drawings of frames) {
            const next = new CellBuffer(WIDTH, HEIGHT);
            for (const one of drawings) draw(next, one);
            await write(terminal, writer.frame(shown, next, undefined));
            shown = next;
          }
          if (shown !== undefined) compare(terminal, shown);
          terminal.dispose();
        },
      ),
      { numRuns: 150 },
    );
  });

  it('writes nothing where nothing has changed', () => {
    const writer = new FrameWriter({ synchronized: true });
    const buffer = new CellBuffer(WIDTH, HEIGHT);
    draw(buffer, { x: 2, y: 1, text: 'hello', style: { fg: 0, bg: 0, attrs: 0 } });
    assert.notEqual(writer.frame(undefined, buffer, undefined), '');
    assert.equal(writer.frame(buffer, buffer, undefined), '');
  });

  it('writes only the cells that have changed', () => {
    const writer = new FrameWriter({ synchronized: false });
    const [one, two] = [new CellBuffer(80, 24), new CellBuffer(80, 24)];
    const plain = { fg: 0, bg: 0, attrs: 0 };
    for (let y = 0; y < 24; y++) {
      draw(one, { x: 0, y, text: 'a'.repeat(80), style: plain });
      draw(two, { x: 0, y, text: y === 5 ? `${'a'.repeat(40)}b${'a'.repeat(39)}` : 'a'.repeat(80), style: plain });
    }
    const bytes = writer.frame(one, two, undefined);
    assert.ok(bytes.includes('\x1b[6;41H'));
    assert.ok(bytes.length < 40, JSON.stringify(bytes));
  });

  it('places what follows a doubtful character by itself', () => {
    const writer = new FrameWriter({ synchronized: false });
    const buffer = new CellBuffer(WIDTH, 1);
    draw(buffer, { x: 0, y: 0, text: '✅ok', style: { fg: 0, bg: 0, attrs: 0 } });
    assert.ok(writer.frame(undefined, buffer, undefined).includes('✅\x1b[1;3Hok'));
  });

  it('paints the rest of a line again when a doubtful character in it changes', () => {
    const writer = new FrameWriter({ synchronized: false });
    const [one, two] = [new CellBuffer(WIDTH, 1), new CellBuffer(WIDTH, 1)];
    const plain = { fg: 0, bg: 0, attrs: 0 };
    draw(one, { x: 0, y: 0, text: '✅ rest', style: plain });
    draw(two, { x: 0, y: 0, text: '⚡ rest', style: plain });
    assert.ok(writer.frame(one, two, undefined).includes('rest'));
  });

  it('wraps frames in a synchronized update only where told to', () => {
    const buffer = new CellBuffer(4, 1);
    draw(buffer, { x: 0, y: 0, text: 'x', style: { fg: 0, bg: 0, attrs: 0 } });
    const yes = new FrameWriter({ synchronized: true }).frame(undefined, buffer, { x: 1, y: 0 });
    assert.ok(yes.startsWith('\x1b[?2026h') && yes.endsWith('\x1b[?25h\x1b[?2026l'));
    assert.equal(new FrameWriter({ synchronized: false }).frame(undefined, buffer, undefined).includes('2026'), false);
  });
});

function compare(terminal: InstanceType<typeof xterm.Terminal>, buffer: CellBuffer): void {
  for (let y = 0; y < HEIGHT; y++) {
    const line = terminal.buffer.active.getLine(y);
    for (let x = 0; x < WIDTH; x++) {
      const cell = line?.getCell(x);
      const at = y * WIDTH + x;
      const expected = buffer.text[at] ?? '';
      assert.equal((cell?.getChars() ?? '') || (cell?.getWidth() === 0 ? '' : ' '), expected, `(${x}, ${y})`);
      if (expected === '') continue;
      assert.equal(cell?.isBold() !== 0, (buffer.attrsAt(at) & Attr.BOLD) !== 0, `bold (${x}, ${y})`);
      assert.equal(cell?.isInverse() !== 0, (buffer.attrsAt(at) & Attr.REVERSE) !== 0, `reverse (${x}, ${y})`);
      const bg = buffer.bg[at] ?? 0;
      assert.equal(cell?.isBgDefault(), bg === 0, `background (${x}, ${y})`);
      if (bg >= 0x1000000) assert.equal(cell?.getBgColor(), bg & 0xffffff);
      if (bg > 0 && bg <= 256) assert.equal(cell?.getBgColor(), bg - 1);
    }
  }
}
