// SPDX-License-Identifier: Apache-2.0

import { captureCommand } from './capture-command.js';
import { namesOf } from './filter-words.js';
import { type OpenedCapture, openCapture, openLive } from './open-capture.js';
import type { Options } from './options.js';

/** An input that an interrupt ends as its own end would: what has been read is still printed. */
export interface OpenedInput extends OpenedCapture {
  /** The signal that ended it. */
  interrupted(): NodeJS.Signals | undefined;
}

/**
 * The captures that the options name, or the running system, which delivers only what the filter needs.
 * Throws SourceError with the reason.
 */
export async function openInput(options: Options, rawBudget: number): Promise<OpenedInput> {
  const capture = { rawBudget, names: namesOf(options) };
  if (options.read.length > 0) {
    return { ...(await openCapture(options.read, capture)), interrupted: () => undefined };
  }
  const opened = await openLive(captureCommand(options, options.words), capture);
  let ended: NodeJS.Signals | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      ended = signal;
      void opened.stop();
    });
  }
  return { ...opened, interrupted: () => ended };
}
