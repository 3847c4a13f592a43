// SPDX-License-Identifier: Apache-2.0
// What the program says on standard error. Messages name files, views and words of filters, which may hold anything.

import { safeLines } from '../ui/safe-text.js';

/** One message, of one line or more. */
export function notify(message: string): void {
  process.stderr.write(`${safeLines(message)}\n`);
}

/** Says why nothing was done; answers the exit status. */
export function complain(message: string, status: number): number {
  notify(`sysdrill: ${message}`);
  return status;
}
