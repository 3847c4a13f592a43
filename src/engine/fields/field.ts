// SPDX-License-Identifier: Apache-2.0
// One entry of the field catalogue: everything that anybody needs to know of a field. Filters, view columns, output
// formats, completion, `-l`, the docs and JSON read it; nothing else knows a field's type, unit or source.

import type { EventKind } from '../event/event-kind.js';
import type { ColumnName, EventView, FdContext, ThreadMetric } from '../event/event-view.js';
import type { FieldFormat, FieldType, FieldValue } from '../event/value.js';
import type { Unit } from '../protocol/unit.js';
import type { FdInfo } from '../state/fd-info.js';
import type { ThreadInfo } from '../state/thread-info.js';

export type FieldClass =
  | 'evt'
  | 'syscall'
  | 'proc'
  | 'thread'
  | 'fd'
  | 'fdlist'
  | 'fs.path'
  | 'user'
  | 'group'
  | 'container'
  | 'k8s'
  | 'syslog'
  | 'drill'
  | 'util'
  | 'capture'
  | 'span'
  | 'evtin'
  | 'mesos'
  | 'marathon';

/** What may be in brackets after the name. */
export type ArgumentRule = 'none' | 'required' | 'optional';

/**
 * What may follow the name after a dot instead: `parameter` the longest parameter name of any event
 * (`evt.arg.name`), `event` an event type's number or name (`evt.type.is.3`), `label` letters, digits and `/ _ - .`
 * (`k8s.pod.label.app`), `word` letters, digits and `_` (`thread.cgroup.cpuset`), or one of the words listed.
 */
export type DottedArgument = 'parameter' | 'event' | 'label' | 'word' | readonly string[];

/**
 * Where a value comes from. The narrower the source, the cheaper a filter on it: `type`, `thread` and `fd` are evaluated
 * once per event type or snapshot, `column` reads the store's columns, `event` looks at one whole event.
 * `mapped` is a column's number made into something else: evt.failed of `result`. NaN (no value) is handed to `of` too.
 * `fd` fields have a value only for events that create, use or destroy an fd; `otherwise` is asked where the event has
 * no fd entry (a failed open still names its file).
 */
export type FieldSource =
  | { readonly kind: 'type'; readonly of: (event: EventKind, argument?: FieldArgument) => FieldValue }
  | {
      readonly kind: 'thread';
      readonly of: (thread: ThreadInfo, argument: FieldArgument) => FieldValue;
      /** Read for events of unknown threads too: thread.tid is in their header. */
      readonly otherwise?: (event: EventView) => FieldValue;
    }
  | {
      readonly kind: 'fd';
      readonly of: (fd: FdInfo, context: FdContext) => FieldValue;
      /** Fds of the same type have the same value. */
      readonly byType?: boolean;
      readonly otherwise?: (event: EventView) => FieldValue;
    }
  | { readonly kind: 'metric'; readonly metric: ThreadMetric; readonly scale?: number; readonly leaderOnly?: boolean }
  | { readonly kind: 'column'; readonly column: ColumnName }
  | { readonly kind: 'mapped'; readonly column: ColumnName; readonly of: (value: number) => FieldValue }
  | {
      readonly kind: 'event';
      readonly of: (event: EventView, argument: FieldArgument) => FieldValue;
      /** False for kinds whose events never have a value: they need not be looked at. */
      readonly kinds?: (kind: EventKind, argument: FieldArgument) => boolean;
      /** Whether there is a value, where that is cheaper to say than the value. */
      readonly has?: (event: EventView) => boolean;
    };

/** Text between the brackets, checked and parsed once per use. */
export type FieldArgument = { readonly text: string; readonly number: number | undefined } | undefined;

export interface Field {
  /** Dotted name, sysdig's where sysdig has one. */
  readonly name: string;
  readonly class: FieldClass;
  readonly type: FieldType;
  readonly format: FieldFormat;
  readonly unit: Unit;
  /** Cells of a column of it; 0 takes the rest of the line. Its direction and alignment follow from the unit. */
  readonly width: number;
  /** One sentence for -l, completion and the docs. */
  readonly description: string;
  readonly argument?: ArgumentRule;
  readonly dottedArgument?: DottedArgument;
  readonly isList?: boolean;
  /** May be compared but not printed (fd.ip: either end). */
  readonly filterOnly?: boolean;
  /** May be printed but not compared. */
  readonly printOnly?: boolean;
  /** For view columns; hidden from -l. */
  readonly tableOnly?: boolean;
  /** May not be on the right side of a comparison. */
  readonly noRightSide?: boolean;
  readonly noTransformer?: boolean;
  /** Set for fields of systems that no longer exist: the sentence that says so. */
  readonly retired?: string;
  readonly source: FieldSource;
}

/** A field with its argument, as written in a filter, a column or a format. */
export interface FieldUse {
  readonly field: Field;
  readonly argument: FieldArgument;
  /** As written: `proc.aname[2]`. */
  readonly text: string;
}
