// SPDX-License-Identifier: Apache-2.0
// A named pipe opens when somebody writes to it: where nobody does, the program says what it waits for.

import { statSync } from 'node:fs';
import { notify } from './complain.js';

/** ms that a writer may take without a word of ours. */
const PATIENCE = 2000;

/** Waits for `opened`, which reads the first bytes of `paths`; says on standard error which of them nobody writes to. */
export async function whileWaiting<T>(paths: readonly string[], opened: Promise<T>): Promise<T> {
  const pipes = paths.filter(isPipe);
  const timer = pipes.length === 0 ? undefined : setTimeout(() => notify(waitingFor(pipes)), PATIENCE);
  try {
    return await opened;
  } finally {
    clearTimeout(timer);
  }
}

export function isPipe(path: string): boolean {
  return path !== '-' && statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
}

function waitingFor(pipes: readonly string[]): string {
  const [what, verb] = pipes.length === 1 ? ['is a pipe', 'writes to it'] : ['are pipes', 'writes to one of them'];
  return `sysdrill: ${pipes.join(', ')} ${what}, and nobody ${verb} yet: waiting (Ctrl-C ends it)`;
}
