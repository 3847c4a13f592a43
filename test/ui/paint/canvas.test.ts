// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { CellMeter } from '../../../src/ui/cell-width.js';
import { Canvas } from '../../../src/ui/paint/canvas.js';
import { CellBuffer } from '../../../src/ui/paint/cell-buffer.js';
import { dispatchPress, Frame } from '../../../src/ui/paint/frame.js';
import { PLAIN } from '../../../src/ui/paint/style.js';
import { terminalCapability } from '../../../src/ui/terminal/capability.js';
import { chooseTheme } from '../../../src/ui/theme/choose.js';
import { HOSTILE_NAMES } from '../hostile-names.js';

const theme = chooseTheme(
  'dark',
  terminalCapability({ TERM: 'xterm-256color' }, { ascii: false, mouse: true }),
  undefined,
);
const meter = new CellMeter();

function setUp(width: number, height: number): { frame: Frame; buffer: CellBuffer; canvas: Canvas } {
  const buffer = new CellBuffer(width, height);
  const frame = new Frame(buffer, theme, meter);
  return { frame, buffer, canvas: new Canvas(frame) };
}

describe('Canvas', () => {
  it('keeps every text inside of its part, and makes it safe', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE_NAMES));
    const place = fc.record({
      x: fc.integer({ min: -3, max: 12 }),
      y: fc.integer({ min: -2, max: 4 }),
      skip: fc.nat(6),
      max: fc.nat(12),
    });
    fc.assert(
      fc.property(texts, place, (text, { x, y, skip, max }) => {
        const { buffer, canvas } = setUp(20, 5);
        canvas.fill(0, 0, 20, 5, PLAIN, '#');
        canvas.part(5, 1, 10, 3).text(x, y, text, PLAIN, { skip, max });
        for (let row = 0; row < 5; row++) {
          const line = buffer.text.slice(row * 20, row * 20 + 20);
          const isInside = row >= 1 && row < 4;
          const outside = isInside ? [...line.slice(0, 5), ...line.slice(15)] : line;
          assert.ok(
            outside.every((cell) => cell === '#'),
            JSON.stringify(line),
          );
          assert.ok(line.every((cell) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(cell)));
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('scrolls texts by cells, half of a wide character leaving a blank', () => {
    const { buffer, canvas } = setUp(8, 1);
    canvas.text(0, 0, '日本語x', PLAIN, { skip: 1 });
    assert.equal(buffer.line(0).trimEnd(), ' 本語x');
  });

  it('aligns and cuts', () => {
    const { buffer, canvas } = setUp(8, 3);
    assert.equal(canvas.text(0, 0, 'abc', PLAIN, { max: 6, align: 'right' }), 3);
    canvas.text(0, 1, 'abcdefghij', PLAIN);
    canvas.text(0, 2, 'abcdefghij', PLAIN, { ellipsis: false });
    assert.deepEqual([buffer.line(0), buffer.line(1), buffer.line(2)], ['   abc  ', 'abcdefg…', 'abcdefgh']);
  });

  it('never leaves half of a wide character', () => {
    const { buffer, canvas } = setUp(4, 1);
    canvas.text(0, 0, '日本', PLAIN);
    canvas.text(1, 0, 'x', PLAIN);
    assert.equal(buffer.line(0), ' x本');
  });

  it('marks nothing where nothing of what is sought can be shown', () => {
    const ascii = chooseTheme('dark', terminalCapability({ TERM: 'xterm' }, { ascii: true, mouse: true }), undefined);
    const buffer = new CellBuffer(20, 1);
    const canvas = new Canvas(new Frame(buffer, ascii, meter));
    canvas.text(0, 0, 'a text', PLAIN);
    canvas.markText(0, '\u0301', { ...PLAIN, bg: 5 });
    assert.ok(buffer.bg.every((bg) => bg === 0));
  });

  it('marks what is searched for, wide characters included', () => {
    const { buffer, canvas } = setUp(12, 1);
    canvas.text(0, 0, '日本NGinx', PLAIN);
    canvas.markText(0, 'nGI', { ...PLAIN, bg: 5 });
    assert.deepEqual([...buffer.bg], [0, 0, 0, 0, 5, 5, 5, 0, 0, 0, 0, 0]);
  });

  it('gives presses to what was painted last at their place', () => {
    const { frame, canvas } = setUp(10, 3);
    const heard: string[] = [];
    canvas.onPress(({ x, y }) => heard.push(`all ${x},${y}`));
    canvas.part(4, 1, 3, 1).onPress(({ x, y }) => heard.push(`part ${x},${y}`));
    const press = (x: number, y: number) =>
      dispatchPress(frame.hot, { action: 'down', button: 'left', x, y, shift: false }, false);
    press(5, 1);
    press(5, 2);
    press(50, 2);
    assert.deepEqual(heard, ['part 1,0', 'all 5,2']);
  });
});
