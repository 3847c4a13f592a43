// SPDX-License-Identifier: Apache-2.0
// How the catalogue's tables are written: one row per field, `[name, type, description, source, more?]`, and short names
// for the kinds of source. The `*-fields.ts` files use it, nobody else.

import type { EventKind } from '../event/event-kind.js';
import type { ColumnName, EventView, FdContext, ThreadMetric } from '../event/event-view.js';
import type { FieldFormat, FieldType, FieldValue } from '../event/value.js';
import { widthOf } from '../protocol/unit.js';
import type { FdInfo } from '../state/fd-info.js';
import type { ThreadInfo } from '../state/thread-info.js';
import type { Field, FieldArgument, FieldClass, FieldSource } from './field.js';
import { unitOf } from './field-unit.js';

type More = Partial<Omit<Field, 'name' | 'class' | 'type' | 'description' | 'source'>>;
export type FieldRow = readonly [name: string, type: FieldType, description: string, source: FieldSource, more?: More];

export function fieldTable(fieldClass: FieldClass, rows: readonly FieldRow[]): readonly Field[] {
  return rows.map(([name, type, description, source, more]) => {
    const format = more?.format ?? (NUMERIC.has(type) ? 'DEC' : 'NA');
    const unit = more?.unit ?? unitOf(type, format);
    return { name, class: fieldClass, type, format, unit, width: widthOf(unit), description, source, ...more };
  });
}

/** Types that print as a number unless the row says otherwise. */
const NUMERIC: ReadonlySet<FieldType> = new Set<FieldType>([
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'PORT',
  'RELTIME',
  'ABSTIME',
]);

/** Numbers that are names of things, not quantities: never summed, never shortened to 1.2k. */
export const ID: { readonly format: FieldFormat } = { format: 'ID' };
export const BYTES = { unit: 'bytes' } as const;
export const PERCENT = { unit: 'percent' } as const;
export const PADDED: { readonly format: FieldFormat } = { format: '10_PADDED_DEC' };

export function ofType(of: (event: EventKind, argument?: FieldArgument) => FieldValue): FieldSource {
  return { kind: 'type', of };
}

export function ofThread(of: (thread: ThreadInfo, argument: FieldArgument) => FieldValue): FieldSource {
  return { kind: 'thread', of };
}

export function ofFd(
  of: (fd: FdInfo, context: FdContext) => FieldValue,
  otherwise?: (event: EventView) => FieldValue,
): FieldSource {
  return otherwise === undefined ? { kind: 'fd', of } : { kind: 'fd', of, otherwise };
}

/** As ofFd, for what all fds of a type have in common. */
export function ofFdType(of: (type: number) => FieldValue): FieldSource {
  return { kind: 'fd', of: (fd) => of(fd.type), byType: true };
}

export function ofMetric(
  metric: ThreadMetric,
  more: { readonly scale?: number; readonly leaderOnly?: boolean } = {},
): FieldSource {
  return { kind: 'metric', metric, ...more };
}

export function ofColumn(column: ColumnName): FieldSource {
  return { kind: 'column', column };
}

export function ofColumnValue(column: ColumnName, of: (value: number) => FieldValue): FieldSource {
  return { kind: 'mapped', column, of };
}

export function ofEvent(of: (event: EventView, argument: FieldArgument) => FieldValue): FieldSource {
  return { kind: 'event', of };
}

/** As ofEvent, for fields that only events of some kinds have. */
export function ofEventsOf(
  kinds: (kind: EventKind, argument: FieldArgument) => boolean,
  of: (event: EventView, argument: FieldArgument) => FieldValue,
): FieldSource {
  return { kind: 'event', of, kinds };
}

/** NaN, which is how columns say "no value", as the catalogue says it. */
export function present(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

/** A text that is "" where it is unknown. */
export function known(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
