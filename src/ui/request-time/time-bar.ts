// SPDX-License-Identifier: Apache-2.0
// What a request spent its time with, as one bar: each kind has a letter, which fills its cells, so that it needs no colours.

import type { RequestSpent, TimeKind } from '../../engine/protocol/request-time.js';
import type { Style } from '../paint/style.js';
import type { Theme } from '../theme/theme.js';

interface KindLook {
  readonly letter: string;
  readonly words: string;
  readonly category: keyof Theme['categories'];
}

export const KIND_LOOKS: Readonly<Record<TimeKind, KindLook>> = {
  request: { letter: 'R', words: 'requests to other services', category: 'net' },
  disk: { letter: 'D', words: 'files and disks', category: 'file' },
  lock: { letter: 'L', words: 'locks', category: 'ipc' },
  wait: { letter: 'W', words: 'waiting for events and timers', category: 'wait' },
  network: { letter: 'N', words: 'sockets and pipes', category: 'net' },
  other: { letter: 'O', words: 'other calls', category: 'other' },
  queue: { letter: 'Q', words: 'ready to run, without a CPU', category: 'wait' },
  cpu: { letter: 'C', words: 'between calls', category: 'process' },
};

export function kindStyle(theme: Theme, kind: TimeKind): Style {
  return theme.categories[KIND_LOOKS[kind].category];
}

/** What lies between calls, in words: where switches were not recorded, running and being ready to are one. */
export function kindWords(kind: TimeKind, knowsQueue: boolean): string {
  if (kind !== 'cpu') return KIND_LOOKS[kind].words;
  return knowsQueue ? 'running' : 'running, or ready to';
}

export interface BarPart {
  readonly kind: TimeKind;
  readonly cells: number;
}

/** `width` cells shared out by time, largest remainders first; what took any time is at least one cell while there are. */
export function barParts(spent: readonly RequestSpent[], width: number): readonly BarPart[] {
  const present = spent.filter(({ time }) => time > 0);
  const total = present.reduce((sum, { time }) => sum + time, 0);
  if (total === 0 || width < present.length) return [];
  const free = width - present.length;
  const shares = present.map(({ kind, time }) => ({ kind, exact: (time / total) * free }));
  const parts = shares.map(({ kind, exact }) => ({ kind, cells: 1 + Math.floor(exact), rest: exact % 1 }));
  let left = width - parts.reduce((sum, { cells }) => sum + cells, 0);
  for (const part of [...parts].sort((a, b) => b.rest - a.rest)) {
    if (left-- <= 0) break;
    part.cells++;
  }
  return parts.map(({ kind, cells }) => ({ kind, cells }));
}
