// SPDX-License-Identifier: Apache-2.0
// The machine's meters as they are painted: every figure that there is room for, and nothing that is not known as 0.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CpuShares, HostMeters } from '../../../src/engine/protocol/host-meters.js';
import { CellMeter } from '../../../src/ui/cell-width.js';
import { hostLines, paintHost } from '../../../src/ui/chrome/host-lines.js';
import { Canvas } from '../../../src/ui/paint/canvas.js';
import { CellBuffer } from '../../../src/ui/paint/cell-buffer.js';
import { Frame } from '../../../src/ui/paint/frame.js';
import { terminalCapability } from '../../../src/ui/terminal/capability.js';
import { chooseTheme } from '../../../src/ui/theme/choose.js';

const GIB = 1 << 30;

function cpu(number: number, user: number, system: number): CpuShares {
  return { cpu: number, user, system, waiting: 0, stolen: 0 };
}

const METERS: HostMeters = {
  time: 5e9,
  cpus: [cpu(0, 50, 25), cpu(1, 10, 0)],
  load: [1.25, 0.5, 0.25],
  memory: { total: 16 * GIB, available: 12 * GIB, cached: GIB },
  swap: { total: 4 * GIB, free: 3 * GIB },
  disk: { read: 2 << 20, written: 0 },
  net: { received: 1536, sent: 512 },
  stall: { cpu: 12, memory: 0, io: undefined },
};

function painted(meters: HostMeters, width: number, height: number, ascii = false): string[] {
  const env = { TERM: ascii ? 'vt100' : 'xterm-256color' };
  const theme = chooseTheme('dark', terminalCapability(env, { ascii, mouse: true }), undefined);
  const lines = hostLines(width, height);
  const buffer = new CellBuffer(width, lines);
  if (lines > 0) paintHost(new Canvas(new Frame(buffer, theme, new CellMeter())), meters);
  return Array.from({ length: lines }, (_, y) => buffer.line(y));
}

describe('meters of the machine', () => {
  it('are gauges and rates where there are two lines', () => {
    const [gauges = '', rates = ''] = painted(METERS, 160, 50);
    assert.match(gauges, /0 █+[^█]* 75% +1 █+[^█]* 10% +mem █+\S* 4\.00G\/16\.0G +swp █+\S* 1\.00G\/4\.00G/);
    assert.match(rates, /load 1\.25 0\.50 0\.25 +disk \S2\.00M \S0 +net \S1\.50K \S512/);
    assert.match(rates, /waiting for cpu 12% mem 0% io <NA> +stolen 0%/);
  });

  it('fit on one line of a low screen, and leave the lowest alone', () => {
    const [line = ''] = painted(METERS, 80, 24);
    assert.match(line, /^ CPU 43% ▆▁ {2}mem 4\.00G\/16\.0G {2}swap 1\.00G\/4\.00G {2}load 1\.25/);
    assert.deepEqual(painted(METERS, 80, 12), []);
  });

  it('show many CPUs as one gauge and a sign for each', () => {
    const cpus = Array.from({ length: 24 }, (_, i) => cpu(i, (i * 100) / 23, 0));
    const [gauges = ''] = painted({ ...METERS, cpus }, 120, 50);
    assert.match(gauges, /CPU █+[^█]* 50% ▁+[▁▂▃▄▅▆▇█]{20,}/);
  });

  it('say what is not known', () => {
    const unknown = { total: undefined, available: undefined, cached: undefined };
    const [line = ''] = painted({ ...METERS, cpus: [], memory: unknown }, 80, 24);
    assert.match(line, /CPU <NA> +mem <NA>/);
  });

  it('are plain where there is nothing else', () => {
    for (const line of painted(METERS, 120, 50, true)) assert.match(line, /^[\x20-\x7e]*$/);
  });
});
