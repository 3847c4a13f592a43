// SPDX-License-Identifier: Apache-2.0
// Text of the running system: events as they come, a view at the end, and what is recorded meanwhile.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { compileFixture, runProgram, whyNoLiveTests } from '../fixtures/live-capture.js';
import { MAIN } from '../fixtures/program-file.js';

const skip = whyNoLiveTests() ?? false;
const count = skip === false ? compileFixture('count.c') : '';
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-text-'));
after(() => rmSync(folder, { recursive: true }));

interface Run {
  readonly child: ChildProcess;
  text(): string;
  errors(): string;
  /** Resolves when standard output holds the pattern. */
  says(pattern: RegExp): Promise<void>;
  readonly ended: Promise<number | null>;
}

function start(...args: string[]): Run {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [text, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (data: string) => {
    text += data;
  });
  child.stderr.setEncoding('utf8').on('data', (data: string) => {
    errors += data;
  });
  const says = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(text)) await once(child.stdout, 'data');
  };
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, text: () => text, errors: () => errors, says, ended };
}

/** Calls that are seen, again and again until something has come of them. */
async function working<T>(result: Promise<T>): Promise<T> {
  const work = setInterval(() => runProgram(count, 'mixed', '10'), 200);
  try {
    return await result;
  } finally {
    clearInterval(work);
  }
}

suite('text of the running system', { skip }, () => {
  test('-p: lines come as events do, until Ctrl-C', async () => {
    const run = start('-p', '%evt.type %evt.dir %evt.latency', 'proc.name=count and evt.type=lseek');
    await working(run.says(/^lseek > 0\nlseek < [1-9]\d*$/m));
    run.child.kill('SIGINT');
    assert.equal(await run.ended, 0, run.errors());
    assert.equal(run.errors(), '');
    for (const line of run.text().trim().split('\n')) assert.match(line, /^lseek (> 0|< \d+)$/);
  });

  test('-p -n: a number of lines; -j: as JSON', async () => {
    const run = start('-j', '-p', '%proc.name %evt.type', '-n', '7', 'proc.name=count');
    assert.equal(await working(run.ended), 0, run.errors());
    const lines = run.text().trim().split('\n');
    assert.equal(lines.length, 7);
    for (const line of lines) assert.equal(JSON.parse(line)['proc.name'], 'count');
  });

  test('-p -M: to the end of the seconds', async () => {
    const run = start('-p', '%evt.reltime', '-M', '3');
    assert.equal(await working(run.ended), 0, run.errors());
    const last = Number(run.text().trim().split('\n').at(-1));
    assert.ok(last > 2e9, `the last event is ${last} ns after the first`);
  });

  test('a reader that goes away ends it', async () => {
    const run = start('-p', '%evt.num');
    await run.says(/\d/);
    run.child.stdout?.destroy();
    assert.equal(await working(run.ended), 0);
  });

  test('a view for a number of seconds', async () => {
    const run = start('-v', 'procs', '--json', '-M', '2');
    assert.equal(await working(run.ended), 0, run.errors());
    const rows = run
      .text()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.ok(
      rows.some((row) => row['PID'] === process.pid),
      'also what was there before',
    );
    assert.ok(rows.some((row) => /count mixed 10$/.test(String(row['Command']))));
  });

  test('without a terminal and without an end: the table at Ctrl-C; recorded meanwhile', async () => {
    const path = join(folder, 'a.scap');
    const run = start('-w', path, '-v', 'procs', 'proc.name=count');
    while (!(existsSync(path) && statSync(path).size > 0)) {
      assert.equal(run.child.exitCode, null, run.errors());
      await sleep(20);
    }
    const watch = start('-p', '%proc.name', '-n', '1', 'proc.name=count');
    await working(watch.ended);
    run.child.kill('SIGINT');
    assert.equal(await run.ended, 0, run.errors());
    assert.match(run.text(), /PID +PPID(.*\n)*.*count mixed 10\n/);
    const read = spawnSync(process.execPath, [MAIN, '-r', path, '-p', '%evt.type', 'proc.name=count'], {
      encoding: 'utf8',
    });
    assert.match(read.stdout, /^lseek$/m);
  });
});

const CAPTURE = fileURLToPath(new URL('../../../test/captures/files.scap', import.meta.url));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

test('-r -w saves what the filter keeps, and a part of the time', () => {
  const path = join(folder, 'kept.scap');
  const format = '%evt.rawtime %thread.tid %proc.name %evt.dir %evt.type %evt.info %proc.cmdline';
  for (const [words, narrow] of [
    [['proc.name=grep'], []],
    [['evt.is_io=true'], ['--from', '+0.2s', '--to', '+0.9s']],
    [['evt.failed=true'], ['--from', '-1s']],
  ] as const) {
    const saved = run('-r', CAPTURE, '-w', path, ...narrow, ...words);
    assert.equal(saved.status, 0, saved.stderr);
    const kept = run('-r', path, '-p', format, ...words);
    const wanted = run('-r', CAPTURE, ...narrow, '-p', format, ...words);
    assert.equal(kept.stdout, wanted.stdout);
    const lines = wanted.stdout.split('\n').length - 1;
    assert.ok(lines > 0);
    assert.match(saved.stderr, new RegExp(`^sysdrill: ${lines} events and \\d+ that explain them, `));
  }
});

test('-r -w that cannot be says why', () => {
  for (const [args, words] of [
    [['-r', CAPTURE, '-w', CAPTURE], /is the capture that is being read: choose another name/],
    [['-r', CAPTURE, '-w', join(folder, 'no', 'such')], /its directory does not exist/],
    [['-r', CAPTURE, '-w', join(folder, 'x'), 'proc.name=nobody'], /no event passes the filter/],
    [['-r', join(folder, 'none'), '-w', join(folder, 'x')], /does not exist/],
    [['-r', CAPTURE, '-w', join(folder, 'x'), '--from', 'yesterday'], /--from wants/],
    [['-r', CAPTURE, '-w', join(folder, 'x'), '-W', '3'], /-W wants -C, -G or -e/],
    [['-w', '-'], /sysdrill capture -w -/],
    [['-C', '3'], /want -w FILE/],
  ] as const) {
    const { status, stdout, stderr } = run(...args);
    assert.notEqual(status, 0, args.join(' '));
    assert.match(stderr, words);
    assert.equal(stderr.trim().split('\n').length, 1);
    assert.equal(stdout, '');
  }
});
