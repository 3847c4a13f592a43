// SPDX-License-Identifier: Apache-2.0
// Alerts as lines on the standard input of a program, which is started once, without a shell, and again after it has ended.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Alert } from '../alert.js';
import type { AlertOutput } from './output.js';
import { SendQueue } from './send-queue.js';

/** `argv`: program and arguments. */
export function programOutput(argv: readonly string[], isJson: boolean): AlertOutput {
  const program = new Program(argv);
  const queue = new SendQueue(argv.join(' '), (alert: Alert) => program.write(`${isJson ? alert.json : alert.line}\n`));
  return {
    name: queue.name,
    send: (alert) => queue.send(alert),
    async close() {
      const problem = await queue.close();
      await program.end();
      return problem;
    },
  };
}

/** ms that the program has to end after its input has. */
const PATIENCE = 5000;

class Program {
  readonly #argv: readonly string[];
  #child: ChildProcess | undefined;

  constructor(argv: readonly string[]) {
    this.#argv = argv;
  }

  write(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const { stdin } = this.#running();
      if (stdin === null) return reject(new Error('the program has no input'));
      stdin.write(line, (error) => (error == null ? resolve() : reject(error)));
    });
  }

  end(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill(), PATIENCE);
      child.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      child.stdin?.end();
    });
  }

  #running(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const [file = '', ...args] = this.#argv;
    const child = spawn(file, args, { stdio: ['pipe', 'inherit', 'inherit'] });
    const forget = () => {
      if (this.#child === child) this.#child = undefined;
    };
    child.on('error', forget);
    child.on('close', forget);
    child.stdin.on('error', () => undefined);
    this.#child = child;
    return child;
  }
}
