// SPDX-License-Identifier: Apache-2.0

/** How text output came to its end. */
export interface Ended {
  /** One line for the user: the capture ended early, events were lost. */
  readonly warning: string | undefined;
  /** The signal that ended it; undefined where it ended by itself. */
  readonly signal: NodeJS.Signals | undefined;
}
