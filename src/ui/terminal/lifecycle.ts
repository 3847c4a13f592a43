// SPDX-License-Identifier: Apache-2.0
// Whatever ends the process, the terminal is given back first and errors are printed after that: signals, exceptions
// nobody caught, process.exit by anybody. One guard for the time that the screen is ours.

import { constants } from 'node:os';
import { safeLines } from '../safe-text.js';

export interface LifecycleHandlers {
  /** Gives the terminal back; must be synchronous and harmless when repeated. */
  restore(): void;
  /** A signal asks us to end; the value is the exit status that says so (128 + number). */
  end(status: number): void;
  /** SIGHUP while the terminal is there; undefined: it ends the program as the others do. */
  readonly reload: (() => void) | undefined;
  /** Whether the terminal is still there. */
  hasTerminal(): boolean;
  /** The process was stopped and goes on: the terminal is in an unknown state. */
  resumed(): void;
}

const ENDING = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const;

/** Installs the guard; the answer removes it. */
export function guardLifecycle(handlers: LifecycleHandlers): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    // A terminal that hangs up sends SIGHUP, too.
    if (signal === 'SIGHUP' && handlers.reload !== undefined && handlers.hasTerminal()) handlers.reload();
    else handlers.end(128 + constants.signals[signal]);
  };
  const onCrash = (error: unknown): void => {
    handlers.restore();
    const story = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`sysdrill: internal error: ${safeLines(story)}\n`);
    process.exit(1);
  };
  const onExit = (): void => handlers.restore();
  const onResumed = (): void => handlers.resumed();
  for (const signal of ENDING) process.on(signal, onSignal);
  process.on('uncaughtException', onCrash);
  process.on('unhandledRejection', onCrash);
  process.on('exit', onExit);
  process.on('SIGCONT', onResumed);
  return () => {
    for (const signal of ENDING) process.off(signal, onSignal);
    process.off('uncaughtException', onCrash);
    process.off('unhandledRejection', onCrash);
    process.off('exit', onExit);
    process.off('SIGCONT', onResumed);
  };
}
