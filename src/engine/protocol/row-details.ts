// SPDX-License-Identifier: Apache-2.0
// What the engine says of single rows of a table beside their cells: sparklines, the details of the row under the cursor,
// and what threads wait for.

import type { CellValue, ColumnInfo, Spectrogram, TimeWindow } from './protocol.js';

/** Rows of the open table whose sparklines are wanted. */
export interface TrendQuestion {
  readonly keys: readonly string[];
  /** Stretches of time at most. */
  readonly points: number;
}

/** A column over stretches of time of the same length, the earliest first. */
export interface TableTrend {
  /** Index into the columns of the table. */
  readonly column: number;
  /** ns of a stretch. */
  readonly step: number;
  /** In the order of the keys; null where it is unknown. */
  readonly rows: readonly (readonly (number | null)[])[];
  /** False: time was up; asked again, it goes on. */
  readonly complete: boolean;
  /** ms that it took. */
  readonly queryTime: number;
}

/** What is wanted of a row of the open table. */
export interface RowDetailsRequest {
  readonly key: string;
  /** Fields of what it stands for, as in rowFields. */
  readonly fields: readonly string[];
  /** Its events: complete, with the view's own. */
  readonly filter: string;
  readonly window: TimeWindow;
  /** Ids of views whose first rows are wanted, and how many of each. */
  readonly views: readonly string[];
  readonly rows: number;
  readonly latencyCells: number;
}

/** First rows of a view. */
export interface DetailTable {
  readonly view: string;
  readonly columns: readonly ColumnInfo[];
  /** Index of the column that it is sorted by. */
  readonly sort: number;
  readonly rows: readonly (readonly CellValue[])[];
  /** Rows of the whole view. */
  readonly total: number;
}

export interface RowDetails {
  /** In the order asked for; null where one has no value. */
  readonly fields: readonly (string | null)[];
  readonly tables: readonly DetailTable[];
  /** One cell of time. */
  readonly latency: Spectrogram;
  /** ms that it took. */
  readonly queryTime: number;
}

/** What a thread did when it was last looked at; undefined: unknown. */
export interface WaitingThread {
  readonly tid: number;
  readonly name: string | undefined;
  /** A letter, as ps prints it. */
  readonly state: string | undefined;
  /** Call and kind of the wait. */
  readonly call: string | undefined;
  readonly on: string | undefined;
  readonly holder: string | undefined;
  /** ns */
  readonly waited: number | undefined;
  /** Functions of the kernel, and places in the program, the innermost first, joined by blanks. */
  readonly stack: string | undefined;
  readonly userStack: string | undefined;
}
