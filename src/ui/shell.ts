// SPDX-License-Identifier: Apache-2.0
// One whole frame: header, timeline, title, the page, messages and footer around it, overlays on top.

import type { HostMeters } from '../engine/protocol/host-meters.js';
import { type Message, paintFooter, paintMessage } from './chrome/footer.js';
import { type HeaderState, paintHeader } from './chrome/header.js';
import { hostLines, paintHost } from './chrome/host-lines.js';
import { isTooSmall, layoutScreen, SMALLEST } from './chrome/layout.js';
import { paintTimeline, type TimelineState } from './chrome/timeline-strip.js';
import { paintTitle, titleLines } from './chrome/title-line.js';
import type { Command, KeyBinding, KeyContext } from './keys/binding.js';
import type { Page } from './page.js';
import { Canvas } from './paint/canvas.js';
import type { Frame } from './paint/frame.js';

export interface ShellState {
  /** Bottom to top; never empty. */
  readonly pages: readonly Page[];
  readonly header: HeaderState;
  /** Undefined on pages without one. */
  readonly timeline: TimelineState | undefined;
  /** The machine at a glance; undefined where nothing is known, or it is folded away. */
  readonly host: HostMeters | undefined;
  readonly message: Message | undefined;
  /** For those who are here for the first time; "" nothing. */
  readonly hint: string;
  readonly keys: readonly KeyBinding[];
  /** Where the keys of the footer are looked up. */
  readonly contexts: readonly KeyContext[];
  run(command: Command): void;
}

export function paintShell(frame: Frame, state: ShellState): void {
  const canvas = new Canvas(frame);
  const { theme, width, height } = canvas;
  // The buffer is blank in the terminal's own colours; most themes want just that.
  if (theme.text.fg + theme.text.bg + theme.text.attrs > 0) canvas.fill(0, 0, width, height, theme.text);
  if (isTooSmall(width, height)) {
    paintTooSmall(canvas);
    return;
  }
  const top = state.pages.at(-1);
  const ground = state.pages.findLast((page) => !page.isOverlay);
  if (top === undefined || ground === undefined) return;
  paintGround(canvas, ground, top, state);
  for (const page of state.pages.slice(state.pages.indexOf(ground) + 1)) page.paint(canvas, page === top);
}

function paintGround(canvas: Canvas, ground: Page, top: Page, state: ShellState): void {
  const { width, height } = canvas;
  const host = state.timeline === undefined ? undefined : state.host;
  const wishes = {
    timeline: state.timeline !== undefined,
    hostLines: host === undefined ? 0 : hostLines(width, height),
    titleLines: titleLines(canvas, ground.title, width),
  };
  const layout = layoutScreen(width, height, wishes);
  paintHeader(canvas.part(0, layout.header, width, 1), state.header);
  if (layout.timeline !== undefined && state.timeline !== undefined) {
    paintTimeline(canvas.part(0, layout.timeline, width, 1), state.timeline);
  }
  if (host !== undefined && layout.hostLines > 0) paintHost(canvas.part(0, layout.host, width, layout.hostLines), host);
  if (layout.title !== undefined) {
    const editFilter = ground.contexts.includes('table') ? () => state.run('filter') : undefined;
    const line = canvas.part(0, layout.title, width, layout.titleLines);
    paintTitle(line, ground.title, { editFilter, hint: state.hint });
  }
  ground.paint(canvas.part(0, layout.body.y, width, layout.body.height), ground === top);
  const hasOwnLine = layout.message !== layout.footer;
  if (layout.footer !== undefined && (hasOwnLine || state.message === undefined)) {
    paintFooter(canvas.part(0, layout.footer, width, 1), { keys: state.keys, contexts: state.contexts }, state.run);
  }
  const line = layout.message ?? height - 1;
  if (hasOwnLine || state.message !== undefined) {
    paintMessage(canvas.part(0, line, width, 1), state.message, ground.info, ground.position);
  }
}

function paintTooSmall(canvas: Canvas): void {
  const { theme, width, height } = canvas;
  canvas.text(0, 0, 'too small', theme.bad);
  canvas.text(0, 1, `${width}${theme.glyphs.times}${height}`, theme.text);
  canvas.text(0, 2, `need ${SMALLEST.width}${theme.glyphs.times}${SMALLEST.height}`, theme.muted);
}
