// SPDX-License-Identifier: Apache-2.0
// What ended or misled csysdig (docs/csysdig-faults.md), done here on purpose, where no other story comes by.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { VIEWS } from '../../src/views/index.js';
import { MAIN } from '../fixtures/program-file.js';
import { withCapture } from './capture-app.js';
import { type LaunchOptions, withApp } from './driver.js';
import { cursorLine } from './stories.js';

const DEMO = fileURLToPath(new URL('../ui/demo.js', import.meta.url));
const CAPTURE = fileURLToPath(new URL('../../../docs/demo.scap', import.meta.url));

function launch(...args: readonly string[]): LaunchOptions {
  return { command: process.execPath, args: [MAIN, '-r', CAPTURE, ...args], columns: 120, rows: 40 };
}

function printed(...args: readonly string[]): string[] {
  const text = execFileSync(process.execPath, [MAIN, '-r', CAPTURE, ...args], { encoding: 'utf8' });
  return text.trimEnd().split('\n');
}

describe('what csysdig does not survive', { concurrency: 2 }, () => {
  it('every key in a spectrogram', async () => {
    await withCapture(async (app) => {
      app.press('F12');
      await app.expectScreen(/^ Spectrogram/m);
      for (const key of ['F9', 'F4', 'Ctrl-F', 'x', 'y', '#', '*', '/', 'n']) {
        app.press(key);
        await app.expectScreen(/./);
      }
      app.press('F2');
      await app.expectScreen(/─ Views/);
      app.press('Esc');
      await app.expectGone(/─ Views/);
      await app.expectScreen(/^ Spectrogram/m);
      app.press('F2').type('errors').press('Enter');
      await app.expectScreen(/^ Errors/m);
    });
  });

  it('sorting by a column that is not there', async () => {
    await withApp(launch('-v', 'errors'), async (app) => {
      await app.expectScreen(/^ Errors/m);
      await app.expectScreen(/ FILE /);
      app.press('*');
      await app.expectScreen(/there is no column 8/);
      app.press('9');
      await app.expectScreen(/there is no column 9: this table shows \d/);
    });
  });

  for (const [name, title] of [
    ['dig', /^ Dig/m],
    ['echo', /^ Echo/m],
    ['overview', /^ Overview/m],
    ['map', /^ Map/m],
    ['spectro_file', /^ Spectrogram-File/m],
  ] as const) {
    it(`-v ${name} without a filter; back from it there is a table`, async () => {
      await withApp(launch('-v', name), async (app) => {
        await app.expectScreen(title);
        await app.expectScreen(/ FILE /);
        app.press('Esc');
        await app.expectScreen(/^ Processes/m);
      });
    });
  }
});

describe('what csysdig gets wrong', { concurrency: 2 }, () => {
  it('a selection and a filter hold together, whatever has happened to the filter line', async () => {
    await withCapture(async (app) => {
      app.press('Down');
      await app.expectScreen(/ 2\/\d+$/m);
      const pid = /^▌\s*(\d+)/.exec(cursorLine(app))?.[1] ?? '';
      app.press('F4', 'F2');
      await app.expectScreen(/^ Text /m);
      app.press('Esc');
      await app.expectGone(/^ (Text|Filter) /m);
      app.press('F6');
      await app.expectScreen(new RegExp(`^ Dig +filter: proc\\.pid=${pid}\\b`, 'm'));
      app.press('Backspace', 'F4').type('evt.dir=<').press('Enter');
      await app.expectScreen(/filter: evt\.dir=</);
      await app.expectScreen(/^▌/m);
      const other = /^▌\s*(\d+)/.exec(cursorLine(app))?.[1] ?? '';
      app.press('F5');
      await app.expectScreen(new RegExp(`^ Echo +filter: evt\\.dir=< and proc\\.pid=${other}\\b`, 'm'));
    });
  });

  it('the header counts on while a list is open', async () => {
    await withApp({ command: process.execPath, args: [DEMO, '--loading'], columns: 120 }, async (app) => {
      await app.expectScreen(/LOADING/);
      app.press('F2');
      await app.expectScreen(/─ Views ─/);
      await app.expectScreen(/ FILE /);
      await app.expectScreen(/─ Views ─/);
    });
  });

  it('rates are per second of the window, also of one that is shorter than a second', () => {
    const window = ['--from', '+1s', '--to', '+1.25s'];
    const rows = printed(...window, '-v', 'procs', '--json', 'proc.pid=11421');
    const rate = (JSON.parse(rows[0] ?? '{}') as { FILE?: number }).FILE;
    const bytes = printed(...window, '-p', '%evt.rawres', 'proc.pid=11421 and evt.is_io=true and evt.dir=<');
    const sum = bytes.reduce((total, text) => total + Number(text), 0);
    assert.ok(sum > 0);
    assert.equal(rate, sum / 0.25);
  });

  it('what people logged and typed is in the order of time, and columns are called by names', () => {
    for (const id of ['spy_syslog', 'spy_users']) {
      const view = VIEWS.find((other) => other.id === id);
      const sorted = view?.columns.find(({ name }) => name === view.sort?.column);
      assert.match(sorted?.field ?? '', /time/, id);
      assert.equal(view?.sort?.descending, false, id);
    }
    for (const { id, columns } of VIEWS) for (const { name } of columns) assert.ok(name.length <= 16, `${id}: ${name}`);
  });

  it('what is searched for is found in numbers, and whatever its letters are', async () => {
    await withCapture(async (app) => {
      app.press('/').type('POSTGRES: WAL').press('Enter');
      await app.until(() => /postgres: wal/.test(cursorLine(app)), 'a name in small letters');
      app.press('Home', '/').type('11421').press('Enter');
      await app.until(() => /^▌\s*11421\b/.test(cursorLine(app)), 'a number');
    });
  });
});
