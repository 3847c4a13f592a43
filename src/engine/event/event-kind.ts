// SPDX-License-Identifier: Apache-2.0

/** What an event type alone says. */
export interface EventKind {
  /** evt.type: name of the call or event. */
  readonly name: string;
  /** syscall.type; undefined for events that are not system calls. */
  readonly syscall: string | undefined;
  readonly isExit: boolean;
  readonly category: string;
  /** Union of EventFlag. */
  readonly flags: number;
  /** Event type number of the table; -1 for the entries that stand for a thread that made no event. */
  readonly typeId: number;
}
