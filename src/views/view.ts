// SPDX-License-Identifier: Apache-2.0
// What a view is: a table description without code. `key` says what a row is, `appliesTo` which selections the view may
// be opened on; together they are the drill-down graph. Users' own views are checked against the same shape (schema.ts).

import type { Unit } from '../engine/protocol/unit.js';

export type Percentile = 'P50' | 'P95' | 'P99';

/**
 * How the values of many events become one cell.
 * NONE: the first value. SUM, AVG, MIN, MAX: of the values present; MAX of a text is the last one.
 * TIME_AVG: the sum divided by the seconds of the window: a rate. CHANGE: the last value less the first one; CHANGE_RATE:
 * the same by the seconds of the window. P50, P95, P99: percentiles, within 3 %.
 */
export type Aggregation = 'NONE' | 'SUM' | 'AVG' | 'TIME_AVG' | 'MIN' | 'MAX' | 'CHANGE' | 'CHANGE_RATE' | Percentile;

export interface ViewColumn {
  readonly name: string;
  readonly field: string;
  readonly description: string;
  /** Cells, where the field's own width does not do; 0 takes the rest of the line. Only the last column may. */
  readonly width?: number;
  readonly aggregate?: Aggregation;
  /** Second step, for views with `groupBy`. */
  readonly groupAggregate?: Aggregation;
  /** `containers`: only with container columns switched on; `default`: only without. */
  readonly when?: 'containers' | 'default';
  /**
   * Left out where the line is too short for it and for the column that takes the rest. Of several, the one with the
   * highest number leaves first; true is 1.
   */
  readonly yields?: boolean | number;
  /** What the unit of the cell is, where the field alone does not say it. */
  readonly unit?: Unit;
}

export interface ViewAction {
  readonly hotkey: string;
  readonly name: string;
  /**
   * Argument array; `%field` stands for the row's raw value, `%nice+1` and `%nice-1` for the nice value that the process
   * has now and one more or less. Never given to a shell. The action is not offered where a
   * value is absent, nor where a process id is not positive: `kill -9 -1` would end every process.
   */
  readonly command: readonly string[];
  readonly confirm?: boolean;
  /** It attaches to what runs, and slows or stops it meanwhile: asks once, and Enter is a yes. */
  readonly attaches?: boolean;
  /** Show what the command writes in a pager, while it runs. */
  readonly wait?: boolean;
  /** The command needs the terminal for itself: a shell, a debugger, a pager. */
  readonly terminal?: boolean;
}

/** Numbers of a view for Prometheus and the like: `sysdrill serve`, `sysdrill export --otlp`. */
export interface ViewMetric {
  /** Name of the metric; that of a counter ends in `_total`, which is added where it is missing. */
  readonly name: string;
  /** `counter`: the sum over all events so far. `gauge`: the cells of the view. `histogram`: how often which latency. */
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help?: string;
  /** Name of the column whose numbers these are; else the column that the view is sorted by. */
  readonly column?: string;
  /** A field instead of a column, for counters and histograms. */
  readonly field?: string;
  /** Only events that pass, besides the view's own filter; not for gauges. */
  readonly filter?: string;
  /** Columns or fields; with names of your own as `name: field`. The view's key where absent. */
  readonly labels?: readonly string[] | Readonly<Record<string, string>>;
  /** Series at most, beside `other`; 50 where absent. */
  readonly top?: number;
  /** Whether the rest is a series of its own; true where absent. */
  readonly other?: boolean;
}

export type ViewKind = 'table' | 'list' | 'spectrogram';

export interface View {
  /** sysdig's id where it has the view. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly tips: readonly string[];
  readonly kind: ViewKind;
  /** Key fields of selections that this view makes sense for; "" is the whole machine. */
  readonly appliesTo: readonly string[];
  readonly filter?: string;
  /** What a row is. A list has one row per event and no key. */
  readonly key?: string;
  /** Replaces `key` when container columns are on. */
  readonly containerKey?: string;
  /** Rows with the same value are merged in a second step (threads to processes); then this is the row's identity. */
  readonly groupBy?: string;
  /** Field of the filter term that Enter adds, where it is not the key. */
  readonly filterField?: string;
  readonly drillDown?: string;
  /** A missing number counts as 0 and a missing text as "" instead of dropping the event. */
  readonly useDefaults: boolean;
  /**
   * Rows with the same key on two machines are two things. Absent: the key decides; processes, threads and descriptors
   * belong to a machine, names of programs, files and system calls do not.
   */
  readonly ofHost?: boolean;
  /** Whether every thread of the process table takes part, also those without events in the window. */
  readonly includesIdle?: boolean;
  /** Rows are made of the fds that are open at the end of the window, not of events. */
  readonly ofOpenFds?: boolean;
  /** Rows are made of the threads that are there at the end of the window, not of events. */
  readonly ofThreads?: boolean;
  /** Rows are made of requests with their answers (the fields drill.req.*), not of events. */
  readonly ofRequests?: boolean;
  readonly columns: readonly ViewColumn[];
  readonly sort?: { readonly column: string; readonly descending: boolean };
  readonly actions?: readonly ViewAction[];
  readonly metrics?: ViewMetric | readonly ViewMetric[];
  /** Only makes sense on the running system. */
  readonly liveOnly?: boolean;
}
