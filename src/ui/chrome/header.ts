// SPDX-License-Identifier: Apache-2.0
// The first line: where you are (each step can be clicked), and how the source is doing. On narrow screens the least
// important parts leave first; lost events never do.

import type { EngineStatus } from '../../engine/protocol/protocol.js';
import { formatBytes, formatCount } from '../format.js';
import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';
import type { SelfCost } from '../self-meter.js';
import type { Theme } from '../theme/theme.js';

/** The position of the window of time, where it does not just show what there is. */
export interface HeaderTime {
  /** `PAUSED`, `REWOUND 12.0s behind`, the speed of playing. */
  readonly text: string;
  /** Replaces LIVE. */
  readonly hidesSource: boolean;
}

export interface HeaderState {
  readonly status: EngineStatus | undefined;
  readonly time: HeaderTime | undefined;
  /** Alerts that nobody has looked at. */
  readonly newAlerts: number;
  /** A step takes its time. */
  readonly isSlow: boolean;
  /** Labels of the selection, outermost first. */
  readonly crumbs: readonly string[];
  /** What sysdrill itself costs; undefined until measured. */
  readonly self: SelfCost | undefined;
  /** A click on the path: this many crumbs stay. */
  goTo(count: number): void;
}

interface Part {
  readonly text: string;
  readonly style: Style;
  /** Higher leaves first. */
  readonly rank: number;
}

export function paintHeader(canvas: Canvas, state: HeaderState): void {
  const { theme, width } = canvas;
  canvas.fill(0, 0, width, 1, theme.text);
  const badge = width >= 34 ? canvas.text(0, 0, ' sysdrill ', theme.badge) + 1 : 0;
  const room = width - badge;
  const parts = fitting(canvas, stateParts(state, theme), Math.max(10, Math.floor(room * 0.62)));
  const right = parts.reduce((sum, part) => sum + canvas.textWidth(part.text) + 2, 0);
  let x = width - right + 1;
  for (const part of parts) x += canvas.text(x, 0, part.text, part.style) + 2;
  paintCrumbs(canvas.part(badge, 0, Math.max(0, room - right), 1), state);
}

function fitting(canvas: Canvas, parts: readonly Part[], room: number): Part[] {
  const kept = [...parts];
  const total = (): number => kept.reduce((sum, part) => sum + canvas.textWidth(part.text) + 2, 0);
  while (kept.length > 1 && total() > room) {
    let drop = 0;
    for (let i = 1; i < kept.length; i++) if ((kept[i]?.rank ?? 0) > (kept[drop]?.rank ?? 0)) drop = i;
    kept.splice(drop, 1);
  }
  return kept;
}

function stateParts({ status, time, isSlow, self, newAlerts }: HeaderState, theme: Theme): Part[] {
  const parts: Part[] = [];
  if (isSlow) parts.push({ text: 'WORKING, Esc gives up', style: theme.notice, rank: 0 });
  if (time !== undefined) parts.push({ text: time.text, style: theme.notice, rank: 0 });
  if (status === undefined) return [...parts, { text: 'STARTING', style: theme.muted, rank: 0 }];
  if (time?.hidesSource !== true) parts.push(sourcePart(status, theme));
  if (status.live)
    parts.push({ text: `${formatCount(Math.round(status.eventRate))} ev/s`, style: theme.text, rank: 2 });
  parts.push({ text: `${formatCount(status.events)} events`, style: theme.muted, rank: status.live ? 5 : 2 });
  const lost = status.drops.kernel + status.drops.shim;
  if (lost > 0) parts.push({ text: `${theme.glyphs.warning} ${formatCount(lost)} DROPPED`, style: theme.bad, rank: 0 });
  else if (status.live) parts.push({ text: 'drops 0', style: theme.muted, rank: 3 });
  if (newAlerts > 0) parts.push({ text: alertText(newAlerts, theme), style: theme.bad, rank: 0 });
  const skipped = status.drops.skipped ?? 0;
  if (skipped > 0) parts.push({ text: `engine skipped ${formatCount(skipped)}`, style: theme.bad, rank: 0 });
  if (status.diskBytes > 0)
    parts.push({ text: `${formatBytes(status.diskBytes)} on disk`, style: theme.muted, rank: 4 });
  const recorded = status.capture?.recorded;
  if (recorded !== undefined) parts.push({ text: `REC ${formatBytes(recorded.bytes)}`, style: theme.accent, rank: 1 });
  if (self !== undefined) parts.push(selfPart(self, theme));
  return parts;
}

function alertText(count: number, { glyphs }: Theme): string {
  return `${glyphs.warning} ${formatCount(count)} new ${count === 1 ? 'alert' : 'alerts'}`;
}

function selfPart({ cpu, bytes }: SelfCost, theme: Theme): Part {
  const share = cpu === undefined ? '' : `${Math.round(cpu)}% `;
  return { text: `self ${share}${formatBytes(bytes)}`, style: theme.muted, rank: 6 };
}

function sourcePart(status: EngineStatus, theme: Theme): Part {
  const { dot, warning } = theme.glyphs;
  switch (status.state.kind) {
    case 'loading': {
      const { fraction } = status.state;
      const percent = fraction === undefined ? '' : ` ${progressBar(fraction, theme)} ${Math.floor(fraction * 100)}%`;
      return { text: `LOADING${percent}`, style: theme.notice, rank: 0 };
    }
    case 'live':
      return livePart(status, theme);
    case 'complete':
      return { text: status.live ? `${dot} STOPPED` : 'FILE', style: theme.accent, rank: 1 };
    case 'ended-early':
      return { text: `${warning} ENDED EARLY`, style: theme.notice, rank: 0 };
    case 'failed':
      return { text: `${warning} FAILED`, style: theme.bad, rank: 0 };
  }
}

/** ns; the reports that it is worked out from come once a second. */
const LATE = 2e9;

/** Where events come faster than they are taken, the screen shows what was: it says how long ago. */
function livePart(status: EngineStatus, theme: Theme): Part {
  const { behind = 0, every = 0 } = status.capture ?? {};
  const pace = every < LATE ? '' : `, every ${Math.round(every / 1e9)}s`;
  if (behind < LATE) return { text: `${theme.glyphs.dot} LIVE${pace}`, style: theme.good, rank: 0 };
  return { text: `${theme.glyphs.dot} LIVE, ${Math.round(behind / 1e9)}s behind${pace}`, style: theme.notice, rank: 0 };
}

const PROGRESS_CELLS = 8;

function progressBar(fraction: number, theme: Theme): string {
  const done = Math.max(0, Math.min(PROGRESS_CELLS, Math.round(fraction * PROGRESS_CELLS)));
  return theme.glyphs.done.repeat(done) + theme.glyphs.todo.repeat(PROGRESS_CELLS - done);
}

/** The source's name and the steps; the first steps leave when it gets narrow. */
function paintCrumbs(canvas: Canvas, state: HeaderState): void {
  const { theme } = canvas;
  const { status, crumbs } = state;
  const root = status === undefined ? '' : status.live ? status.hostname || 'this machine' : fileName(status.source);
  const all = [root, ...crumbs];
  const separator = ` ${theme.glyphs.crumb} `;
  const widths = all.map((crumb) => canvas.textWidth(crumb) + separator.length);
  let first = 0;
  const total = (): number => widths.slice(first).reduce((sum, width) => sum + width, first > 0 ? 4 : 0);
  while (first < all.length - 1 && total() > canvas.width) first++;
  let x = 0;
  if (first > 0) x += canvas.text(x, 0, `${theme.glyphs.ellipsis}${separator}`, theme.faint);
  for (let i = first; i < all.length; i++) {
    const isLast = i === all.length - 1;
    const width = canvas.text(x, 0, all[i] ?? '', isLast ? theme.title : theme.muted);
    const count = i;
    canvas.onPress(({ press }) => press.action === 'down' && state.goTo(count), { x, y: 0, width, height: 1 });
    x += width;
    if (!isLast) x += canvas.text(x, 0, separator, theme.faint);
  }
}

function fileName(source: string): string {
  return source.slice(source.lastIndexOf('/') + 1) || source;
}
