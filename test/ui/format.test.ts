// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CellDisplay, CellValue } from '../../src/engine/protocol/protocol.js';
import { formatBytes, formatCell, formatClock, formatDuration } from '../../src/ui/format.js';

const at = (baseTime: bigint | undefined) => ({ baseTime });
const cell = (value: CellValue, display: CellDisplay): string => formatCell(value, display, at(undefined));

describe('formatCell', () => {
  const cases: [CellDisplay, [CellValue, string][]][] = [
    [
      'bytes',
      [
        [0, '0'],
        [432, '432'],
        [1023, '1023'],
        [1024, '1.00K'],
        [1464, '1.43K'],
        [11_346, '11.1K'],
        [757_760, '740K'],
        [1_048_575, '1.00M'],
        [1_048_576, '1.00M'],
        [15_863_808, '15.1M'],
        [2 ** 40 * 3, '3.00T'],
        [-2048, '-2.00K'],
        [10n * 1024n, '10.0K'],
      ],
    ],
    [
      'rate-bytes',
      [
        [0, '0'],
        [0.0004, '<0.01'],
        [0.38, '0.38'],
        [770.62, '771'],
        [1023.9, '1.00K'],
      ],
    ],
    [
      'count',
      [
        [0, '0'],
        [2048, '2048'],
        [99_999, '99999'],
        [100_000, '100K'],
        [999_999, '1.00M'],
        [4_960_000, '4.96M'],
      ],
    ],
    [
      'rate-count',
      [
        [2048, '2.05K'],
        [2.64, '2.64'],
        [12, '12'],
      ],
    ],
    [
      'duration',
      [
        [0, '0ns'],
        [820, '820ns'],
        [999, '999ns'],
        [1820, '1.82us'],
        [15_960, '16.0us'],
        [677_000, '677us'],
        [999_499, '999us'],
        [999_600, '1.00ms'],
        [1_210_000, '1.21ms'],
        [22_030_000_000, '22.0s'],
        [59_960_000_000, '1m00s'],
        [60_000_000_000, '1m00s'],
        [2_053_000_000_000, '34m13s'],
        [3_599_600_000_000, '1h00m'],
        [7_260_000_000_000, '2h01m'],
        [273_600_000_000_000, '3d04h'],
        [-5000, '-5.00us'],
      ],
    ],
    [
      'percent',
      [
        [0, '0.00'],
        [0.001, '<0.01'],
        [0.384, '0.38'],
        [100, '100.00'],
      ],
    ],
    [
      'id',
      [
        [13_969, '13969'],
        [-1, '-1'],
        [1_396_912, '1396912'],
        [18446744073709551615n, '18446744073709551615'],
      ],
    ],
    [
      'text',
      [
        ['', ''],
        ['a\x1b', 'a\x1b'],
        [null, '<NA>'],
      ],
    ],
    [
      'address',
      [
        ['2001:db8::1', '2001:db8::1'],
        [null, '<NA>'],
      ],
    ],
    [
      'boolean',
      [
        [true, 'true'],
        [false, 'false'],
      ],
    ],
    [
      'time',
      [
        [1_500_000_000, '+1.500000'],
        [null, '<NA>'],
      ],
    ],
  ];
  for (const [display, list] of cases) {
    it(display, () => {
      for (const [value, text] of list) assert.equal(cell(value, display), text, `${String(value)} as ${display}`);
    });
  }

  it('prints unknown as <NA> in every display', () => {
    for (const [display] of cases) assert.equal(cell(null, display), '<NA>');
    assert.equal(cell(Number.NaN, 'count'), '<NA>');
  });

  it('puts moments on the clock of the capture', () => {
    const base = 1_506_127_469_900_675_021n;
    assert.match(formatCell(0, 'time', at(base)), /^\d\d:\d\d:29\.900675021$/);
    assert.match(formatCell(99_324_979, 'time', at(base)), /:30\.000000000$/);
    assert.equal(formatCell(base, 'time', at(undefined)), formatCell(0, 'time', at(base)));
    assert.match(formatClock(base, 0), /^\d\d:\d\d:29$/);
  });

  it('never prints something as nothing, and stays short', () => {
    const displays: CellDisplay[] = ['bytes', 'count', 'rate-bytes', 'rate-count', 'percent', 'float'];
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e21, noNaN: true }), fc.constantFrom(...displays), (value, display) => {
        const text = cell(value, display);
        assert.notEqual(Number(text), 0, text);
        assert.ok(text.length <= 8, text);
      }),
    );
  });

  it('grows with the value', () => {
    const parse = (text: string): number => {
      const unit = 'KMGTPE'.indexOf(text.slice(-1)) + 1;
      return Number.parseFloat(text) * 1024 ** unit;
    };
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 1), fc.nat(2 ** 31 - 1), (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        assert.ok(parse(formatBytes(low)) <= parse(formatBytes(high)));
      }),
    );
  });

  it('has no unit that ends in four digits', () => {
    fc.assert(fc.property(fc.double({ min: 1, max: 59e9, noNaN: true }), (ns) => !/\d{4}/.test(formatDuration(ns))));
  });
});
