// SPDX-License-Identifier: Apache-2.0
// Exported events as JSON objects: members by the names of fields, typed values, null where there is none. What a code
// stands for is written once.

import type { CellValue } from '../protocol/protocol.js';
import type { ColumnValues } from './event-reader.js';
import type { ExportColumn } from './export-columns.js';
import { IsoClock } from './iso-clock.js';

interface Written {
  era: number;
  readonly texts: string[];
}

export class JsonRows {
  /** `,"proc.name":`; the first without its comma. */
  readonly #names: readonly string[];
  /** By column and code. */
  readonly #written: readonly Written[];
  readonly #clock = new IsoClock();

  constructor(columns: readonly ExportColumn[]) {
    this.#names = columns.map(({ name }, c) => `${c === 0 ? '{' : ','}${JSON.stringify(name)}:`);
    this.#written = columns.map(() => ({ era: 0, texts: [] }));
  }

  /** The object of row k of what was read. */
  text(values: readonly ColumnValues[], k: number): string {
    let text = '';
    for (let c = 0; c < values.length; c++)
      text += (this.#names[c] as string) + this.#member(values[c] as ColumnValues, c, k);
    return `${text}}`;
  }

  #member(values: ColumnValues, c: number, k: number): string {
    switch (values.kind) {
      case 'coded': {
        const code = values.codes[k] as number;
        return code < 0 ? 'null' : this.#coded(values, c, code);
      }
      case 'numbers':
        return numberText(values.numbers[k] as number);
      case 'times':
        return this.#timeText(values.numbers[k] as number, values.base);
      case 'cells':
        return jsonText(values.cells[k] ?? null);
    }
  }

  #timeText(relative: number, base: bigint): string {
    return Number.isNaN(relative) ? 'null' : `"${this.#clock.text(relative, base)}"`;
  }

  #coded(values: Extract<ColumnValues, { kind: 'coded' }>, c: number, code: number): string {
    const written = this.#written[c] as Written;
    if (written.era !== values.era) {
      written.era = values.era;
      written.texts.length = 0;
    }
    written.texts[code] ??= jsonText(values.cells[code] ?? null);
    return written.texts[code] as string;
  }
}

export function jsonText(cell: CellValue): string {
  return typeof cell === 'bigint' ? String(cell) : typeof cell === 'number' ? numberText(cell) : JSON.stringify(cell);
}

function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}
