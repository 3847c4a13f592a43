// SPDX-License-Identifier: Apache-2.0
// The real program over the demo capture, and what its screen says of time: for the stories of time and charts.

import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { MAIN } from '../fixtures/program-file.js';
import { type App, type LaunchOptions, withApp } from './driver.js';

const CAPTURE = fileURLToPath(new URL('../../../docs/demo.scap', import.meta.url));

/** What strip and table say of the demo capture when all of it has been read, and drawn. */
const WHOLE = { span: '6.99s', events: 59_272 };

/** The program with the demo capture, read to its end. */
export function withCapture(story: (app: App) => Promise<void>, extra: Partial<LaunchOptions> = {}): Promise<void> {
  const { args = [], ...rest } = extra;
  const options = { command: process.execPath, args: [MAIN, '-r', CAPTURE, ...args], columns: 120, rows: 40, ...rest };
  return withApp(options, async (app) => {
    await app.expectScreen(/ FILE /);
    await app.expectScreen(/F1 Help/);
    await app.until(() => (app.lines[1] ?? '').endsWith(` ${WHOLE.span}`), 'the strip of the whole capture');
    await app.until(() => counted(app, 'events') === WHOLE.events, 'the table of the whole capture');
    await story(app);
  });
}

/** Waits until the strip of time is there. */
export async function hasTime(app: App): Promise<void> {
  await app.until(() => CLOCKS.test(app.lines[1] ?? ''), 'the clock times of the window');
}

const CLOCKS = /(\d\d:\d\d:\d\d(?:\.\d+)?) – (\d\d:\d\d:\d\d(?:\.\d+)?)/;

export interface ShownWindow {
  /** Seconds of the day. */
  readonly from: number;
  readonly to: number;
  /** Seconds. */
  readonly length: number;
}

/** The window as the strip of time names it. */
export function shownWindow(app: App): ShownWindow {
  const match = CLOCKS.exec(app.lines[1] ?? '');
  assert.ok(match !== null, app.screen);
  const [from, to] = [seconds(match[1] ?? ''), seconds(match[2] ?? '')];
  return { from, to, length: to - from };
}

/** Waits until the strip shows just this window: a page that comes back has the one of its content at first. */
export async function showsWindow(app: App, window: ShownWindow): Promise<void> {
  const isShown = (): boolean => {
    const { from, to } = shownWindow(app);
    return from === window.from && to === window.to;
  };
  await app.until(isShown, `the window from ${window.from} to ${window.to}`);
}

function seconds(clock: string): number {
  const [hours = 0, minutes = 0, rest = 0] = clock.split(':').map(Number);
  return hours * 3600 + minutes * 60 + rest;
}

/** Presses keys, and waits after each of them until the strip shows another window. */
export async function moveTime(app: App, ...keys: readonly string[]): Promise<ShownWindow> {
  for (const key of keys) {
    const before = app.lines[1];
    app.press(key);
    await app.until(() => app.lines[1] !== before, `another window after ${key}`);
  }
  return shownWindow(app);
}

/** Number before a word in the message line: `1234 events`. */
export function counted(app: App, word: string): number {
  const match = new RegExp(`([\\d.]+)(K|M)? ${word}`).exec(app.lines.at(-2) ?? '');
  if (match === null) return Number.NaN;
  return Number(match[1]) * ({ K: 1e3, M: 1e6 }[match[2] ?? ''] ?? 1);
}
