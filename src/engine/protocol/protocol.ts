// SPDX-License-Identifier: Apache-2.0
// What goes over to the engine and what comes back: plain data, structured-cloned. engine-calls.ts has the calls.

/** A catalogue entry (fields/field.ts) without its code; the members mean what they mean there. */
export interface FieldSummary {
  readonly name: string;
  readonly class: string;
  readonly type: ValueType;
  readonly description: string;
  readonly argument?: 'none' | 'required' | 'optional';
  readonly dottedArgument?: string | readonly string[];
  readonly isList?: boolean;
  readonly filterOnly?: boolean;
  readonly printOnly?: boolean;
  readonly tableOnly?: boolean;
  readonly retired?: string;
}

/** Value types, by the names that sysdig -l prints. */
export type ValueType =
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

/** Cells as the engine knows them: numbers stay numbers, times are ns, absent is null. */
export type CellValue = number | string | boolean | bigint | null;

/** ns since the capture's first event. */
export interface TimeWindow {
  readonly from: number;
  /** Infinity follows the end. */
  readonly to: number;
  /** Set: only the last so many ns up to `to`, also as the end moves on. */
  readonly last?: number;
}

export interface SortOrder {
  /** Index into the columns of the table. */
  readonly column: number;
  readonly descending: boolean;
}

/** A table to be computed and kept up to date. */
export interface TableRequest {
  readonly view: string;
  /** The user's own filter and the terms of the drill-down, already joined; the view's own filter is added inside. */
  readonly filter: string;
  readonly window: TimeWindow;
  readonly containers: boolean;
  /** Undefined: the view's own order. */
  readonly sort: SortOrder | undefined;
  /** Rows that contain this text in a cell, case-insensitive; "" all. */
  readonly text: string;
  /** Without rows of processes that have ended, and what is theirs; false by default. */
  readonly onlyAlive?: boolean;
  /** Rows under the row of the parent process, views of processes only; undefined or null: a flat table. */
  readonly tree?: TreeRequest | null;
  /** Which rows the screen can show. */
  readonly viewport: Viewport;
}

export interface TreeRequest {
  /** Keys of rows whose subtree is hidden. */
  readonly folded: readonly string[];
}

export interface Viewport {
  readonly top: number;
  readonly height: number;
  /** Key of the selected row: the answer says where it is now. */
  readonly selected: string | undefined;
  /** Rows of the first and the last screen are wanted as well, of so many lines: keys go there at once. */
  readonly screen?: number;
}

/** Rows that follow each other in a table; `offset` is the index of the first. */
export interface TablePart {
  readonly offset: number;
  readonly rows: readonly SnapshotRow[];
}

export interface ColumnInfo {
  readonly name: string;
  /** Header text: the name, with `/s` for rates. */
  readonly title: string;
  readonly field: string;
  readonly description: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  /** Whether it starts with the largest value when it is sorted by. */
  readonly startsDescending: boolean;
  /** How to format a cell (see ui/format.ts). */
  readonly display: CellDisplay;
  /** Largest numeric value in the whole table, for bars and colours; 0 where none. */
  readonly maximum: number;
  /** Left out where the line is too short for it, the highest number first. */
  readonly yields?: number;
  /** Sum of the column over the whole table where a sum makes sense; null otherwise; NaN where no cell is known. */
  readonly total: number | null;
  /** What the sum is at most: CPU of all cores. */
  readonly most?: number;
}

export type CellDisplay =
  | 'text'
  | 'id'
  | 'bytes'
  | 'count'
  | 'rate-bytes'
  | 'rate-count'
  | 'duration'
  | 'time'
  | 'percent'
  | 'float'
  | 'address'
  | 'boolean';

export interface SnapshotRow {
  /** Identity of the row, stable across refreshes. */
  readonly key: string;
  /** The row's key value for a filter term; null for list rows. */
  readonly keyValue: CellValue;
  readonly cells: readonly CellValue[];
  /** False where the process of this row has ended. */
  readonly alive: boolean;
  /** Event number of the first event after this row; 0 where there is none. */
  readonly firstEvent: number;
  /** In a tree: distance from the root, and rows below that folding hides; 0 in a flat table. */
  readonly depth: number;
  readonly descendants: number;
  /** In a table of many hosts, the one that the row is of; absent where it is of several. */
  readonly host?: string;
}

export interface TableSnapshot extends TablePart {
  readonly kind: 'table';
  readonly view: string;
  readonly columns: readonly ColumnInfo[];
  readonly sort: SortOrder;
  /** The first and the last rows, where they are wanted and not among `rows`. */
  readonly ends?: readonly TablePart[];
  /** Rows of the whole table. */
  readonly total: number;
  /** Index of viewport.selected; -1 where it is gone. */
  readonly selectedIndex: number;
  /** Field and complete filter that the table was computed with. */
  readonly keyField: string | undefined;
  readonly filter: string;
  /** Events that passed the filter and the window. */
  readonly matchedEvents: number;
  readonly window: TimeWindow;
  /** The latency columns of this table have values. */
  readonly latencyRecorded: boolean;
  /** ms that the query took. */
  readonly queryTime: number;
}

export type SourceState =
  | { readonly kind: 'loading'; readonly fraction: number | undefined }
  | { readonly kind: 'live' }
  | { readonly kind: 'complete' }
  | { readonly kind: 'ended-early'; readonly offset: number; readonly reason: string }
  | { readonly kind: 'failed'; readonly message: string; readonly hint: string };

export interface DropCounts {
  /** Events that the kernel's rings had no room for. */
  readonly kernel: number;
  /** Events that the shim's queue had no room for. */
  readonly shim: number;
  /** Events that left the store because its memory is bounded. */
  readonly evicted: number;
  /** Events without a row, because the engine was too far behind. */
  readonly skipped?: number;
}

/** What a live capture says of itself. */
export interface CaptureStatus {
  /** Percent of one CPU that the capture process takes; undefined until it is known. */
  readonly cpu: number | undefined;
  /** Events that the filter of the command line has left out in the kernel: not lost. */
  readonly narrowed: number;
  /** What is recorded while watching (-w); undefined: nothing. Bytes of all files together. */
  readonly recorded: { readonly files: number; readonly bytes: number; readonly lost?: number } | undefined;
  /** /proc shows this user not all processes. */
  readonly hidden: boolean;
  /** A service shows this user its own processes only. */
  readonly limited: boolean;
  /** ns that the newest event is old. */
  readonly behind: number;
  /** ns between two refreshes of the table, where its size asks for more time than usual. */
  readonly every?: number;
  /** Of the capture process, for what it costs. */
  readonly pid: number | undefined;
}

/** What rules have found so far, and how many rules look. */
export interface AlertStatus {
  /** Alerts that have come, those included that have left memory. */
  readonly total: number;
  /** Rules that run; 0: none, the alerts are those of a recording. */
  readonly rules: number;
  readonly last: { readonly rule: string; readonly priority: string; readonly text: string } | undefined;
  /** What the rules have to say of themselves since the last status: a span that was saved. */
  readonly said?: string;
}

export interface EngineStatus {
  readonly source: string;
  readonly live: boolean;
  readonly hostname: string;
  readonly state: SourceState;
  /** Events read so far, internal ones included. */
  readonly events: number;
  /** Events per second over the last second, live. */
  readonly eventRate: number;
  /** Time span that the store holds, ns since the first event. */
  readonly span: TimeWindow;
  /** ns since the epoch of the capture's first event, as a decimal string; "" before it. */
  readonly baseTime: string;
  readonly drops: DropCounts;
  /** Sentences on what is missing for lack of memory. */
  readonly cautions?: readonly string[];
  /** Live only. */
  readonly capture?: CaptureStatus;
  /** That the columns and the raw bytes of the events take. */
  readonly memoryBytes: number;
  /** Of events in temporary files: what `--memory` has no room for. */
  readonly diskBytes: number;
  readonly threads: number;
  readonly latencyRecorded: boolean;
  /** Absent where there are neither rules nor alerts. */
  readonly alerts?: AlertStatus;
}

/** Event counts over the span, for the timeline strip: one number per cell. */
export interface Timeline {
  readonly span: TimeWindow;
  readonly measure: TimelineMeasure;
  readonly cells: readonly number[];
  /** Alerts per cell; absent where there are none. */
  readonly alerts?: readonly number[];
}
export type TimelineMeasure = 'events' | 'errors' | 'latency';

/** The events of a filter, as lines: Dig. */
export interface EventsRequest {
  readonly filter: string;
  readonly window: TimeWindow;
  /** Output format; undefined is the default line. */
  readonly format: string | undefined;
  /** How buffers print. */
  readonly buffers: BufferFormat;
}
export type BufferFormat = 'dots' | 'ascii' | 'hex' | 'hex-ascii' | 'base64';

export interface EventLine {
  /** evt.num. */
  readonly num: number;
  readonly text: string;
  /** Category of the event type, for its colour. */
  readonly category: string;
  readonly failed: boolean;
  readonly isExit: boolean;
}

export interface EventLines {
  readonly offset: number;
  readonly lines: readonly EventLine[];
  /** Matching events so far. */
  readonly total: number;
}

/** One event, every field that has a value: the inspector. */
export interface EventDetails {
  readonly num: number;
  readonly line: string;
  readonly fields: readonly { readonly name: string; readonly value: string; readonly description: string }[];
  /** Event number of the other side of the call; undefined where it was not recorded. */
  readonly partner: number | undefined;
}

export interface EngineError {
  readonly code: 'filter' | 'view' | 'field' | 'format' | 'io' | 'gone';
  readonly message: string;
  /** Position of the mistake in the text that the user wrote; -1 where it has none. */
  readonly position: number;
  readonly hint: string;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: EngineError };

export interface SaveRequest {
  readonly filter: string;
  readonly window: TimeWindow;
  readonly path: string;
  readonly compress: boolean;
}

export interface SavedCapture {
  /** Events that passed the filter, and those kept only because they change the state. */
  readonly events: number;
  readonly stateEvents: number;
  readonly bytes: number;
  /**
   * Events that could not be looked at, or not be saved, because live capture had let them go from memory: more than 0 only
   * where the window reaches back that far. How many of them the filter would have kept is not known.
   */
  readonly missing: number;
}

/** Latencies over time: counts by time bucket and latency bucket. */
export interface SpectrogramRequest {
  readonly filter: string;
  readonly window: TimeWindow;
  /** Equal parts of the window, oldest first. */
  readonly timeCells: number;
  /** Equal parts of the logarithmic axis from SPECTROGRAM_MIN to SPECTROGRAM_MAX; slower and faster calls go to its ends. */
  readonly latencyCells: number;
}

export interface Spectrogram {
  readonly window: TimeWindow;
  readonly timeCells: number;
  readonly latencyCells: number;
  /** counts[t * latencyCells + l]. */
  readonly counts: Uint32Array;
  /** Calls counted. */
  readonly total: number;
  /** False where the capture has no latencies at all. */
  readonly recorded: boolean;
}

/** ns at the two ends of a spectrogram's latency axis. */
export const SPECTROGRAM_MIN = 100;
export const SPECTROGRAM_MAX = 10e9;

/** What calls read and wrote: Echo. */
export interface EchoBlock {
  readonly num: number;
  /** ns since the capture's first event. */
  readonly time: number;
  readonly direction: 'read' | 'write';
  readonly fdName: string;
  readonly fdNum: number;
  readonly command: string;
  readonly pid: number;
  readonly container: string;
  /** Bytes that the call transferred; more than `data` holds where the capture cut it. */
  readonly size: number;
  readonly data: Uint8Array;
}

export interface EchoBlocks {
  readonly offset: number;
  readonly blocks: readonly EchoBlock[];
  readonly total: number;
}

/** One tile of the overview: a quantity over time. */
export interface OverviewTile {
  readonly id: string;
  readonly title: string;
  readonly unit: 'bytes/s' | 'count/s' | 'percent' | 'bytes' | 'count';
  /** Value per cell of the window, oldest first; null where nothing is known. */
  readonly cells: readonly (number | null)[];
  /** Value over the whole window (mean for rates and levels, sum for counts); null unknown. */
  readonly value: number | null;
  /** What the machine has of it: all CPUs, all memory. Absent where that is unknown, or there is no such end. */
  readonly scale?: number;
  /** View that Enter opens, and the filter that narrows it to the tile's events. */
  readonly view: string;
  readonly filter: string;
}

export interface Overview {
  readonly window: TimeWindow;
  readonly tiles: readonly OverviewTile[];
}
