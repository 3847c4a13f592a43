// SPDX-License-Identifier: Apache-2.0
// Runs a command that needs the terminal for itself (gdb, less, a shell in a container): the interface steps aside and comes
// back with everything as it was.

import { spawn } from 'node:child_process';
import { usualPriority } from '../../priority.js';
import type { LentTerminal, Ui } from '../page.js';
import { childEnvironment, endText } from './job.js';
import { shellLine } from './shell-quote.js';

/** ms; a command that fails sooner has written a reason that somebody should be able to read. */
const BRIEF = 2000;

/** An answer is what there is to say afterwards. */
export async function runInTerminal(ui: Ui, argv: readonly string[], program: string): Promise<string | undefined> {
  const problem = await ui.lend((terminal) => runChild(argv, program, terminal));
  return problem === undefined ? undefined : `${argv[0] ?? ''} ${problem}`;
}

async function runChild(argv: readonly string[], program: string, terminal: LentTerminal): Promise<string | undefined> {
  const start = performance.now();
  const { input, output, signal } = terminal;
  const problem = await new Promise<string | undefined>((resolve) => {
    const child = spawn(program, argv.slice(1), {
      argv0: argv[0] ?? program,
      stdio: [input, output, output],
      env: childEnvironment(process.env),
      signal,
    });
    usualPriority(child.pid);
    child.on('error', (error) => resolve(`could not be run: ${error.message}`));
    child.on('close', (code, ended) => resolve(endText(code, ended)));
  });
  if (problem !== undefined && !signal.aborted && performance.now() - start < BRIEF) {
    await terminal.pause(`\n${shellLine(argv)}\n${problem}. Enter goes back to sysdrill. `);
  }
  return problem;
}
