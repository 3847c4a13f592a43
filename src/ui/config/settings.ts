// SPDX-License-Identifier: Apache-2.0
// What the interface remembers from one run to the next, and what users may write into config.yaml: one flat list, each
// entry optional, so that a file says only what differs. config-schema.ts checks it, config-file.ts reads and writes it.

/** Columns of one view, by the names in their headers. */
export interface ColumnSettings {
  /** Columns that are named come first, in this order; the others follow in the view's own. */
  readonly order?: readonly string[];
  readonly hidden?: readonly string[];
  /** Cells. */
  readonly widths?: Readonly<Record<string, number>>;
}

export interface Settings {
  /** One of THEME_NAMES. */
  readonly theme?: string;
  /** Id of the start view. */
  readonly view?: string;
  /** ms between refreshes of a living system. */
  readonly refresh?: number;
  readonly mouse?: boolean;
  readonly ascii?: boolean;
  /** Container columns. */
  readonly containers?: boolean;
  /** The line of sums under a table. */
  readonly totals?: boolean;
  /** What the rows of a table have been like over the window, as small charts. */
  readonly sparklines?: boolean;
  /** The pane with the details of a row, on wide screens. */
  readonly details?: boolean;
  /** The meters of the machine above each page. */
  readonly meters?: boolean;
  /** Rows of processes that have ended, while the window holds some of their work. */
  readonly ended?: boolean;
  /** The terminal's bell for each new alert. */
  readonly bell?: boolean;
  /** By view id. */
  readonly columns?: Readonly<Record<string, ColumnSettings>>;
  /** By command: the keys that it has instead of its own, as in the help page (`Ctrl-F`, `F2`, `Space`, `x`). */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
}

/** Something in the file that was left out. */
export interface SettingsProblem {
  /** 1-based; 0 where the whole file is meant. */
  readonly line: number;
  readonly message: string;
}

/** `config.yaml:3: theme: …`, the way the message line says it. */
export function problemText(file: string, { line, message }: SettingsProblem): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return `${name}${line === 0 ? '' : `:${line}`}: ${message}`;
}
