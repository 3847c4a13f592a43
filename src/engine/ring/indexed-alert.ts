// SPDX-License-Identifier: Apache-2.0

/** An alert of a recorded file, as its own event in the file says. */
export interface IndexedAlert {
  /** Of the event that it is about, ns since the epoch, decimal. */
  readonly time: string;
  readonly rule: string;
  readonly priority: string;
  /** One line: time, priority, text. */
  readonly output: string;
  /** The alert as a JSON object; "" where it was too large to be recorded. */
  readonly json: string;
}
