// SPDX-License-Identifier: Apache-2.0

import type { Alert } from '../alert.js';

/** Where alerts go. */
export interface AlertOutput {
  /** For messages. */
  readonly name: string;
  send(alert: Alert): void;
  /** Waits, at most some seconds, until what was sent has left; answers a sentence about what was lost. */
  close(): Promise<string | undefined>;
}
