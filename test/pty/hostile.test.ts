// SPDX-License-Identifier: Apache-2.0
// A capture in which every name attacks, driven through every view and page: what reaches the terminal is the painter's
// own, what reaches the clipboard and files is text, and nothing is run.

import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { VIEWS } from '../../src/views/index.js';
import { hostileCapture } from '../fixtures/hostile-capture.js';
import { MAIN } from '../fixtures/program-file.js';
import { HOSTILE_NAMES } from '../ui/hostile-names.js';
import { type App, type LaunchOptions, withApp } from './driver.js';
import { foreignParts } from './own-output.js';

/** Commands that would leave a file where they ran. */
const COMMANDS = ['$(touch pwned)', '`touch pwned`', "'; touch pwned; '", '"; touch pwned; #', '| touch pwned', '-h'];

/** Controls but tab and line end, and what reorders. */
const ACTING = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

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
  for (const copy of app.copies) assert.doesNotMatch(copy, ACTING);
}

/** Presses a key after the other, each when the one before has done what it does, if only nothing. */
async function walk(app: App, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const { clears } = app;
    app.press(key, 'Ctrl-L');
    await app.until(() => app.clears > clears, `a screen painted again after ${key}`);
  }
}

/** Opens a view by its whole name. */
async function openView(app: App, name: string): Promise<void> {
  app.press('F2');
  await app.expectScreen(/─ Views ─/);
  app.type(name).press('Enter');
  await app.expectGone(/─ Views ─/);
  await app.expectScreen(new RegExp(`^ ${name}\\b`, 'm'));
}

/** Leaves a page; lists to choose from, and lines of input, by Esc. */
async function back(app: App, to: RegExp, key = 'Backspace'): Promise<void> {
  app.press(key);
  await app.expectScreen(to);
}

/** Saves what `key` saves as `name`; the file's text. */
async function saved(app: App, key: string, name: string): Promise<string> {
  app.press(key);
  await app.expectScreen(/^ Save /m);
  app.press('Ctrl-U').type(name).press('Enter');
  await app.expectScreen(/saved as/);
  return readFileSync(join(app.home, name), 'utf8');
}

describe('a capture in which every name attacks', { concurrency: 2 }, () => {
  it('is text in every view', async () => {
    await withApp(launch(), async (app) => {
      await opened(app);
      // The first is open.
      for (const view of VIEWS.slice(1)) {
        await openView(app, view.name);
        await walk(app, 'Right', 'End', 'Home', 'Left');
      }
      await ended(app);
    });
  });

  it('is text in Dig, in the details of each event, and in Echo however it is laid out', async () => {
    await withApp(launch(), async (app) => {
      await opened(app);
      app.press('D');
      await app.expectScreen(/^ Dig/m);
      for (let mode = 0; mode < 5; mode++) await walk(app, 'v', 'PgDn', 'Right', 'Left');
      await walk(app, 'End', 'Home');
      app.press('Enter');
      await app.expectScreen(/^ Event \d+/m);
      await walk(app, 'PgDn', 'PgDn', 'Home');
      for (let i = 0; i < 12; i++) await walk(app, '+', '>', 'Tab', 'End');
      await back(app, /^ Dig/m);
      await back(app, /^ Processes/m);
      app.press('E');
      await app.expectScreen(/^ Echo/m);
      for (let mode = 0; mode < 4; mode++) await walk(app, 'v', 'PgDn', 'PgDn', 'End', 'Home');
      app.press('Enter');
      await app.expectScreen(/^ Conversation/m);
      await walk(app, 'v', 'PgDn', 'y', 'Home');
      app.press('w', 'Ctrl-U').type('echo.txt').press('Enter');
      await app.expectScreen(/2 blocks, \d+ bytes, as/);
      assert.doesNotMatch(readFileSync(join(app.home, 'echo.txt'), 'utf8'), ACTING);
      await back(app, /^ Echo/m);
      await ended(app);
    });
  });

  it('is text in pictures, lists to choose from, lines of input, and messages', async () => {
    await withApp(launch(), async (app) => {
      await opened(app);
      await walk(app, 'T', '_', '_', 'T', 'Down', 'Down', 'Down', 'i', 'i', 'c');
      await back(app, /^ Processes/m, 'Esc');
      for (const [key, page, isList] of [
        ['o', /^ Overview/m, false],
        ['L', /^ Spectrogram/m, false],
        ['l', /^ Legend/m, false],
        ['s', /─ Sort by ─/, true],
        [':', /─ Palette ─/, true],
        ['F8', /─ Actions/, true],
      ] as const) {
        app.press(key);
        await app.expectScreen(page);
        await walk(app, 'Down', 'End', 'Home');
        await back(app, /^ Processes/m, isList ? 'Esc' : 'Backspace');
      }
      // What is typed comes back: completion offers the names, the line and the message repeat them.
      app.press('F4').type('proc.name=').press('Tab');
      await walk(app, 'Tab', 'Tab', 'Tab', 'Tab', 'Tab');
      app.press('Enter');
      await app.expectScreen(/filter: proc\.name=/);
      app.press('F4', 'Ctrl-U').paste(HOSTILE_NAMES.join(' ')).press('F2', 'F2', 'Enter');
      await app.expectScreen(/./);
      await back(app, /^ Processes/m, 'Esc');
      app.press('F4', 'Ctrl-U', 'Enter');
      await app.expectGone(/filter: /);
      for (const name of HOSTILE_NAMES) {
        app.press('/', 'Ctrl-U').paste(name).press('Enter');
        await app.expectGone(/^ Find\b/m);
      }
      await ended(app);
    });
  });

  it('is text on the clipboard and in files, and nothing of it is run', async () => {
    await withApp(launch(), async (app) => {
      await opened(app);
      app.press('Y');
      await app.expectScreen(/copied \d+ rows/);
      const csv = await saved(app, 'w', 't.csv');
      assert.doesNotMatch(csv, ACTING);
      const json = await saved(app, 'w', 't.json');
      assert.doesNotMatch(json, ACTING);
      assert.ok(Array.isArray(JSON.parse(json)));
      app.press('W', 'Ctrl-U').type('part.scap').press('Enter');
      await app.expectScreen(/\d+ events and \d+ that explain them saved as \S+\/part\.scap/);
      // The commands of each row, with the row's names in their places, are copied instead of run.
      for (let row = 0; row < 6; row++) {
        app.press('F8');
        await app.expectScreen(/Actions/);
        await walk(app, 'Down', 'Enter');
        await app.expectGone(/─ Actions/);
        await walk(app, 'Down');
      }
      assert.ok(app.copies.length > 6);
      await ended(app);
    });
  });

  it('may have such a name itself', async () => {
    for (const name of ['\x1b[2J\x1b]0;title\x07\u202e.scap', '{red-fg}\n\u009b31m$(touch pwned).scap']) {
      const path = join(directory, name);
      copyFileSync(join(directory, 'evil.scap'), path);
      await withApp(launch([], { args: [MAIN, '-r', path] }), async (app) => {
        await opened(app);
        await walk(app, 'o', 'Backspace');
        await ended(app);
      });
      await withApp(launch([], { args: [MAIN, '-r', `${path}.none`] }), async (app) => {
        assert.equal((await app.exited()).code, 1);
        assert.deepEqual(foreignParts(app.raw.replaceAll('\r\n', '')), []);
      });
    }
  });

  for (const args of [
    ['-v', 'procs', '--raw'],
    ['-v', 'procs', '--json'],
    ['-p', '%proc.name %proc.cmdline %fd.name %user.name %container.name %evt.args'],
    ['-p', '*%evt.buffer %container.labels'],
    ['-v', 'dig', '--raw'],
    ['-v', 'echo', '--raw'],
    ['-v', 'echo', '--json'],
    ['--raw', '-v', 'procs', 'proc.name=\x1b[2J and'],
  ]) {
    it(`is text on a terminal where it is printed: ${args.join(' ')}`.replaceAll('\x1b', 'ESC'), async () => {
      await withApp(launch(args, { rows: 20 }), async (app) => {
        await app.exited();
        assert.ok(app.raw.length > 20, app.raw);
        assert.deepEqual(foreignParts(app.raw.replaceAll(/[\t\r\n]/g, '')), []);
      });
    });
  }

  it('is text whatever its names are', async () => {
    const name = fc.string({ unit: 'binary', maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.noShrink(fc.array(name, { minLength: 20, maxLength: 40 })), async (names) => {
        const path = join(directory, 'random.scap');
        writeFileSync(path, hostileCapture(names).bytes);
        await withApp(launch([], { args: [MAIN, '-r', path] }), async (app) => {
          await opened(app);
          await walk(app, 'End', 'Home', 'Right', 'End', 'Left', 'Home', 'Y');
          app.press('D');
          await app.expectScreen(/^ Dig/m);
          await walk(app, 'PgDn', 'End', 'Enter', 'End', 'Backspace', 'Backspace');
          app.press('E');
          await app.expectScreen(/^ Echo/m);
          await walk(app, 'PgDn', 'v', 'v', 'v', 'End');
          await ended(app);
        });
      }),
      { numRuns: 4 },
    );
  });
});
