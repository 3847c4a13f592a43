// SPDX-License-Identifier: Apache-2.0
// One entry of the field catalogue: everything that anybody needs to know of a field. Filters, view columns, output
// formats, completion, `-l`, the docs and JSON read it; nothing else knows a field's type, unit or source.

import type { EventView } from '../event/event-view.js';
import type { FdInfo } from '../state/fd-info.js';
import type { ThreadInfo } from '../state/thread-info.js';

/** Value types, by their names in the field's world (sysdig -l prints the same ones). */
export type FieldType =
  | 'INT8'
  | 'INT16'
  | 'INT32'
  | 'INT64'
  | 'UINT8'
  | 'UINT16'
  | 'UINT32'
  | 'UINT64'
  | 'CHARBUF'
  | 'BYTEBUF'
  | 'FSPATH'
  | 'BOOL'
  | 'PORT'
  | 'IPADDR'
  | 'IPNET'
  | 'RELTIME'
  | 'ABSTIME'
  | 'DOUBLE'
  | 'DYN';

/**
 * A value of a field. number: integers up to 2^53, ports, doubles, relative times in ns. bigint: absolute times in ns
 * since the epoch and full 64-bit numbers. string: text, and addresses as IpAddress. Uint8Array: buffers.
 * An array is the value of a list field. undefined: the event has no such value.
 */
export type Scalar = number | bigint | string | boolean | Uint8Array;
export type FieldValue = Scalar | readonly Scalar[] | undefined;

export type FieldFormat = 'DEC' | 'ID' | 'HEX' | 'OCT' | 'NA' | '10_PADDED_DEC';

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

/** What may stand in brackets behind the name. */
export type ArgumentRule = 'none' | 'required' | 'optional';

/**
 * What may stand behind the name after a dot instead: `parameter` the longest parameter name of any event
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
      /** Asked for events whose thread nobody knows: thread.tid is in their header all the same. */
      readonly otherwise?: (event: EventView) => FieldValue;
    }
  | {
      readonly kind: 'fd';
      readonly of: (fd: FdInfo, context: FdContext) => FieldValue;
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

/** What an event type alone says. */
export interface EventKind {
  /** evt.type: name of the call or event. */
  readonly name: string;
  /** syscall.type; undefined for events that are no system call. */
  readonly syscall: string | undefined;
  readonly isExit: boolean;
  readonly category: string;
  /** Union of EventFlag. */
  readonly flags: number;
  /** Event type number of the table; -1 for the entries that stand for a thread that made no event. */
  readonly typeId: number;
}

/** What an fd field may need besides the fd: the machine's own addresses decide which end of a tuple is local. */
export interface FdContext {
  isLocalIp(ip: string): boolean;
}

/** Counters of a thread-version (see state/thread-versions.ts). */
export type ThreadMetric = 'vmSizeKb' | 'vmRssKb' | 'vmSwapKb' | 'pfMajor' | 'pfMinor' | 'fdCount' | 'threadCount';

/** Numeric columns that a query computes for many rows at once (see query/columns.ts); NaN is "no value". */
export type ColumnName =
  | 'num'
  | 'time'
  /** ns since the previous event of the capture that is shown (not internal); 0 for the first. */
  | 'deltaTime'
  | 'cpu'
  | 'fdNum'
  | 'result'
  | 'latency'
  | 'waitLatency'
  | 'bufferLength'
  | 'bufferLengthIn'
  | 'bufferLengthOut'
  | 'bufferLengthFile'
  | 'bufferLengthFileIn'
  | 'bufferLengthFileOut'
  | 'bufferLengthNet'
  | 'bufferLengthNetIn'
  | 'bufferLengthNetOut'
  | 'count'
  | 'countExit'
  | 'countError'
  | 'countErrorFile'
  | 'countErrorNet'
  | 'countErrorMemory'
  | 'countErrorOther'
  | 'countProcess'
  | 'countThread'
  | 'countOpen'
  /** switch events: ns that the thread had the CPU since the CPU's last switch; 0 on other events. */
  | 'execTime'
  /** The sum of execTime of the event's thread up to this event. */
  | 'execTimeTotal'
  | 'cpuTotal'
  | 'cpuUser'
  | 'cpuSystem';

/** Text between the brackets, checked and parsed once per use. */
export type FieldArgument = { readonly text: string; readonly number: number | undefined } | undefined;

export interface Field {
  /** Dotted name, sysdig's where sysdig has one. */
  readonly name: string;
  readonly class: FieldClass;
  readonly type: FieldType;
  readonly format: FieldFormat;
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
  /** May not stand on the right side of a comparison. */
  readonly noRightSide?: boolean;
  readonly noTransformer?: boolean;
  /** Set for fields of systems that no longer exist: the sentence that says so. */
  readonly retired?: string;
  readonly source: FieldSource;
}

/** A field with its argument, as it stands in a filter, a column or a format. */
export interface FieldUse {
  readonly field: Field;
  readonly argument: FieldArgument;
  /** As written: `proc.aname[2]`. */
  readonly text: string;
}
