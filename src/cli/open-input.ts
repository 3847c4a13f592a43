// SPDX-License-Identifier: Apache-2.0
// What the text output reads: the captures of -r, else the running system.

import { callerOf } from './caller.js';
import { namesOf } from './filter-words.js';
import { captureCommand } from './live-command.js';
import { type InputBudgets, type OpenedCapture, openCapture } from './open-capture.js';
import { openLive } from './open-live.js';
import type { Options } from './options.js';

/** Throws SourceError. */
export async function openInput(options: Options, budgets: InputBudgets): Promise<OpenedCapture> {
  const named = { ...budgets, names: namesOf(options) };
  const opened = await (options.read.length > 0
    ? openCapture(options.read, named)
    : openLive(captureCommand(options, false), named));
  callerOf(process.env).become();
  return opened;
}
