// SPDX-License-Identifier: Apache-2.0
// The figures of a run against what they should be, and against those of the run that was kept last.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { table } from './programs.mjs';

const KEPT = join(dirname(fileURLToPath(import.meta.url)), 'last.json');

export class Figures {
  #figures = new Map();

  /** `most` or `least` is the aim; without either the figure is only compared with the last. */
  add(name, value, aim = {}) {
    this.#figures.set(name, { value, ...aim });
  }

  print() {
    const before = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')).figures : {};
    const rows = [...this.#figures].map(([name, figure]) => [
      name,
      round(figure.value),
      aimText(figure),
      verdict(figure),
      before[name] === undefined ? '' : round(before[name]),
      before[name] === undefined ? '' : `${round(figure.value / before[name])} ×`,
    ]);
    table('Aims, and the run that was kept last.', ['figure', 'now', 'aim', '', 'last', 'now ÷ last'], rows);
  }

  /** For the next run to compare with. */
  keep(about) {
    const figures = Object.fromEntries([...this.#figures].map(([name, { value }]) => [name, Number(round(value))]));
    writeFileSync(KEPT, `${JSON.stringify({ ...about, figures }, undefined, 2)}\n`);
  }
}

const round = (value) => (Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2));

function aimText({ most, least }) {
  if (most !== undefined) return `≤ ${most}`;
  return least === undefined ? '' : `≥ ${least}`;
}

function verdict({ value, most, least }) {
  if (most === undefined && least === undefined) return '';
  return (most === undefined || value <= most) && (least === undefined || value >= least) ? 'met' : 'missed';
}
