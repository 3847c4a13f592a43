// SPDX-License-Identifier: Apache-2.0
// The turn of who watches a machine whose cores are all busy: first among those who want one (docs/adr/0045). The program
// takes it before anything heavy is loaded; the interface gives it back for the commands that it starts. Linux gives each
// session a share of its own where it groups them (autogroup), and there the nice value of a thread counts only inside its
// session; so both are raised.

import { openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

const NICE = -10;
const USUAL = 0;
const AUTOGROUP = '/proc/self/autogroup';

/** Without the right to, or where somebody has chosen a nice value already, everything stays as it is. */
export function raisePriority(): void {
  if (getPriority() !== USUAL) return;
  try {
    // The threads that exist; those to come, and the capture process, inherit it.
    for (const tid of readdirSync('/proc/self/task')) setPriority(Number(tid), NICE);
  } catch {
    return;
  }
  raiseSession();
}

/** For a command that the interface has started: it is not what the turn was taken for. */
export function usualPriority(pid: number | undefined): void {
  if (pid === undefined || getPriority() !== NICE) return;
  try {
    setPriority(pid, USUAL);
  } catch {
    // It has ended already.
  }
}

/** The file is opened while we have the rights, so that what we leave is what we found. */
function raiseSession(): void {
  try {
    const found = /nice (-?\d+)/.exec(readFileSync(AUTOGROUP, 'latin1'))?.[1];
    if (found !== String(USUAL)) return;
    const file = openSync(AUTOGROUP, 'w');
    writeSync(file, String(NICE));
    process.on('exit', () => writeSync(file, found));
  } catch {
    // A kernel that does not group by session.
  }
}
