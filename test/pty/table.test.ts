// SPDX-License-Identifier: Apache-2.0
// Stories of tables, finding things, copying and saving, with the real program over a real capture.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MAIN } from '../fixtures/program-file.js';
import { type App, type LaunchOptions, withApp } from './driver.js';
import { cursorLine } from './stories.js';

const CAPTURE = fileURLToPath(new URL('../../../test/captures/files.scap', import.meta.url));

function launch(extra: Partial<LaunchOptions> = {}): LaunchOptions {
  return { command: process.execPath, args: [MAIN, '-r', CAPTURE], columns: 120, rows: 40, ...extra };
}

/** Runs a story when the capture is read whole: rows keep their places. */
function story(name: string, run: (app: App) => Promise<void>, extra: Partial<LaunchOptions> = {}): void {
  it(name, () =>
    withApp(launch(extra), async (app) => {
      await app.expectScreen(/^ Processes/m);
      await app.expectScreen(/ FILE +\d+/);
      await run(app);
    }),
  );
}

function header(app: App): string {
  return app.lines.find((line) => /\bPID\b.*\bUSER\b|\bUSER\b.*\bPID\b|^.?\s+PID\b/.test(line)) ?? '';
}

describe('the tree of processes', { concurrency: 2 }, () => {
  story('has children below their parents, folds and unfolds, and is flat again', async (app) => {
    app.press('T');
    await app.expectScreen(/├─ postgres: /);
    await app.expectScreen(/▾ nginx: master/);
    app.press('/').type('nginx: master').press('Enter');
    await app.until(() => /nginx: master/.test(cursorLine(app)), 'the cursor on nginx');
    app.press('-');
    await app.expectScreen(/▸\(2\) nginx: master/);
    await app.expectGone(/nginx: worker/);
    app.press('-');
    await app.expectScreen(/folded already/);
    app.press('+');
    await app.expectScreen(/├─ nginx: worker/);
    app.press('+');
    await app.expectScreen(/nothing folded/);
    app.press('Down', '-');
    await app.until(() => /nginx: master/.test(cursorLine(app)), 'its parent');
    app.press('_');
    await app.expectScreen(/▸\(\d+\) /);
    await app.expectGone(/├/);
    app.press('_');
    await app.expectScreen(/├─ postgres/);
    app.press('T');
    await app.expectGone(/├─ /);
    app.press('-');
    await app.expectScreen(/- does nothing in tables; it works/);
  });

  story('comes back as it was, and is for processes only', async (app) => {
    app.press('T');
    await app.expectScreen(/├─ /);
    app.press('Enter');
    await app.expectScreen(/^ Threads/m);
    app.press('Backspace');
    await app.expectScreen(/^ Processes/m);
    await app.expectScreen(/├─ /);
    app.press('v').type('system calls').press('Enter');
    await app.expectScreen(/^ System Calls/m);
    app.press('T');
    await app.expectScreen(/only tables of processes and threads can be a tree/);
  });
});

describe('columns', { concurrency: 2 }, () => {
  story('are hidden, moved and resized with the keys of a chosen cell', async (app) => {
    app.press('Right', 'Right');
    await app.expectScreen(/PPID: Process id of the parent/);
    app.press('H');
    await app.expectScreen(/PPID is hidden/);
    assert.doesNotMatch(header(app), /PPID/);
    app.press('Left', '.');
    await app.until(() => header(app).indexOf('CPU') < header(app).indexOf('PID'), 'PID after CPU');
    app.press(',');
    await app.until(() => header(app).indexOf('CPU') > header(app).indexOf('PID'), 'PID before CPU');
    app.press(',');
    await app.expectScreen(/first column already/);
    const before = header(app).indexOf('USER');
    app.press('+');
    await app.expectScreen(/PID is \d+ cells wide/);
    // The other columns may have had less than they want.
    await app.until(() => header(app).indexOf('USER') > before, 'more cells');
    const wider = header(app).indexOf('USER');
    app.press('-', '-');
    await app.until(() => header(app).indexOf('USER') < wider, 'fewer cells');
  });

  story('have a list of their own, and are remembered', async (app) => {
    app.press('c');
    await app.expectScreen(/\[✓\] PPID +5 /);
    app.press('Down', 'Space');
    await app.expectScreen(/\[ \] PPID +hidden/);
    assert.doesNotMatch(header(app), /PPID/);
    app.press('k', 'J', 'Right');
    await app.expectScreen(/PID +\d+\*/);
    app.press('Esc');
    await app.expectGone(/\[✓\]/);
    app.press('q');
    await app.exited();
    assert.match(readFileSync(join(app.home, '.config', 'sysdrill', 'config.yaml'), 'utf8'), /columns:\n {2}procs:/);
    await withApp(launch({ home: app.home }), async (again) => {
      await again.expectScreen(/ FILE +\d+/);
      assert.doesNotMatch(header(again), /PPID/);
      again.press('c', 'End', 'Space', 'Home', 'r');
      await again.expectScreen(/own columns again/);
      again.press('Enter');
      await again.until(() => /PID +PPID/.test(header(again)), 'the own columns of the view');
      again.press('q');
      await again.exited();
      assert.equal(readFileSync(join(app.home, '.config', 'sysdrill', 'config.yaml'), 'utf8').trim(), '{}');
    });
  });

  story('cannot all be hidden', async (app) => {
    app.press('c');
    await app.expectScreen(/\[✓\] PID/);
    const others = (app.screen.match(/\[✓\]/g) ?? []).length - 1;
    assert.ok(others >= 9);
    for (let i = 0; i < others; i++) app.press('Space', 'Down');
    await app.until(() => (app.screen.match(/hidden/g) ?? []).length === others, 'all columns hidden but one');
    app.press('Space');
    await app.expectScreen(/one column has to stay/);
    app.press('q');
    await app.expectGone(/\[✓\]/);
    app.press('Right', 'H');
    await app.expectScreen(/one column has to stay/);
  });
});

describe('selected rows', { concurrency: 2 }, () => {
  story('are copied, filtered and dug into together', async (app) => {
    app.press('i', 'Ins');
    await app.expectScreen(/2 selected/);
    const pids = app.lines.filter((line) => line.startsWith('✓')).map((line) => /✓\s*(\d+)/.exec(line)?.[1] ?? '');
    assert.equal(pids.length, 2);
    app.press('y');
    await app.expectScreen(/copied 2 rows/);
    const lines = app.clipboard.split('\n');
    assert.deepEqual(
      lines.map((line) => line.split('\t')[0]),
      pids,
    );
    app.press('F6');
    await app.expectScreen(/^ Dig .*proc\.pid in \(\d+, \d+\)/m);
    app.press('Backspace');
    await app.expectScreen(/2 selected/);
    app.press('=');
    await app.expectScreen(new RegExp(`filter: proc\\.pid in \\(${pids.join(', ')}\\)`));
    await app.expectScreen(/ 1\/2$/m);
    app.press('F4', 'Ctrl-U', 'Enter');
    await app.expectGone(/filter: /);
    app.press('i', 'x');
    await app.expectScreen(/filter: not \(proc\.pid=\d+\)/);
  });

  story('are cleared', async (app) => {
    app.press('i');
    await app.expectScreen(/1 selected/);
    app.press('Up', 'i');
    await app.expectGone(/selected/);
    app.press('I');
    await app.expectScreen(/rows are selected/);
    app.press('Ctrl-A');
    await app.expectScreen(/no row is selected any more/);
    app.press('I');
    await app.expectScreen(/\d selected/);
    app.press('Esc');
    await app.expectGone(/\d selected/);
    app.press('i', 'v').type('threads').press('Enter');
    await app.expectScreen(/^ Threads/m);
    await app.expectGone(/selected/);
  });
});

describe('the palette', { concurrency: 2 }, () => {
  story('finds views, commands, fields and settings by parts of their names', async (app) => {
    app.press(':').type('conn');
    await app.expectScreen(/▌ Connections +view/);
    app.press('Enter');
    await app.expectScreen(/^ Connections/m);
    app.press(':').type('sort rev');
    await app.expectScreen(/▌ Sort reverse +S/);
    app.press('Esc');
    await app.expectGone(/Palette ─/);
    app.press('Backspace');
    await app.expectScreen(/^ Processes/m);
    app.press(':').type('fd.typ').press('Enter');
    await app.expectScreen(/Filter +fd\.type/);
    app.press('Esc');
    await app.expectGone(/Filter +fd/);
    app.press(':').type('sums').press('Enter');
    await app.expectGone(/^Σ/m);
    app.press(':');
    await app.expectScreen(/▌ Line of sums: switch on/);
    app.press('Enter');
    await app.expectScreen(/^Σ/m);
    app.press(':').type('qqqqqqqq').press('Enter');
    await app.expectScreen(/nothing matches/);
    app.press('Esc');
    await app.expectGone(/nothing matches/);
  });

  story('works from every page', async (app) => {
    app.press('F6');
    await app.expectScreen(/^ Dig/m);
    app.press(':').type('files').press('Enter');
    await app.expectScreen(/^ Files/m);
    app.press('Backspace', '?');
    await app.expectScreen(/^ Help/m);
    app.press(':').type('sort by net').press('Enter');
    await app.expectScreen(/NET\/s▼/);
  });

  story('runs actions, which are copied from a capture', async (app) => {
    app.press(':').type('sigterm');
    await app.expectScreen(/▌ Terminate \(SIGTERM\) +action k/);
    app.press('Enter');
    await app.expectScreen(/copied instead of run: kill \d+/);
    assert.match(app.clipboard, /^kill \d+$/);
  });

  story('switches container columns', async (app) => {
    assert.doesNotMatch(header(app), /VPID/);
    app.press(':').type('container columns').press('Enter');
    await app.until(() => /VPID/.test(header(app)), 'a column of containers');
    app.press(':').type('container columns').press('Enter');
    await app.until(() => !/VPID/.test(header(app)), 'no column of containers');
  });
});

describe('themes', { concurrency: 2 }, () => {
  const env = { TERM: 'xterm-256color', COLORTERM: 'truecolor' };

  story(
    'are shown while one chooses, taken back with Esc, and remembered when chosen',
    async (app) => {
      const light = '48;2;227;232;242';
      app.press(':').type('choose a theme').press('Enter');
      await app.expectScreen(/─ Themes ─/);
      assert.equal(app.raw.includes(light), false);
      app.type('light');
      await app.until(() => app.raw.includes(light), 'the light theme');
      app.press('Esc');
      await app.expectGone(/Themes/);
      const length = app.raw.length;
      app.press('Down', 'Ctrl-L');
      await app.expectScreen(/ 2\/\d+$/m);
      assert.equal(app.raw.slice(length).includes(light), false);
      app.press(':').type('choose a theme').press('Enter').type('light').press('Enter');
      await app.expectScreen(/theme: light/);
      app.press('q');
      await app.exited();
      await withApp(launch({ home: app.home, env }), async (again) => {
        await again.expectScreen(/ FILE +\d+/);
        assert.ok(again.raw.includes(light));
      });
    },
    { env },
  );

  for (const theme of ['dark', 'light', 'deuteranopia', 'deuteranopia-light', 'contrast', '16', 'mono']) {
    it(`${theme} starts, and needs no colour to be understood`, async () => {
      const options = launch({ args: [MAIN, '-r', CAPTURE, '--theme', theme], env });
      await withApp(options, async (app) => {
        await app.expectScreen(/ FILE +\d+/);
        app.press('i', 'Down');
        await app.expectScreen(/^✓/m);
        await app.expectScreen(/^▌/m);
        await app.expectScreen(/CPU▼/);
      });
    });
  }

  it('that do not exist are said so', async () => {
    await withApp(launch({ args: [MAIN, '-r', CAPTURE, '--theme', 'pink'] }), async (app) => {
      assert.equal((await app.exited()).code, 1);
      assert.match(app.screen, /--theme is one of auto, dark, light/);
    });
  });
});

describe('copying and saving', { concurrency: 2 }, () => {
  story('copies a cell, a row, and the whole table', async (app) => {
    app.press('y');
    await app.expectScreen(/copied the row/);
    const cells = app.clipboard.split('\t');
    assert.equal(cells.length, 14);
    app.press('Right', 'y');
    await app.expectScreen(/copied PID/);
    assert.equal(app.clipboard, cells[0]);
    app.press('Y');
    await app.expectScreen(/copied \d+ rows with their header/);
    const rows = app.clipboard.split('\n');
    assert.equal(rows.length - 1, Number(/1\/(\d+)$/m.exec(app.screen)?.[1]));
    assert.match(rows[0] ?? '', /^PID\tPPID\tCPU/);
  });

  it('copies into a file where the terminal has no clipboard', async () => {
    await withApp(launch({ env: { TERM: 'vt100' } }), async (app) => {
      await app.expectScreen(/ FILE +\d+/);
      app.press('y');
      await app.expectScreen(/copied the row to \S+copied\.txt/);
      const path = /copied the row to (\S+copied\.txt)/.exec(app.screen)?.[1] ?? '';
      assert.match(readFileSync(path, 'utf8'), /^\d+\t/);
    });
  });

  story('saves a table by the ending of its name, and asks before it overwrites', async (app) => {
    app.press('w');
    await app.expectScreen(/Save table as +procs-\d{8}-\d{6}\.csv/);
    app.press('Ctrl-U').type('t').press('Enter');
    await app.expectScreen(/the name says how: \.csv/);
    app.type('.csv').press('Enter');
    await app.expectScreen(/Table saved as .*\/t\.csv/);
    const total = Number(/1\/(\d+)$/m.exec(app.screen)?.[1]);
    const path = join(app.home, 't.csv');
    const text = readFileSync(path, 'utf8');
    assert.equal(text.trimEnd().split('\n').length, total + 1);
    writeFileSync(path, 'mine');
    app.press('w', 'Ctrl-U').type('t.csv').press('Enter');
    await app.expectScreen(/Overwrite the file\?/);
    app.press('n');
    await app.expectScreen(/nothing was saved/);
    assert.equal(readFileSync(path, 'utf8'), 'mine');
    app.press('w', 'Ctrl-U').type('t.csv').press('Enter');
    await app.expectScreen(/Overwrite the file\?/);
    app.press('y');
    await app.expectScreen(/Table saved as/);
    assert.equal(readFileSync(path, 'utf8'), text);
    app.press('i', 'w');
    await app.expectScreen(/Save 1 rows? as/);
    app.press('Ctrl-U').type('t').press('Tab').press('Ctrl-U').type('one.json').press('Enter');
    await app.expectScreen(/saved as .*one\.json/);
    const [row] = JSON.parse(readFileSync(join(app.home, 'one.json'), 'utf8')) as { PID: number }[];
    assert.equal(typeof row?.PID, 'number');
    app.press('w', 'Ctrl-U').type('nosuch/dir/x.csv').press('Enter');
    await app.expectScreen(/not saved: ENOENT/);
    app.press('w', 'Esc');
    await app.expectScreen(/nothing was saved/);
    assert.deepEqual(
      readdirSync(app.home)
        .filter((name) => !name.startsWith('.'))
        .sort(),
      ['one.json', 't.csv'],
    );
  });

  story('saves the events of selected rows as a capture, which opens again', async (app) => {
    app.press('/').type('find /usr/share/doc').press('Enter', 'i');
    await app.expectScreen(/1 selected/);
    app.press('W', 'Ctrl-U').type('part.scap').press('Enter');
    await app.expectScreen(/\d+ events.* part\.scap|part\.scap/);
    await app.expectScreen(/events/);
    await app.until(
      () => existsSync(join(app.home, 'part.scap')) && /events and \d+|events saved/.test(app.screen),
      'a saved capture',
    );
    const pid = /✓\s*(\d+)/.exec(app.screen)?.[1] ?? '';
    const out = execFileSync(
      process.execPath,
      [MAIN, '-r', join(app.home, 'part.scap'), '-v', 'procs', '--json', `proc.pid=${pid}`],
      {
        encoding: 'utf8',
      },
    );
    assert.match(out, new RegExp(`"PID":${pid}\\b.*find`));
    app.press('W', 'Ctrl-U').type('part.txt').press('Enter');
    await app.expectScreen(/the name ends in \.scap/);
    app.press('Esc');
    await app.expectScreen(/nothing was saved/);
    app.press('Esc');
    await app.expectGone(/selected/);
    app.press('F6');
    await app.expectScreen(/^ Dig/m);
    app.press('W', 'Ctrl-U').type('dug.scap.gz').press('Enter');
    await app.until(() => existsSync(join(app.home, 'dug.scap.gz')), 'a compressed capture');
  });
});

describe('what is remembered', { concurrency: 2 }, () => {
  story('is nothing the first time, which a line of help is for', async (app) => {
    await app.expectScreen(/^ Processes +Enter goes into a row, .*F1 shows all keys$/m);
    app.press('Down');
    await app.expectGone(/Enter goes into a row/);
    app.press('/').type('nginx').press('Enter');
    await app.expectGone(/^ Find\b/m);
    app.press('q');
    await app.exited();
    await withApp(launch({ home: app.home }), async (again) => {
      await again.expectScreen(/ FILE +\d+/);
      assert.doesNotMatch(again.screen, /Enter goes into a row/);
    });
  });

  const config = (home: string, text: string): void => {
    execFileSync('mkdir', ['-p', join(home, '.config', 'sysdrill')]);
    writeFileSync(join(home, '.config', 'sysdrill', 'config.yaml'), text);
  };

  story('are start views, filters and searches', async (app) => {
    app.press('v').type('files').press('Enter');
    await app.expectScreen(/^ Files/m);
    app.press(':').type('start with files').press('Enter');
    await app.expectScreen(/sysdrill starts with Files now/);
    app.press('F4').type('proc.name=find').press('Enter');
    await app.expectScreen(/filter: proc\.name=find/);
    app.press('q');
    await app.exited();
    await withApp(launch({ home: app.home }), async (again) => {
      await again.expectScreen(/^ Files/m);
      await again.expectScreen(/ FILE +\d+/);
      again.press('F4', 'Up');
      await again.expectScreen(/Filter +proc\.name=find/);
      again.press('Esc');
      await again.expectGone(/Filter +proc/);
      again.press(':').type('used before').press('Enter');
      await again.expectScreen(/filter: proc\.name=find/);
    });
  });

  story('has mistakes that are named, and does not stop the program', async (app) => {
    app.press('q');
    await app.exited();
    config(app.home, '# mine\ntheme: pink\nkeys:\n  legend: d\n');
    await withApp(launch({ home: app.home }), async (again) => {
      await again.expectScreen(/config\.yaml:2: theme: /);
      await again.expectScreen(/^ Processes/m);
      again.press('d');
      await again.expectScreen(/^ Legend/m);
    });
  });

  story('are keys of one’s own, in footer, help and effect', async (app) => {
    app.press('q');
    await app.exited();
    config(app.home, 'keys:\n  views: [F11, o]\n  sort-reverse: [R]\n  quit: Q\n');
    await withApp(launch({ home: app.home }), async (again) => {
      await again.expectScreen(/F11 Views/);
      again.press('o');
      await again.expectScreen(/─ Views ─/);
      again.press('Esc');
      await again.expectGone(/─ Views ─/);
      again.press('v');
      await again.expectScreen(/v does nothing in tables|v .*works/);
      again.press('?', '/').type('reverses the order').press('Enter');
      await again.expectScreen(/R +Reverses the order/);
      again.press('Esc');
      await again.expectScreen(/^ Processes/m);
      again.press('q');
      await again.expectScreen(/q does nothing/);
      again.press('Q');
      assert.equal((await again.exited()).code, 0);
    });
  });
});

describe('the filter line', { concurrency: 2 }, () => {
  story('completes fields, operators and values', async (app) => {
    app.press('F4').type('proc.na');
    await app.expectScreen(/Tab completes/);
    app.press('Tab').type(' startsw');
    await app.expectScreen(/startswith +begins with/);
    app.press('Tab').type('fi');
    await app.expectScreen(/│ find +│/);
    app.press('Tab');
    await app.expectScreen(/Filter +proc\.name startswith find/);
    app.press('Enter');
    await app.expectScreen(/filter: proc\.name startswith find/);
    app.press('F4', 'Ctrl-U').type('proc.name=').press('Tab');
    await app.expectScreen(/Filter +proc\.name=\S/);
    const first = /Filter +(proc\.name=\S+)/.exec(app.screen)?.[1];
    app.press('Tab');
    await app.until(() => /Filter +(proc\.name=\S+)/.exec(app.screen)?.[1] !== first, 'the next value');
  });
});
