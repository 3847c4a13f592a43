// SPDX-License-Identifier: Apache-2.0

/** The event that is being applied, as those see it who keep a part of the state. */
export interface CurrentEvent {
  readonly row: number;
  /** ns since the capture's first event. */
  readonly time: number;
  /** Whether the event has changed a thread, a process or an fd: code that saves a part of the capture must keep it. */
  hasChanged: boolean;
}
