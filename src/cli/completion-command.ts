// SPDX-License-Identifier: Apache-2.0
// `sysdrill completion SHELL`: prints the script that completes words of the command line.

import { complain } from './complain.js';
import { completionScript, SHELLS } from './completion.js';

const USAGE = 2;

export async function runCompletionCommand([shell, ...rest]: readonly string[]): Promise<number> {
  const known = SHELLS.find((name) => name === shell);
  if (known === undefined || rest.length > 0) return complain(`completion wants one of ${SHELLS.join(', ')}`, USAGE);
  process.stdout.write(`${completionScript(known)}\n`);
  return 0;
}
