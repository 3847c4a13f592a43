// SPDX-License-Identifier: Apache-2.0
// The stories, over the demo; and those that need generated data: hostile names, live updates, loading, failure.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type App, type LaunchOptions, withApp } from './driver.js';
import { foreignParts } from './own-output.js';
import { cursorLine, STORIES, type StoryTarget } from './stories.js';

const DEMO = fileURLToPath(new URL('../ui/demo.js', import.meta.url));

function demo(args: readonly string[] = [], extra: Partial<LaunchOptions> = {}): LaunchOptions {
  return { command: process.execPath, args: [DEMO, ...args], ...extra };
}

const target: StoryTarget = {
  launch: (extra) => demo([], extra),
  row: /postgres|dockerd/,
  needle: 'nginx',
  filter: 'user.name=root',
};

describe('stories in a terminal, demo', { concurrency: 2 }, () => {
  for (const story of STORIES) it(story.name, () => story.run(target));
});

async function started(app: App): Promise<void> {
  await app.expectScreen(/^ Processes/m);
  await app.expectScreen(/F1 Help/);
}

describe('names that attack', () => {
  for (const TERM of [
    'xterm-256color',
    'tmux-256color',
    'screen-256color',
    'linux',
    'vt100',
    'alacritty',
    'xterm-kitty',
    'dumb',
    'xterm',
  ]) {
    it(`reach ${TERM} as text only`, async () => {
      await withApp(demo([], { columns: 160, rows: 50, env: { TERM } }), async (app) => {
        await started(app);
        await app.expectScreen(/ 1\/10000$/m);
        // By name: the strange ones are at both ends.
        app.press('9');
        await app.expectScreen(/Command[▲^]/);
        for (const key of ['PgDn', 'PgDn', 'End', 'PgUp']) app.press(key);
        await app.expectScreen(/99\d\d\/10000$/m);
        app.press('F6');
        await app.expectScreen(/^ Dig/m);
        app.press('Backspace');
        await app.expectScreen(/^ Processes/m);
        for (const key of ['y', 'Y', 'Enter']) app.press(key);
        await app.expectScreen(/^ Threads/m);
        app.press('q');
        await app.exited();
        assert.deepEqual(foreignParts(app.raw), []);
      });
    });
  }

  it('stay in their cells', async () => {
    await withApp(demo([], { columns: 120, rows: 60 }), async (app) => {
      await started(app);
      app.press('F4').type('F').press('Ctrl-U', 'F2').type('👩').press('Enter');
      await app.expectScreen(/family/);
      const header = app.lines.findIndex((line) => /Command/.test(line));
      const column = (app.lines[header] ?? '').indexOf('Command');
      // This emulator shows the joined emoji in as many cells as it has parts; what follows is still in its place.
      const rows = app.lines.filter((line) => line.includes('family'));
      assert.ok(rows.length > 3);
      for (let y = header + 1; y < header + 1 + rows.length; y++) {
        assert.equal(app.text(column, y, 2).includes('👩'), true, app.screen);
        assert.equal(app.text(column + 2, y, 8), ' family ');
      }
    });
  });

  it('can be gone into, and come back as they were in the filter', async () => {
    await withApp(demo(['--view', 'files'], { columns: 160, rows: 40 }), async (app) => {
      await app.expectScreen(/^ Files/m);
      app.press('/').type('h sts').press('Enter');
      await app.until(() => /h sts/.test(cursorLine(app)), 'the path with blanks and signs');
      app.press('Enter');
      await app.expectScreen(/fd\.name="\/etc\/h sts; rm -rf \$\(x\) `y` \| z"/);
      await app.expectScreen(/^ Processes/m);
      app.press('Backspace');
      await app.expectScreen(/^ Files/m);
    });
  });
});

describe('sources that change', () => {
  it('keep the cursor on its row while rows move', async () => {
    await withApp(demo(['--live', '--rows', '300']), async (app) => {
      await app.expectScreen(/● LIVE/);
      app.press('Down', 'Down', 'Down', 'Down', 'Down');
      await app.expectScreen(/ 6\/300$/m);
      const pid = /▌\s*(\d+)/.exec(cursorLine(app))?.[1];
      const seen = new Set<string>();
      await app.until(() => {
        seen.add(app.screen);
        assert.equal(/▌\s*(\d+)/.exec(cursorLine(app))?.[1], pid);
        return seen.size > 5;
      }, 'five other screens');
    });
  });

  it('freeze, and go on', async () => {
    await withApp(demo(['--live'], { columns: 120 }), async (app) => {
      await app.expectScreen(/● LIVE/);
      app.press('p');
      await app.expectScreen(/PAUSED/);
      const events = (): string | undefined => /([\d.]+)M events/.exec(app.screen)?.[1];
      const before = events();
      await app.until(() => events() !== before, 'more events');
      const rows = app.lines.slice(4, 20).join('\n');
      const later = events();
      await app.until(() => events() !== later, 'still more events');
      assert.equal(app.lines.slice(4, 20).join('\n'), rows);
      app.press('p');
      await app.expectGone(/PAUSED/);
      await app.until(() => app.lines.slice(4, 20).join('\n') !== rows, 'other rows');
    });
  });

  it('take keys while they load', async () => {
    await withApp(demo(['--loading']), async (app) => {
      await app.expectScreen(/LOADING/);
      app.press('Down', 'Enter');
      await app.expectScreen(/^ Threads/m);
      await app.expectScreen(/\bFILE\b/);
    });
  });

  it('end with Ctrl-C while a step takes for ever, and give up a step with Esc', async () => {
    await withApp(demo(['--delay', '100000']), async (app) => {
      await app.expectScreen(/Reading/);
      app.press('Enter');
      await app.expectScreen(/WORKING, Esc gives up/);
      app.press('Esc');
      await app.expectScreen(/given up/);
      app.press('F4').type('user.name=root');
      await app.expectScreen(/Filter +user\.name=root/);
      app.press('Enter');
      await app.expectScreen(/WORKING/);
      app.press('F6', 'Esc');
      await app.expectScreen(/given up/);
      app.press('Ctrl-C');
      assert.equal((await app.exited()).code, 0);
      assert.equal(app.isAlternate, false);
    });
  });

  it('lose no key that is pressed before there are rows', async () => {
    await withApp(demo(['--delay', '400', '--rows', '300']), async (app) => {
      await app.expectScreen(/Reading/);
      app.press('Down', 'Down', 'i', 'Ins', 'Down');
      await app.expectScreen(/2 selected {2}6\/300$/m);
      assert.equal(app.lines.filter((line) => line.startsWith('✓')).length, 2);
    });
  });

  it('lose no key that waits for the first rows, which come while it does', async () => {
    await withApp(demo(['--loading', '--late']), async (app) => {
      await app.expectScreen(/LOADING/);
      app.press('End', 'F6').signal('SIGUSR2');
      await app.expectScreen(/^ Dig/m);
      app.press('Backspace');
      await app.expectScreen(/10000\/10000$/m);
    });
  });

  it('move nothing after a search that was left, however late they answer', async () => {
    await withApp(demo(['--delay', '150', '--rows', '300']), async (app) => {
      await app.expectScreen(/ 1\/300$/m);
      app.press('Down', 'Down');
      await app.expectScreen(/ 3\/300$/m);
      app.press('/').type('nginx');
      await app.expectScreen(/Find +nginx/);
      app.press('Esc');
      await app.expectGone(/Find +nginx/);
      // Answers come in the order of the questions: those of the search are here when this one is.
      app.press('Y');
      await app.expectScreen(/copied 300 rows/);
      await app.expectScreen(/ 3\/300$/m);
    });
  });

  it('go back to where a search began when nothing is found', async () => {
    await withApp(demo(['--rows', '300']), async (app) => {
      await app.expectScreen(/ 1\/300$/m);
      const first = cursorLine(app);
      app.press('/').type('dockerd');
      await app.until(() => /dockerd/.test(cursorLine(app)), 'the cursor on a match');
      app.type('qq');
      await app.expectScreen(/not found/);
      await app.until(() => cursorLine(app) === first, 'the cursor on the first row');
      app.press('Backspace', 'Backspace');
      await app.until(() => /dockerd/.test(cursorLine(app)), 'the cursor on the match again');
    });
  });

  it('say that they end early', async () => {
    await withApp(demo(['--early']), async (app) => {
      await app.expectScreen(/ENDED EARLY/);
      await app.expectScreen(/capture ends early: byte 3407872, block length 0/);
    });
  });

  it('say why they failed, on the screen and after it', async () => {
    await withApp(demo(['--failed']), async (app) => {
      await app.expectScreen(/demo\.scap is not a capture/);
      app.press('q');
      assert.equal((await app.exited()).code, 1);
      assert.equal(app.isAlternate, false);
      assert.match(app.screen, /sysdrill: demo\.scap is not a capture/);
    });
  });

  it('give the terminal back before the words of a crash', async () => {
    await withApp(demo(['--crash']), async (app) => {
      await started(app);
      assert.equal((await app.exited()).code, 1);
      assert.equal(app.isAlternate, false);
      assert.equal(app.showsCursor, true);
      assert.match(app.screen, /internal error: .*the demo was asked to crash/);
    });
  });
});

describe('terminals', () => {
  it('with a light background get the light theme', async () => {
    await withApp(
      demo([], { env: { TERM: 'xterm-256color', COLORTERM: 'truecolor', COLORFGBG: '0;15' } }),
      async (app) => {
        await started(app);
        // The light palette's panel, after the table's header.
        assert.ok(app.raw.includes('48;2;227;232;242'));
      },
    );
  });

  it('without colours get none', async () => {
    await withApp(demo([], { env: { NO_COLOR: '1' } }), async (app) => {
      await started(app);
      app.press('F2');
      await app.expectScreen(/Views/);
      assert.equal(/\x1b\[[\d;]*;(?:3|4|9|10)[0-8][;m]/.test(app.raw), false);
    });
  });

  it('stopped with Ctrl-Z come back whole', async () => {
    await withApp(demo(), async (app) => {
      await started(app);
      app.press('Ctrl-Z');
      await app.until(() => !app.isAlternate, 'the ordinary screen');
      app.signal('SIGCONT');
      await app.until(() => app.isAlternate, 'the alternate screen');
      await started(app);
      app.press('Down');
      await app.expectScreen(/ 2\/10000$/m);
    });
  });
});
