// SPDX-License-Identifier: Apache-2.0
// A capture in which every name attacks, driven through every view and page: what reaches the terminal is the painter's
// own, what reaches the clipboard and files is text, and nothing is run.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { VIEWS } from '../../src/views/index.js';
import { hostileCapture } from '../fixtures/hostile-capture.js';
import { HOSTILE_NAMES } from '../ui/hostile-names.js';
import { type App, type LaunchOptions, withApp } from './driver.js';
import { foreignParts } from './own-output.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
/** Commands that would leave a file where they ran. */
const COMMANDS = ['$(touch pwned)', '`touch pwned`', "'; touch pwned; '", '"; touch pwned; #', '| touch pwned', '-h'];

let directory = '';

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-hostile-'));
  const { bytes } = hostileCapture([...HOSTILE_NAMES, ...COMMANDS]);
  writeFileSync(join(directory, 'evil.scap'), bytes);
});
after(() => rmSync(directory, { recursive: true, force: true }));

function launch(args: readonly string[] = [], extra: Partial<LaunchOptions> = {}): LaunchOptions {
  const capture = join(directory, 'evil.scap');
  return { command: process.execPath, args: [MAIN, '-r', capture, ...args], columns: 160, rows: 50, ...extra };
}

async function opened(app: App, page = 'Processes'): Promise<void> {
  await app.expectScreen(new RegExp(`^ ${page}\\b`, 'm'));
  await app.expectScreen(/ FILE /);
  await app.expectScreen(/F1 Help/);
}

/** Ends the program; everything that it wrote was its own, and no name ran. */
async function ended(app: App): Promise<void> {
  app.press('Ctrl-C');
  await app.exited();
  assert.deepEqual(foreignParts(app.raw), []);
  assert.ok(!readdirSync(app.home).includes('pwned'));
  for (const copy of app.copies) assert.doesNotMatch(copy, /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
}

/** Presses a key after the other, each when the one before is answered. */
async function walk(app: App, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    app.press(key);
    await app.expectScreen(/./);
  }
}

describe('a capture in which every name attacks', { concurrency: 2 }, () => {
  it('is text in every view', async () => {
    await withApp(launch(), async (app) => {
      await opened(app);
      // The first is open.
      for (const view of VIEWS.slice(1)) {
        app.press('F2');
        await app.expectScreen(/─ Views ─/);
        app.type(view.name);
        await app.expectScreen(/./);
        app.press('Enter');
        await app.expectGone(/─ Views ─/);
        await app.expectScreen(new RegExp(`^ ${view.name.startsWith('Spectrogram') ? 'Spectrogram' : view.name}`, 'm'));
        await walk(app, 'Right', 'End', 'Home', 'Left');
      }
      await ended(app);
    });
  });
});
