// SPDX-License-Identifier: Apache-2.0
// The value of a field: one function for whole events, and one per source for those that hold only a snapshot or a cell
// (the query's bitmaps). Undefined is "no value".

import type { EventView, FdContext } from '../event/event-view.js';
import type { FieldValue } from '../event/value.js';
import { EventFlag } from '../scap/event-types.js';
import type { FdInfo } from '../state/fd-info.js';
import { isMainThread, type ThreadInfo } from '../state/thread-info.js';
import type { FieldSource, FieldUse } from './field.js';

/** fd fields have a value only on events whose type has one of these flags. */
export const FD_EVENT_FLAGS = EventFlag.CREATES_FD | EventFlag.USES_FD | EventFlag.DESTROYS_FD;

type Source<K extends FieldSource['kind']> = Extract<FieldSource, { kind: K }>;

export function readField(use: FieldUse, view: EventView): FieldValue {
  const { source } = use.field;
  switch (source.kind) {
    case 'type':
      return source.of(view.kind, use.argument);
    case 'thread':
      return view.thread === undefined ? source.otherwise?.(view) : source.of(view.thread, use.argument);
    case 'fd':
      // An fd on the row is enough: exits of schema 4 name theirs also where the type lacks the flags.
      if (view.fd !== undefined) return readFd(source, view.fd, view);
      if ((view.kind.flags & FD_EVENT_FLAGS) === 0 || view.thread === undefined) return undefined;
      return source.otherwise?.(view);
    case 'metric':
      return view.thread === undefined ? undefined : readMetric(source, view.metric(source.metric), view.thread);
    case 'column':
    case 'mapped':
      return readCell(source, view.column(source.column));
    case 'event':
      return source.of(view, use.argument);
  }
}

export function readFd(source: Source<'fd'>, fd: FdInfo, context: FdContext): FieldValue {
  return source.of(fd, context);
}

/** `value` is the counter of the thread's process; fields of single threads count it once, on the leader. */
export function readMetric(source: Source<'metric'>, value: number | undefined, thread: ThreadInfo): FieldValue {
  if (value === undefined || Number.isNaN(value)) return undefined;
  // Of a thread that is known by its number alone nothing was counted: 0 would be a claim.
  if (value === 0 && thread.isPlaceholder) return undefined;
  if (source.leaderOnly === true && !isMainThread(thread)) return 0;
  return value * (source.scale ?? 1);
}

/** `cell` is what the column holds; NaN is not a value, unless the field makes something of it. */
export function readCell(source: Source<'column' | 'mapped'>, cell: number): FieldValue {
  if (source.kind === 'mapped') return source.of(cell);
  return Number.isNaN(cell) ? undefined : cell;
}
