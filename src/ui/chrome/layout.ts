// SPDX-License-Identifier: Apache-2.0
// Which line of the screen holds what. Short screens lose the timeline first, then the line for messages (which then share
// the footer's), then the title, at last the footer: the rows stay.

export const SMALLEST = { width: 20, height: 5 } as const;

export interface ScreenLayout {
  readonly header: number;
  /** Line numbers; undefined where there is no room. */
  readonly timeline: number | undefined;
  readonly title: number | undefined;
  /** First line of the machine's meters. */
  readonly host: number;
  readonly hostLines: number;
  readonly titleLines: number;
  readonly body: { readonly y: number; readonly height: number };
  readonly message: number | undefined;
  readonly footer: number | undefined;
}

export interface LayoutWishes {
  readonly timeline: boolean;
  /** Of the machine's meters; 0 none. */
  readonly hostLines: number;
  /** Lines that title and filter need to be whole. */
  readonly titleLines: number;
}

export function layoutScreen(width: number, height: number, wishes: LayoutWishes): ScreenLayout {
  let y = 1;
  const timeline = wishes.timeline && height >= 14 && width >= 40 ? y++ : undefined;
  const host = y;
  y += wishes.hostLines;
  const title = height >= 8 ? y : undefined;
  const titleLines = title === undefined ? 0 : Math.max(1, Math.min(wishes.titleLines, Math.floor(height / 6)));
  y += titleLines;
  let end = height;
  const footer = height >= 6 ? --end : undefined;
  const message = height >= 10 ? --end : footer;
  const { hostLines } = wishes;
  return { header: 0, timeline, host, hostLines, title, titleLines, body: { y, height: end - y }, message, footer };
}

export function isTooSmall(width: number, height: number): boolean {
  return width < SMALLEST.width || height < SMALLEST.height;
}
