// SPDX-License-Identifier: Apache-2.0
// Which columns of a table are shown, in which order and how wide, by what the user has set for the view. Columns keep the
// numbers that the engine gave them; an arrangement is a list of such numbers. Changes answer the next settings.

import type { ColumnInfo } from '../../engine/protocol/protocol.js';
import type { ColumnSettings } from '../config/settings.js';

export interface Arrangement {
  /** Columns from left to right. */
  readonly shown: readonly number[];
  /** Cells by column, where the user has set them. */
  readonly widths: ReadonlyMap<number, number>;
  /** A column that does not yield: the one that the table is sorted by. */
  readonly kept?: number;
  /** Sparklines, to the right of a column, where the line has room for them. */
  readonly trend?: { readonly after: number; readonly width: number };
}

/** Names that are not there (any more) count for nothing; at least one column is always shown. */
export function arrange(columns: readonly Pick<ColumnInfo, 'name'>[], settings: ColumnSettings): Arrangement {
  const order = allInOrder(columns, settings);
  const hidden = new Set(settings.hidden);
  const shown = order.filter((i) => !hidden.has(columns[i]?.name ?? ''));
  const widths = new Map<number, number>();
  for (const [i, column] of columns.entries()) {
    const width = settings.widths?.[column.name];
    if (width !== undefined) widths.set(i, width);
  }
  return { shown: shown.length === 0 ? order.slice(0, 1) : shown, widths };
}

/** All columns, hidden ones too, in the order that they have or would have. */
export function allInOrder(columns: readonly Pick<ColumnInfo, 'name'>[], settings: ColumnSettings): number[] {
  const named = (settings.order ?? []).flatMap((name) => {
    const index = columns.findIndex((column) => column.name === name);
    return index < 0 ? [] : [index];
  });
  const first = [...new Set(named)];
  return [...first, ...columns.map((_, i) => i).filter((i) => !first.includes(i))];
}

type Columns = readonly Pick<ColumnInfo, 'name'>[];

/** With column `index` `steps` places further right (negative: left), hidden ones not counted. */
export function movedColumn(columns: Columns, settings: ColumnSettings, index: number, steps: number): ColumnSettings {
  const order = allInOrder(columns, settings);
  const { shown } = arrange(columns, settings);
  const from = shown.indexOf(index);
  const neighbour = shown[from + steps];
  if (from < 0 || neighbour === undefined) return settings;
  order.splice(order.indexOf(index), 1);
  order.splice(order.indexOf(neighbour) + (steps > 0 ? 1 : 0), 0, index);
  const isOwnOrder = order.every((place, i) => place === i);
  return { ...settings, order: isOwnOrder ? [] : order.map((i) => columns[i]?.name ?? '') };
}

/** With column `index` hidden or shown. */
export function toggledColumn(columns: Columns, settings: ColumnSettings, index: number): ColumnSettings {
  const name = columns[index]?.name;
  if (name === undefined) return settings;
  const hidden = settings.hidden ?? [];
  return { ...settings, hidden: hidden.includes(name) ? hidden.filter((other) => other !== name) : [...hidden, name] };
}

/** Narrower than this a column says nothing. */
const NARROWEST = 2;
const WIDEST = 1000;

/** With column `index` `width` cells wide; undefined: as wide as the view says. */
export function resizedColumn(
  columns: Columns,
  settings: ColumnSettings,
  index: number,
  width: number | undefined,
): ColumnSettings {
  const name = columns[index]?.name;
  if (name === undefined) return settings;
  const others = Object.entries(settings.widths ?? {}).filter(([other]) => other !== name);
  const own = width === undefined ? [] : [[name, Math.max(NARROWEST, Math.min(WIDEST, width))] as const];
  return { ...settings, widths: Object.fromEntries([...others, ...own]) };
}
