// SPDX-License-Identifier: Apache-2.0
// Stories of the living machine, with the real probe: they start programs whose doing is known, and look for it.

import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { whyNoLiveTests } from '../fixtures/live-capture.js';
import { MAIN } from '../fixtures/program-file.js';
import { hasTime, shownWindow } from './capture-app.js';
import { type App, withApp } from './driver.js';
import { cursorLine } from './stories.js';

/** sysdrill on this machine, with a filter of its own. */
function live(words: readonly string[], story: (app: App) => Promise<void>): Promise<void> {
  const options = { command: process.execPath, args: [MAIN, '-d', '300', ...words], columns: 140, rows: 40 };
  return withApp(options, async (app) => {
    await app.expectScreen(/● LIVE/);
    await story(app);
  });
}

/** A shell that runs `script`, and is ended with the story. */
async function withShell(
  script: string,
  story: (pid: number, shell: ChildProcess) => Promise<void>,
  name = 'storyshell',
): Promise<void> {
  const shell = spawn('sh', ['-c', script, name], { stdio: 'ignore' });
  try {
    await once(shell, 'spawn');
    await story(shell.pid ?? -1, shell);
  } finally {
    shell.kill('SIGKILL');
  }
}

/** Reads, writes and waits, some ten times a second. */
const BUSY = 'while :; do read -r line < /etc/hostname; echo "$line says the story" > /dev/null; sleep 0.1; done';

/** What the page shows, without the lines around it. */
const body = (app: App): string => app.lines.slice(2, -2).join('\n');

/** Collecting goes on. */
async function moreEvents(app: App): Promise<void> {
  const events = (): string | undefined => /([\d.]+[KM]?) events/.exec(app.lines[0] ?? '')?.[1];
  const before = events();
  await app.until(() => events() !== before, 'more events');
}

const counted = (app: App): number => Number(/(\d+)\/(\d+)$/m.exec(app.lines.at(-2) ?? '')?.[2] ?? 0);

describe('the living machine', { skip: whyNoLiveTests() ?? false }, () => {
  it('shows a process as long as it lives, marks it when it has ended, and lets it go', () =>
    withShell(BUSY, (pid, shell) =>
      live([`proc.pid=${pid}`], async (app) => {
        await app.expectScreen(new RegExp(`^.\\s*${pid}\\s.*sh -c while`, 'm'));
        await app.expectScreen(/drops 0/);
        shell.kill('SIGKILL');
        await app.expectScreen(new RegExp(`^[†▌]\\s*${pid}\\s`, 'm'));
        await app.expectScreen(/†|No rows/);
        await app.expectScreen(/No rows/);
      }),
    ));

  it('freezes while it is paused, still collects, goes back in time and comes to now again', () =>
    withShell(BUSY, (pid) =>
      live([`proc.pid=${pid}`], async (app) => {
        await hasTime(app);
        await app.until(() => shownWindow(app).length > 2, 'some seconds');
        app.press('p');
        await app.expectScreen(/PAUSED/);
        const paused = shownWindow(app);
        await moreEvents(app);
        assert.deepEqual(shownWindow(app), paused);
        app.press('p');
        await app.expectScreen(/● LIVE/);
        app.press('{', '[');
        await app.expectScreen(/REWOUND .* behind/);
        const rewound = shownWindow(app);
        assert.ok(rewound.to < paused.to + 60 && rewound.length < paused.length);
        app.press('Alt-End');
        await app.expectScreen(/● LIVE/);
        await app.until(() => shownWindow(app).to > rewound.to, 'now');
        app.press('Alt-Home');
        await app.expectScreen(/REWOUND/);
        app.press('0');
        await app.expectScreen(/● LIVE/);
      }),
    ));

  it('goes on in Dig and Echo: at the end they follow', () =>
    withShell(BUSY, (pid) =>
      live([`proc.pid=${pid}`], async (app) => {
        await app.expectScreen(new RegExp(`^.\\s*${pid}\\s`, 'm'));
        app.press('F6');
        await app.expectScreen(/^ Dig/m);
        app.press('End');
        const num = (): number => Number(/▌\s*(\d+) /.exec(cursorLine(app))?.[1]);
        await app.until(() => num() > 0, 'the last event');
        const first = num();
        await app.until(() => num() > first, 'a later event');
        const many = counted(app);
        app.press('p');
        await app.expectScreen(/PAUSED/);
        // Lines that have not been looked at before may still be on their way.
        await app.until(() => !app.lines.some((line) => /^.\s*…\s*$/.test(line)), 'all lines that there were');
        const frozen = body(app);
        assert.ok(counted(app) >= many, 'nothing is lost by freezing');
        await moreEvents(app);
        assert.equal(body(app), frozen);
        app.press('p');
        await app.expectScreen(/● LIVE/);
        await app.until(() => counted(app) > many, 'more lines');
        app.press('Backspace', 'F5');
        await app.expectScreen(/says the story/);
        const blocks = counted(app);
        await app.until(() => counted(app) > blocks, 'more blocks');
      }),
    ));

  it('draws what happens as it happens, and freezes when somebody selects', () =>
    withShell(BUSY, (pid) =>
      live([`proc.pid=${pid}`], async (app) => {
        await app.expectScreen(new RegExp(`^.\\s*${pid}\\s`, 'm'));
        app.press('L');
        const calls = (): number => Number(/([\d.]+)K? calls$/m.exec(app.screen)?.[1] ?? 0);
        await app.until(() => calls() > 0, 'some calls');
        const first = calls();
        await app.until(() => calls() !== first, 'more calls');
        app.press('Shift-Right');
        await app.expectScreen(/PAUSED/);
        const selected = app.lines.at(-2);
        app.press('Esc');
        await app.until(() => app.lines.at(-2) !== selected, 'a single cell again');
        app.press('p', 'o');
        await app.expectScreen(/● LIVE/);
        await app.expectScreen(/New processes/);
        await app.expectScreen(/max/);
        app.press('p');
        await app.expectScreen(/PAUSED/);
        const frozen = body(app);
        await moreEvents(app);
        assert.equal(body(app), frozen);
      }),
    ));

  it('ends a process that is asked to end, and no other', () =>
    withShell(BUSY, (pid, shell) =>
      live([`proc.pid=${pid}`], async (app) => {
        await app.expectScreen(new RegExp(`^.\\s*${pid}\\s`, 'm'));
        app.press('F8', 'k');
        await app.expectScreen(new RegExp(`kill ${pid} +sh \\(${pid}\\)`));
        const ended = once(shell, 'exit');
        app.press('y');
        await app.expectScreen(new RegExp(`kill ${pid}: done`));
        assert.deepEqual(await ended, [null, 'SIGTERM']);
      }),
    ));

  it('shows connections with their ports and bytes', async () => {
    const server = createServer((_, response) => response.end('x'.repeat(1000)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const timer = setInterval(() => {
      void fetch(`http://127.0.0.1:${port}/story`).then((response) => response.text());
    }, 50);
    try {
      await live(['-v', 'connections', `fd.port=${port}`], async (app) => {
        await app.expectScreen(new RegExp(`tcp +127\\.0\\.0\\.1 +(?:${port}|\\d+) +127\\.0\\.0\\.1`));
        app.press('F5');
        await app.expectScreen(/GET \/story HTTP/);
      });
    } finally {
      clearInterval(timer);
      server.close();
    }
  });

  it('can be kept: the events of a process as a capture', () =>
    withShell(BUSY, (pid) =>
      live([`proc.pid=${pid}`], async (app) => {
        await app.expectScreen(new RegExp(`^.\\s*${pid}\\s`, 'm'));
        // All of them: on a machine that loses events the last seconds may have none.
        app.press('0');
        await app.expectScreen(/[1-9]\d* events {2}·/);
        app.press('W', 'Ctrl-U').type('kept.scap').press('Enter');
        await app.expectScreen(/events.* saved as \S+kept\.scap/);
        const path = join(app.home, 'kept.scap');
        const words = ['-r', path, '-v', 'procs', '--json', `proc.pid=${pid}`];
        assert.match(execFileSync(process.execPath, [MAIN, ...words], { encoding: 'utf8' }), /storyshell/);
      }),
    ));

  it('counts both of its processes as its cost, and keeps what it has when the one that captures dies', () =>
    live([], async (app) => {
      await app.expectScreen(/ self \d+% /);
      const [capture] = childrenOf(app.pid);
      assert.ok(capture !== undefined, 'a process that captures');
      const memory = (pid: number): number =>
        Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
      const least = (memory(app.pid) + memory(capture)) * 0.6;
      await app.until(() => Number(/ self \d+% ([\d.]+)M/.exec(app.screen)?.[1]) > least, 'the memory of both');
      process.kill(capture, 'SIGKILL');
      await app.expectScreen(/ENDED EARLY|STOPPED|FAILED/);
      app.press('Down');
      await app.expectScreen(/ 2\/\d+$/m);
    }));
});

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((tid) =>
    readFileSync(`/proc/${pid}/task/${tid}/children`, 'utf8')
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  );
}
