// SPDX-License-Identifier: Apache-2.0
// The living machine in the terminal: what is on the screen from the first frame on, and what is left when the interface,
// the capture process, or both end, of their own accord or not.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileFixture, runProgram, whyNoLiveTests } from '../fixtures/live-capture.js';
import { MAIN } from '../fixtures/program-file.js';
import { readEvents } from '../fixtures/scap-events.js';
import { type App, type LaunchOptions, withApp } from './driver.js';

const skip = whyNoLiveTests() ?? false;
const count = skip === false ? compileFixture('count.c') : '';
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-live-'));
after(() => rmSync(folder, { recursive: true }));

interface Live {
  readonly app: App;
  /** The capture process. */
  readonly child: number;
}

type Launch = Partial<LaunchOptions> & { readonly args?: readonly string[] };

/** The program as root would start it, once it shows the machine. */
function withLive(launch: Launch, story: (live: Live) => Promise<void>): Promise<void> {
  const { args = [], ...rest } = launch;
  const options = { command: process.execPath, args: [MAIN, ...args], columns: 160, rows: 40, ...rest };
  return withApp(options, async (app) => {
    await app.expectScreen(/LIVE.*ev\/s/);
    const child = childOf(app.pid);
    assert.ok(child !== undefined, 'there is a capture process');
    await story({ app, child });
  });
}

function childOf(pid: number): number | undefined {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    if (new RegExp(`^PPid:\\s*${pid}$`, 'm').test(status(Number(name)))) return Number(name);
  }
  return undefined;
}

function status(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

/** Not even as a zombie that nobody has buried. */
function isRunning(pid: number): boolean {
  return /^State:\s*[^ZX\s]/m.test(status(pid));
}

async function ends(pid: number): Promise<void> {
  while (isRunning(pid)) await sleep(20);
}

/** BPF programs that a process holds. */
function programsOf(pid: number): readonly string[] {
  const fds = `/proc/${pid}/fdinfo`;
  return readdirSync(fds).flatMap((fd) => /^prog_id:\t(\d+)/m.exec(readFileSync(join(fds, fd), 'utf8'))?.[1] ?? []);
}

const hasBpftool = spawnSync('bpftool', ['version']).status === 0;

/** All of them unloaded, within the time that the kernel takes to notice. */
async function isUnloaded(programs: readonly string[]): Promise<void> {
  assert.ok(programs.length > 20, `${programs.length} programs`);
  if (!hasBpftool) return;
  const loaded = () => programs.filter((id) => spawnSync('bpftool', ['prog', 'show', 'id', id]).status === 0);
  while (loaded().length > 0) await sleep(50);
}

function running(command: string, ...args: string[]): ChildProcess {
  return spawn(command, args, { stdio: 'ignore' });
}

/** The cell of a column in the row of a process, in the table of processes. */
function cell(app: App, pid: number, column: string): string | undefined {
  const header = app.lines.findIndex((line) => /^\s+PID\b/.test(line));
  const row = app.lines.find((line, y) => y > header && new RegExp(`^\\D?\\s*${pid}\\b`).test(line));
  const titles = [...(app.lines[header] ?? '').matchAll(/\S+/g)];
  const title = titles.find(([text]) => text.replace(/[▲▼]/, '') === column);
  if (row === undefined || title === undefined) return undefined;
  // Numbers are right under their title's end.
  return row.slice(0, title.index + title[0].length).match(/\S+$/)?.[0];
}

/** utime + stime, s. */
function cpuSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

describe('the living machine', { skip }, () => {
  it('shows a process that does nothing from the first frame on', async () => {
    const sleeper = running('sleep', '1000');
    await withLive({ args: [`proc.pid=${sleeper.pid}`] }, async ({ app }) => {
      await app.expectScreen(/ sleep 1000/);
      // Unknown until it has been sampled, then nothing.
      await app.until(() => cell(app, sleeper.pid ?? 0, 'CPU') === '0.00', 'CPU of 0.00');
      app.press('q');
      assert.equal((await app.exited()).code, 0);
      assert.equal(app.isAlternate, false);
    });
    sleeper.kill();
  });

  it('shows the CPU time that /proc counts', async () => {
    const spinner = running(count, 'spin', '60000');
    const pid = spinner.pid ?? 0;
    await withLive({ args: [`proc.pid=${pid}`] }, async ({ app }) => {
      // What it had of a CPU in the 5 s up to any moment of the last seconds, and what the screen says after that.
      const seen: number[] = [];
      for (let i = 0; i < 34; i++) {
        seen.push(cpuSeconds(pid));
        await sleep(250);
      }
      const shares = seen.flatMap((used, i) => (i < 20 ? [] : [((used - (seen[i - 20] ?? 0)) / 5) * 100]));
      const shown = Number(cell(app, pid, 'CPU'));
      const [low, high] = [Math.min(...shares) - 15, Math.max(...shares) + 15];
      assert.ok(shown >= low && shown <= high, `${shown} % is not between ${low} and ${high}\n${app.screen}`);
    });
    spinner.kill();
  });

  it('adds up what many short processes use', async () => {
    const script = `while :; do ${count} spin 2; done`;
    const shell = running('sh', '-c', script);
    await withLive({ args: ['-v', 'procs_cpu', `proc.ppid=${shell.pid}`] }, async ({ app }) => {
      await app.expectScreen(/5\.00s/);
      await app.until(() => (app.screen.match(/count spin 2/g) ?? []).length > 5, 'short processes');
      // Each of them is a fraction of a percent of these seconds, and none of them nothing.
      const rows = app.lines.filter((line) => line.includes('count spin 2'));
      for (const row of rows) assert.doesNotMatch(row, /^†?\s+(0\.00)\s/, row);
    });
    shell.kill();
  });

  it('says what it costs itself, and does not show itself', async () => {
    await withLive({}, async ({ app, child }) => {
      await app.expectScreen(/self \d+% /);
      const own = app.lines.filter((line) => new RegExp(`^\\D?\\s*(${app.pid}|${child})\\b`).test(line));
      for (const line of own)
        assert.match(line, / 0 +0 +0 +0 /, 'listed with its CPU time, as every process, but without a call');
    });
  });

  it('says what the filter that it was started with leaves out', async () => {
    await withLive({ args: ['proc.name=count'] }, async ({ app }) => {
      runProgram(count, 'mixed', '100');
      await app.expectScreen(/count mixed 100/);
      await app.expectScreen(/left out by the filter it was started with/);
    });
  });
});

/** A program that makes so many calls of each kind, and its row, however busy the machine is: others are left out. */
async function seesCount(app: App, calls = '300'): Promise<string> {
  app.press('F4', 'F2').type('count mixed').press('Enter');
  await app.expectGone(/^ Text /m);
  const { stdout } = runProgram(count, 'mixed', calls);
  await app.expectScreen(new RegExp(`count mixed ${calls}`));
  return stdout;
}

describe('recording while watching', { skip }, () => {
  it('has what was seen, to the end', async () => {
    const path = join(folder, 'watched.scap');
    await withLive({ args: ['-w', path] }, async ({ app, child }) => {
      await app.expectScreen(/REC \S+/);
      const tid = Number(await seesCount(app, '5000'));
      app.press('q');
      assert.equal((await app.exited()).code, 0);
      await ends(child);
      const reads = eventsOf(path).filter((event) => event.tid === tid && event.type === 6);
      assert.ok(reads.length >= 5000, `${reads.length} reads`);
    });
  });

  it('rotates, and goes on in the interface after -M', async () => {
    const path = join(folder, 'ring');
    // The filter, because each file begins with all of /proc: what else goes on must not fill one after the other.
    await withLive({ args: ['-w', path, '-e', '2000', '-W', '2', '-M', '4', 'proc.name=count'] }, async ({ app }) => {
      const work = setInterval(() => runProgram(count, 'mixed', '200'), 100);
      await app.expectScreen(/STOPPED/);
      clearInterval(work);
      await app.expectScreen(/count mixed 200/);
      app.press('q');
      await app.exited();
    });
    assert.deepEqual(
      readdirSync(folder)
        .filter((name) => name.startsWith('ring'))
        .sort(),
      ['ring0', 'ring1'],
    );
    for (const name of ['ring0', 'ring1']) assert.ok(eventsOf(join(folder, name)).length > 0, name);
  });

  it('says why it cannot', async () => {
    const args = [MAIN, '-w', join(folder, 'no', 'such', 'place')];
    await withApp({ command: process.execPath, args, columns: 120 }, async (app) => {
      assert.equal((await app.exited()).code, 1);
      assert.match(app.screen, /live capture: cannot write .*: its directory does not\s+exist/);
    });
  });
});

/** Events of a recording; throws where a block is not whole. */
function eventsOf(path: string) {
  const bytes = readFileSync(path);
  let at = 0;
  while (at < bytes.length && bytes.readUInt32LE(at) !== 0x216) at += bytes.readUInt32LE(at + 4);
  return [...readEvents(bytes.subarray(at))];
}

describe('when something ends', { skip }, () => {
  it('the capture process is killed: it says so, and what was seen stays', async () => {
    const path = join(folder, 'killed.scap');
    await withLive({ args: ['-w', path] }, async ({ app, child }) => {
      await app.expectScreen(/REC \S+/);
      const programs = programsOf(child);
      await seesCount(app);
      process.kill(child, 'SIGKILL');
      await app.expectScreen(/the capture has ended: its process was ended by SIGKILL/);
      await app.expectScreen(/count mixed 300/);
      await isUnloaded(programs);
      app.press('q');
      assert.equal((await app.exited()).code, 0);
      assert.equal(app.isAlternate, false);
    });
    const { status: code, stdout } = spawnSync(
      process.execPath,
      [MAIN, '-r', path, '-p', '%proc.name', 'proc.name=count'],
      { encoding: 'utf8' },
    );
    assert.equal(code, 0);
    assert.match(stdout, /^count$/m);
  });

  it('the capture process is asked to end: it has stopped', async () => {
    await withLive({}, async ({ app, child }) => {
      process.kill(child, 'SIGTERM');
      await app.expectScreen(/STOPPED/);
      app.press('q');
      assert.equal((await app.exited()).code, 0);
    });
  });

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`the interface gets ${signal}: no probe is left, and the recording is whole`, async () => {
      const path = join(folder, `${signal}.scap`);
      await withLive({ args: ['-w', path] }, async ({ app, child }) => {
        await app.expectScreen(/REC \S+/);
        const programs = programsOf(child);
        await seesCount(app);
        app.signal(signal);
        const exit = await app.exited();
        if (signal === 'SIGTERM') {
          assert.equal(exit.code, 143);
          assert.equal(app.isAlternate, false);
          assert.equal(app.hasMouse, false);
          assert.ok(app.showsCursor);
        } else assert.equal(exit.signal, 9);
        await ends(child);
        await isUnloaded(programs);
        assert.ok(eventsOf(path).filter((event) => event.type === 6).length >= 300);
      });
    });
  }

  it('both are killed: only the recording up to its last block is left', async () => {
    const path = join(folder, 'both.scap');
    await withLive({ args: ['-w', path] }, async ({ app, child }) => {
      await app.expectScreen(/REC \S+/);
      const programs = programsOf(child);
      process.kill(child, 'SIGKILL');
      app.signal('SIGKILL');
      await app.exited();
      await ends(child);
      await isUnloaded(programs);
    });
    assert.ok(statSync(path).size > 0);
    const { status: code } = spawnSync(process.execPath, [MAIN, '-r', path, '--raw']);
    assert.equal(code, 0);
  });

  it('events are lost: the screen says how many', async () => {
    await withLive({}, async ({ app, child }) => {
      process.kill(child, 'SIGSTOP');
      for (let i = 0; i < 4; i++) runProgram(count, 'mixed', '100000');
      process.kill(child, 'SIGCONT');
      await app.expectScreen(/\S+ DROPPED/);
      await app.expectScreen(/[1-9][\d.]*[KMG]? lost in the kernel/);
    });
  });
});

describe('through sudo', { skip }, () => {
  const user = spawnSync('id', ['-u', 'daemon'], { encoding: 'utf8' }).stdout.trim();
  const gone = user === '' ? 'there is no user daemon to go back to' : false;

  it('the interface and the capture process are of the user who called', { skip: gone }, async () => {
    const group = spawnSync('id', ['-g', 'daemon'], { encoding: 'utf8' }).stdout.trim();
    await withLive({ env: { SUDO_UID: user, SUDO_GID: group, SUDO_USER: 'daemon' } }, async ({ app, child }) => {
      for (const pid of [app.pid, child]) {
        await app.until(() => /^CapEff:\s*0+$/m.test(status(pid)), 'a process without rights');
        assert.match(status(pid), new RegExp(`^Uid:\\s*${user}\\s+${user}\\s+${user}\\s+${user}$`, 'm'));
        assert.match(status(pid), new RegExp(`^Gid:\\s*${group}\\s+${group}\\s+${group}\\s+${group}$`, 'm'));
      }
      app.press('q');
      assert.equal((await app.exited()).code, 0);
      assert.equal(existsSync(join(app.home, '.config')), false, 'settings are looked for in the home of that user');
    });
  });
});
