// SPDX-License-Identifier: Apache-2.0
// What a thread waits for at the end of a window, as fields read it. Made by waits/recorded-waits.ts.

/** lock: of a file or a mutex. other: the kernel alone knows. */
export type WaitKind =
  | 'lock'
  | 'futex'
  | 'thread'
  | 'child'
  | 'file'
  | 'pipe'
  | 'socket'
  | 'terminal'
  | 'event'
  | 'disk'
  | 'ipc'
  | 'poll'
  | 'accept'
  | 'timer'
  | 'signal'
  | 'stopped'
  | 'debugger'
  | 'other';

export interface Wait {
  /** As /proc/PID/stat has it; undefined where nobody looked. */
  readonly state: string | undefined;
  /** Undefined: it does not wait. */
  readonly kind: WaitKind | undefined;
  /** Name of the call; undefined where it is in none. */
  readonly call: string | undefined;
  /** Path, both ends of a connection, address of a futex, process; undefined where it is not known. */
  readonly on: string | undefined;
  /** Who holds what it waits for: `name (1234)`, several joined by commas. */
  readonly holder: string | undefined;
  /** Process id of the first of them. */
  readonly holderPid: number | undefined;
  /** ns until the end of the window; NaN where it does not wait, or nobody knows. */
  readonly waited: number;
  /** Functions of the kernel, joined by blanks, the innermost first. */
  readonly stack: string | undefined;
  /** Places in the program: `file+offset`. */
  readonly userStack: string | undefined;
}
