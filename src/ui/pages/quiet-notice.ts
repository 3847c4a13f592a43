// SPDX-License-Identifier: Apache-2.0
// Why a list of events is empty: what its threads wait for, since when, who holds it, and where they are.

import type { WaitingThread } from '../../engine/protocol/row-details.js';
import { formatDuration } from '../format.js';
import type { Canvas } from '../paint/canvas.js';
import { type NoticeLine, paintNotice } from './notice.js';

/** Stacks are shown of so many threads. */
const WITH_STACKS = 3;

/** One sentence on a thread: `4711 cat: in read pipe since 12m on /run/fifo, held by writer (4712)`. */
export function quietText({ tid, name, state, call, on, holder, waited }: WaitingThread): string {
  const where = call === undefined ? `state ${state ?? 'unknown'}, in no call` : `in ${call}`;
  const since = waited === undefined || call === undefined ? '' : ` since ${formatDuration(waited)}`;
  const what = on === undefined ? '' : ` on ${on}`;
  const by = holder === undefined ? '' : `, held by ${holder}`;
  return `${tid} ${name ?? '<NA>'}: ${where}${since}${what}${by}`;
}

export function paintQuiet(canvas: Canvas, threads: readonly WaitingThread[]): void {
  const { muted, faint, accent } = canvas.theme;
  const lines: NoticeLine[] = [{ text: 'No events match.', style: muted }];
  if (threads.length > 0) lines.push({ text: 'At the end of this time its threads are:', style: muted });
  for (const [i, thread] of threads.entries()) {
    lines.push({ text: quietText(thread), style: accent });
    if (i >= WITH_STACKS) continue;
    if (thread.stack !== undefined) lines.push({ text: `kernel: ${thread.stack}`, style: faint });
    if (thread.userStack !== undefined) lines.push({ text: `program: ${thread.userStack}`, style: faint });
  }
  paintNotice(canvas, lines.slice(0, canvas.height));
}
