// SPDX-License-Identifier: Apache-2.0
// What a session is made from: the screen and what is remembered from run to run.

import type { SortOrder } from '../engine/protocol/protocol.js';
import type { View } from '../views/view.js';
import type { Clipboard } from './clipboard.js';
import type { LentTerminal, UserThings } from './page.js';
import type { Screen } from './screen.js';
import type { Theme } from './theme/theme.js';

export interface SessionOptions {
  readonly view: View;
  /** How its rows are ordered at first; its own order by default. */
  readonly sort?: SortOrder;
  readonly filter: string;
  readonly containers: boolean;
}

export interface SessionSurroundings {
  readonly screen: Screen;
  readonly theme: Theme;
  /** Ends the program with this exit status. */
  end(status: number): void;
  /** Stops the process, as Ctrl-Z does elsewhere. */
  suspend(): void;
  readonly user: UserThings;
  readonly clipboard: Clipboard;
  lend<T>(job: (terminal: LentTerminal) => Promise<T>): Promise<T>;
}

/** Keeps nothing of earlier runs. */
export function isFirstTime({ histories, preferences }: UserThings): boolean {
  const isEmpty = Object.values(histories).every(({ entries }) => entries.length === 0);
  return isEmpty && Object.keys(preferences.settings).length === 0;
}
