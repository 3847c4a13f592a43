// SPDX-License-Identifier: Apache-2.0
// What a page is, and what pages may ask of the program around them. Pages lie on a stack; the one on top has the keys.

import type { EngineClient } from '../engine/protocol/engine-calls.js';
import type {
  EngineStatus,
  FieldSummary,
  SnapshotRow,
  TableSnapshot,
  TimeWindow,
} from '../engine/protocol/protocol.js';
import type { View } from '../views/view.js';
import type { Jobs } from './actions/job.js';
import type { AlertStates } from './alerts/alert-states.js';
import type { CellMeter } from './cell-width.js';
import type { Preferences } from './config/preferences.js';
import type { FormatContext } from './format.js';
import type { Arrangement } from './grid/arrangement.js';
import type { ColumnLayout } from './grid/column-layout.js';
import type { GridState } from './grid/grid-state.js';
import type { RowTexts } from './grid/row-texts.js';
import type { Command, KeyBinding, KeyContext } from './keys/binding.js';
import type { Level, Levels } from './navigation.js';
import type { MarkedRows } from './pages/marked-rows.js';
import type { Paragraph } from './pages/rich-text.js';
import type { VanishingRows } from './pages/vanishing-rows.js';
import type { Canvas } from './paint/canvas.js';
import type { History } from './prompts/history.js';
import type { KeyPress } from './terminal/key-name.js';
import type { Theme } from './theme/theme.js';
import type { ThemeSwitch } from './theme/theme-switch.js';
import type { Marks } from './time/marks.js';
import type { Moment } from './time/moment.js';
import type { Span } from './time/time-choice.js';
import type { TimeControl, TimePlace } from './time/time-control.js';

/** undefined: done. A sentence: why nothing was done. A promise: keys wait until it is settled. */
export type Outcome = string | undefined | Promise<string | undefined>;

export interface PageTitle {
  readonly name: string;
  /** The filter in force; "" none. Undefined where the page has none. */
  readonly filter?: string;
  /** Plain text that rows must contain. */
  readonly text?: string;
}

export interface Page {
  /** Where its keys are looked up, most special first. */
  readonly contexts: readonly KeyContext[];
  /** Lies over the page below, which stays visible. */
  readonly isOverlay: boolean;
  /** Rows and place, for the right end of the message line. */
  readonly position: string;
  /** What the message line says while there is no message. */
  readonly info: string;
  readonly title: PageTitle;
  /** True while the answer that would complete the picture is under way. */
  readonly isWaiting: boolean;
  /** `focused`: it is on top. Overlays get the whole screen, others what is between title and message line. */
  paint(canvas: Canvas, focused: boolean): void;
  run(command: Command, key: string): Outcome;
  /** Sees each key before the key table does; true takes it. */
  typed?(key: KeyPress): boolean;
  paste?(text: string): void;
  /** New state of the engine: time to ask for what may have changed. */
  tick?(status: EngineStatus): void;
  /** Stretch of time that it shows; pages without one are outside of time. */
  readonly window?: TimeWindow;
  /** Up to when what is on the screen goes, where that is known: freezing it keeps just that. */
  readonly shownTo?: number | undefined;
  /** Path of its selection, for the first line; the table's own where it has none. */
  readonly crumbs?: readonly string[];
  /** Number of the event under the cursor, for marks. */
  readonly eventNumber?: number | undefined;
  /** The window of time has changed, or it is on top again: asks for what it shows, where that has become another. */
  follow?(): Outcome;
  /** To an event or a time; without it the window moves there. */
  goToMoment?(moment: Moment): Promise<string | undefined>;
  /** It has left the stack. */
  closed?(): void;
}

/** What a page shows, for others that are opened from it. */
export interface Selection {
  /** Complete, with the view's own. */
  readonly filter: string;
  readonly crumbs: readonly string[];
  /** Where terms go that are added to the filter. */
  readonly table: Table;
}

/** The filter term of a row. */
export interface RowTerm {
  readonly field: string;
  readonly text: string;
  readonly label: string;
}

/** A table as commands, the palette and pages over it see it. */
export interface Table extends Page {
  readonly ui: Ui;
  readonly crumbs: readonly string[];
  readonly level: Level;
  readonly levels: Levels;
  readonly grid: GridState;
  readonly layout: ColumnLayout;
  readonly texts: RowTexts;
  /** Which columns are shown, in which order. */
  readonly arrangement: Arrangement;
  readonly snapshot: TableSnapshot | undefined;
  readonly marked: MarkedRows;
  readonly rows: EngineRows;
  readonly window: TimeWindow;
  readonly match: TableMatch;
  /** Takes the step to `levels` when the engine has answered; an answer is why it could not. */
  show(levels: Levels): Promise<string | undefined>;
  /** Changes what the screen shows of the table, and fetches what is missing. */
  setGrid(grid: GridState): undefined;
  back(): Outcome;
  follow(): Outcome;
}

/** The rows of a table as the engine has them. */
export interface EngineRows {
  readonly vanishing: VanishingRows;
  /** Every row of the table; a sentence where the engine has none. */
  all(): Promise<readonly SnapshotRow[] | string>;
  /**
   * Fetches the rows around `index` as they are now: the table may have been computed again since the index was found. False
   * where they are not wanted any more, or `signal` is aborted.
   */
  around(index: number, signal?: AbortSignal): Promise<boolean>;
}

/** What is searched for in a table. */
export interface TableMatch {
  /** Text whose occurrences are marked; "" for none. */
  needle: string;
  /** The match in the row under the cursor is to be scrolled to, as soon as the row is here. */
  isAwaited: boolean;
}

/** The events of a filter, one a line. */
export interface DigOptions {
  readonly filter: string;
  /** A stretch of time of its own, for as long as the page is open; else the window that all pages show. */
  readonly window?: Span;
  /** The number of the table whose events these are, instead of all that pass the filter. */
  readonly explains?: { readonly key: string; readonly column: number; readonly title: string };
  /** Path of the selection, for the header. */
  readonly crumbs: readonly string[];
  /** Where the inspector's terms go. */
  readonly table: Table;
}

export interface TextPageOptions {
  readonly name: string;
  /** The text, for the theme that is in force when it is painted. */
  content(theme: Theme): readonly Paragraph[];
  /** Commands that close the page besides Esc, as the key that opened it. */
  readonly closedBy: Command;
}

/** A page that others lead to. */
export type Destination =
  | ({ readonly kind: 'dig' } & DigOptions)
  | { readonly kind: 'echo' | 'alerts'; readonly selection: Selection }
  /** All parameters of an event, or where the time of the request went that it answers; `table` takes the terms that are added there. */
  | { readonly kind: 'inspector' | 'breakdown'; readonly event: number; readonly table: Table }
  /** Latencies as a picture; of all calls where no view is given. */
  | { readonly kind: 'spectrogram'; readonly view: View | undefined; readonly selection: Selection }
  | { readonly kind: 'overview' | 'compare' | 'map'; readonly table: Table }
  | { readonly kind: 'text'; readonly options: TextPageOptions }
  /** A table of its own; `before` is the time to go back to with it. */
  | { readonly kind: 'table'; readonly levels: Levels; readonly before: TimePlace };

/** The engine has one list of events, one of blocks and one table at a time: whose they are now. */
export interface EngineLists {
  events: Page | undefined;
  echo: Page | undefined;
  table: Page | undefined;
}

/** The terminal as it was before the program, for a child process. */
export interface LentTerminal {
  readonly input: number;
  readonly output: number;
  /** Ends the child. */
  readonly signal: AbortSignal;
  /** Waits for Enter. */
  pause(question: string): Promise<void>;
}

export type MessageKind = 'info' | 'good' | 'warning' | 'error';

/** What belongs to the user, and is remembered. */
export interface UserThings {
  /** What was entered before. */
  readonly histories: { readonly filter: History; readonly search: History; readonly palette: History };
  /** The key table with the user's own keys. */
  readonly keys: readonly KeyBinding[];
  readonly preferences: Preferences;
  readonly themes: Pick<ThemeSwitch, 'name' | 'preview' | 'keep'>;
}

/** Steps that the engine has not answered yet. */
export interface PendingSteps {
  /** One has been under way for a while: what is on the screen is marked where it is not what was asked for. */
  readonly areSlow: boolean;
  /** Counts how often steps were given up: one that has waited looks whether it is still wanted. */
  readonly round: number;
}

/** The program around the pages. */
export interface Ui {
  readonly client: EngineClient;
  readonly views: readonly View[];
  readonly meter: CellMeter;
  readonly theme: Theme;
  readonly status: EngineStatus | undefined;
  readonly format: FormatContext;
  /** Containers instead of processes where a view has both. */
  containers: boolean;
  /** The screen is frozen while the source goes on. */
  readonly isPaused: boolean;
  readonly steps: PendingSteps;
  readonly time: TimeControl;
  readonly marks: Marks;
  readonly lists: EngineLists;
  readonly user: UserThings;
  /** The catalogue; empty until the engine has sent it. */
  readonly fields: readonly FieldSummary[];
  /** ns since the epoch. When this machine was started, undefined where nothing says; when sysdrill was. */
  readonly since: { readonly boot: bigint | undefined; readonly start: bigint };
  /** What was said of alerts. */
  readonly alerts: AlertStates;
  /** Commands that are running. */
  readonly jobs: Jobs;
  say(text: string, kind?: MessageKind): void;
  repaint(): void;
  open(page: Page): void;
  close(page: Page): void;
  /** Closes whatever lies over the table. */
  toTable(): void;
  /** Opens a page over the one on top; a sentence where it cannot. */
  navigate(destination: Destination): Outcome;
  /** Runs a command as if its key had been pressed. */
  run(command: Command): void;
  /** Does something of a page; says its outcome, and lets keys wait for it. */
  runWith(action: () => Outcome): void;
  /** After a change of `time`: what is on the screen follows. */
  timeChanged(): Outcome;
  /** Puts text on the clipboard; `what` names it in the message. */
  copy(text: string, what: string): void;
  /** Lends the terminal to `job`, a program of its own, and takes it back afterwards. */
  lend<T>(job: (terminal: LentTerminal) => Promise<T>): Promise<T>;
}
