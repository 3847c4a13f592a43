// SPDX-License-Identifier: Apache-2.0
// The program as a process: its output, its last words, its status.

import { spawn } from 'node:child_process';
import { DEMO, MAIN } from '../fixtures/program-file.js';

export { DEMO, MAIN };

export interface Ended {
  /** null: killed, because it did not end. */
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** ms that the program may take; what takes longer hangs. */
const PATIENCE = 60_000;

/** Runs sysdrill with these arguments; `input` goes to its standard input, which is closed without it. */
export function run(args: readonly string[], input?: Uint8Array, env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, TZ: 'UTC', HOME: '/nonexistent', ...env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  // It may end before it has read everything.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  return new Promise((resolve) => {
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ status, out, err });
    });
  });
}
