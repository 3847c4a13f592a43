// SPDX-License-Identifier: Apache-2.0
// Stories of actions (F8): on a process of this machine, which is a child of the story, and on captures.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bootTime, processNow } from '../../src/ui/actions/process-identity.js';
import { MAIN } from '../fixtures/program-file.js';
import { HOSTILE_NAMES } from '../ui/hostile-names.js';
import { type App, type LaunchOptions, withApp } from './driver.js';
import { foreignParts } from './own-output.js';

const DEMO = fileURLToPath(new URL('../ui/demo.js', import.meta.url));
const CAPTURE = fileURLToPath(new URL('../../../test/captures/files.scap', import.meta.url));
const skip = process.platform !== 'linux' && 'there is no /proc';

function demo(args: readonly string[], extra: Partial<LaunchOptions> = {}): LaunchOptions {
  return { command: process.execPath, args: [DEMO, '--rows', '50', ...args], columns: 110, rows: 34, ...extra };
}

async function opened(app: App): Promise<void> {
  await app.expectScreen(/^ Processes/m);
  await app.expectScreen(/F1 Help/);
}

/** A story about a process of its own. */
async function withChild(story: (child: ChildProcess, pid: string) => Promise<void>): Promise<void> {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  try {
    await once(child, 'spawn');
    await story(child, String(child.pid));
  } finally {
    child.kill('SIGKILL');
  }
}

describe('actions on a process of this machine', { skip, concurrency: 2 }, () => {
  it('ask first, show exactly what they run, and do nothing without y', async () => {
    await withChild(async (child, pid) => {
      await withApp(demo(['--live', '--pid', pid]), async (app) => {
        await opened(app);
        app.press('F8');
        await app.expectScreen(/Actions on sleep \(/);
        await app.expectScreen(/ k {2}Terminate \(SIGTERM\) .*asks first/);
        app.press('k');
        await app.expectScreen(/Terminate \(SIGTERM\)\?/);
        await app.expectScreen(new RegExp(`kill ${pid} {3}sleep \\(${pid}\\)`));
        app.press('n');
        await app.expectScreen(/nothing was done/);
        for (const key of ['Esc', 'q', 'Enter', 'x', 'Space']) {
          app.press('a', 'k');
          await app.expectScreen(/SIGTERM\)\?/);
          app.press(key);
          if (key === 'Esc' || key === 'q') await app.expectGone(/SIGTERM\)\?/);
          else app.press('n');
          await app.expectGone(/SIGTERM\)\?/);
        }
        assert.equal(child.exitCode ?? child.signalCode, null);
        app.press('a', 'k');
        await app.expectScreen(/SIGTERM\)\?/);
        const ended = once(child, 'exit');
        app.press('y');
        assert.deepEqual(await ended, [null, 'SIGTERM']);
        await app.expectScreen(new RegExp(`kill ${pid}: done`));
        app.press('a', 'k');
        await app.expectScreen(/SIGTERM\)\?/);
        app.press('y');
        await app.expectScreen(new RegExp(`nothing was done: process ${pid} has ended`));
      });
    });
  });

  it('leave a process alone that has the number of another one', async () => {
    await withChild(async (child, pid) => {
      const started = ((await processNow(pid, bootTime()))?.started ?? 0n) - 5_000_000_000n;
      await withApp(demo(['--live', '--pid', pid, '--started', String(started)]), async (app) => {
        await opened(app);
        app.press('F8', '9');
        await app.expectScreen(/SIGKILL\)\?/);
        app.press('y');
        await app.expectScreen(/nothing was done: process \d+ has ended, its number belongs to another one now/);
        assert.equal(child.exitCode ?? child.signalCode, null);
      });
    });
  });

  it('change its priority by one', async () => {
    await withChild(async (_, pid) => {
      const before = (await processNow(pid, bootTime()))?.nice ?? 0;
      await withApp(demo(['--live', '--pid', pid]), async (app) => {
        await opened(app);
        app.press('F8', '[');
        await app.expectScreen(new RegExp(`renice -n ${before + 1} -p ${pid}`));
        app.press('y');
        await app.expectScreen(/renice/);
        const deadline = async (): Promise<number | undefined> => (await processNow(pid, bootTime()))?.nice;
        while ((await deadline()) === before) await new Promise((resolve) => setTimeout(resolve, 20));
        assert.equal(await deadline(), before + 1);
      });
    });
  });

  it('show what a command writes, and go on in a pager that searches, copies and saves', async () => {
    await withChild(async (_, pid) => {
      await withApp(demo(['--live', '--pid', pid, '--name', 'a name']), async (app) => {
        await opened(app);
        app.press('F8', 'e');
        await app.expectScreen(/^ Say its name/m);
        await app.expectScreen(/^ name: a name$/m);
        await app.expectScreen(/: done/);
        app.press('/').type('name: a').press('Enter', 'n');
        await app.expectScreen(/no further match/);
        app.press('y');
        await app.expectScreen(/copied \d+ lines/);
        assert.match(app.clipboard, /^\$ printf 'name: %s\\n' 'a name'\nname: a name$/);
        app.press('w', 'Enter');
        await app.expectScreen(/Output saved as/);
        assert.match(readFileSync(join(app.home, 'output.txt'), 'utf8'), /name: a name\n$/);
        app.press('K');
        await app.expectScreen(/it has ended already/);
        app.press('Backspace');
        await opened(app);
      });
    });
  });

  it('follow a command that goes on and on, and end it', async () => {
    await withChild(async (_, pid) => {
      await withApp(demo(['--live', '--pid', pid]), async (app) => {
        await opened(app);
        app.press('F8', 'w');
        await app.expectScreen(new RegExp(`^ line 40 of ${pid} `, 'm'));
        await app.expectScreen(/running, following/);
        app.press('Home');
        await app.expectScreen(new RegExp(`^ line 1 of ${pid} `, 'm'));
        app.press('f');
        await app.expectScreen(/running, following/);
        app.press('K');
        await app.expectScreen(/was ended by SIGTERM/);
        app.press('Esc');
        await opened(app);
      });
    });
  });

  it('step aside for a command that needs the terminal, and come back as they were', async () => {
    await withChild(async (_, pid) => {
      await withApp(demo(['--live', '--pid', pid, '--name', "it's"]), async (app) => {
        await opened(app);
        app.press('Down', 'Down');
        await app.expectScreen(/ 3\/50$/m);
        app.press('F8', 'o');
        await app.expectScreen(/have the terminal, it's\./);
        assert.equal(app.isAlternate, false);
        assert.equal(app.hasMouse, false);
        assert.equal(app.showsCursor, true);
        // Ctrl-C is the child's, and is not ours.
        app.press('q').press('Enter');
        await app.expectScreen(/ended with status 7\. Enter goes back to sysdrill/);
        app.press('Enter');
        await opened(app);
        await app.until(() => app.isAlternate && app.hasMouse, 'the terminal taken again');
        await app.expectScreen(/sh ended with status 7 .* 3\/50$/m);
        app.press('Down');
        await app.expectScreen(/ 4\/50$/m);
        app.press('F8', 'o');
        // The ordinary screen still shows the first time.
        await app.expectScreen(/have the terminal, it's\. q[\s\S]*have the terminal, it's\. *$/m);
        app.press('Ctrl-C');
        await app.expectScreen(/(?:was ended by SIGINT|status 130.*)\. Enter goes back/);
        app.press('Enter');
        await opened(app);
      });
    });
  });

  it('say what is not installed, and which letters there are none of', async () => {
    await withChild(async (_, pid) => {
      await withApp(demo(['--live', '--pid', pid]), async (app) => {
        await opened(app);
        app.press('F8');
        await app.expectScreen(/Not installed +no-such-program-anywhere is not/);
        app.press('n');
        await app.expectScreen(/no-such-program-anywhere is not installed/);
        app.press('F8', 'z');
        await app.expectScreen(/no action has the letter z/);
        app.paste('k');
        await app.expectScreen(/pasted text starts nothing/);
        app.press('F8');
        await app.expectGone(/Say its name/);
      });
    });
  });

  it('are for all selected rows, one after the other', async () => {
    await withChild(async (_, pid) => {
      await withApp(demo(['--live', '--pid', pid]), async (app) => {
        await opened(app);
        app.press('i', 'i', 'Ins');
        await app.expectScreen(/3 selected/);
        app.press('F8');
        await app.expectScreen(/Actions on 3 rows/);
        await app.expectScreen(/Take the terminal +one row at a time/);
        app.press('e');
        await app.expectScreen(/Say its name: 3 done/);
        assert.equal(app.lines.filter((line) => line === ' name: sleep').length, 3);
      });
    });
  });

  it('give names to programs as they are, whatever they contain', async () => {
    const names = HOSTILE_NAMES.filter(
      (name) => name !== '' && !/[\0\ud800-\udfff]/.test(name.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')),
    );
    await withChild(async (_, pid) => {
      for (const name of [...names.slice(0, 6), '$(touch pwned)', '`touch pwned`', '; touch pwned', '{red-fg}{/}']) {
        await withApp(demo(['--live', '--pid', pid, '--name', name]), async (app) => {
          await opened(app);
          app.press('F8', 'e');
          await app.expectScreen(/: done/);
          app.press('Backspace', 'F8', 'k');
          await app.expectScreen(/SIGTERM\)\?/);
          app.press('n');
          await opened(app);
          assert.equal(existsSync(join(app.home, 'pwned')), false, name);
          assert.deepEqual(foreignParts(app.raw), [], JSON.stringify(name));
        });
      }
    });
  });
});

describe('actions on a capture', () => {
  it('are copied instead of run, ready for a shell', async () => {
    const options = { command: process.execPath, args: [MAIN, '-r', CAPTURE], columns: 110, rows: 34 };
    await withApp(options, async (app) => {
      await app.expectScreen(/\bFILE\b/);
      await app.expectScreen(/nginx: master/);
      app.press('/').type('nginx: master').press('Enter', 'F8');
      await app.expectScreen(/Actions on nginx \(11387\)/);
      assert.doesNotMatch(app.screen, /asks first/);
      await app.expectScreen(/strace -f -p 11387/);
      app.press('Down', 'Down');
      await app.expectScreen(/▌ 9 {2}Kill \(SIGKILL\)/);
      await app.expectScreen(/kill -9 11387/);
      app.press('k');
      await app.expectScreen(/a capture: copied instead of run: kill 11387|copied a capture/);
      assert.equal(app.clipboard, 'kill 11387');
      app.press('F8', ']');
      await app.expectScreen(/nice value was not recorded/);
      app.press('i', 'i', 'F8', '9');
      await app.expectScreen(/2 command lines/);
      assert.match(app.clipboard, /^kill -9 \d+\nkill -9 \d+$/);
    });
  });
});
