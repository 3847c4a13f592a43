// SPDX-License-Identifier: Apache-2.0
// `sysdrill serve`: what it answers, what Debian's promtool and Prometheus make of it, and the running system.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { compileFixture, has, runProgram, whyNoLiveTests } from '../fixtures/live-capture.js';
import { Prometheus, until } from '../fixtures/prometheus.js';
import { serve } from '../fixtures/served.js';
import { DEMO, MAIN, run } from './program.js';

const skipLive = whyNoLiveTests() ?? false;
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-serve-'));
after(() => rmSync(folder, { recursive: true }));

async function page(url: string, accept = '*/*'): Promise<string> {
  const response = await fetch(url, { headers: { accept } });
  assert.equal(response.status, 200);
  return response.text();
}

/** The sum of all series of a metric. */
function total(text: string, name: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

async function viewColumn(view: string, column: string): Promise<number> {
  const { out } = await run(['-r', DEMO, '-v', view, '--json']);
  const rows = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number | null>);
  return rows.reduce((sum, row) => sum + (row[column] ?? 0), 0);
}

test('a capture: totals are those of the views, in both formats, and the rest of HTTP', async () => {
  const served = await serve('-r', DEMO);
  const text = await page(served.url);
  assert.equal(total(text, 'sysdrill_syscall_errors_total'), await viewColumn('errors', 'COUNT'));
  assert.equal(total(text, 'sysdrill_file_read_bytes_total'), await viewColumn('files', 'BYTES IN'));
  assert.equal(total(text, 'sysdrill_events_total'), 86229);
  const open = await page(served.url, 'application/openmetrics-text');
  assert.match(open, /\n# TYPE sysdrill_syscall_errors counter\n/);
  assert.match(open, /\n# EOF\n$/);
  assert.equal((await fetch(served.url, { method: 'POST' })).status, 405);
  assert.equal((await fetch(served.url.replace('/metrics', '/other'))).status, 404);
  assert.equal((await fetch(served.url, { method: 'HEAD' })).status, 200);
  const taken = await run(['serve', '--metrics', new URL(served.url).host, '-r', DEMO]);
  assert.deepEqual([taken.status, /the port is taken/.test(taken.err)], [1, true]);
  assert.equal((await served.end())[0], 0);
});

test('a view of your own, with a filter of yours and a budget of series', async () => {
  const file = join(folder, 'opens.yaml');
  writeFileSync(
    file,
    `id: opens_by_program
name: Opens
filter: evt.type in (open, openat) and evt.dir=<
key: proc.name
columns: [{ name: OPENS, field: evt.count, aggregate: SUM }]
metrics: { name: my_opens, type: counter, labels: [proc.name], top: 3, other: true }
`,
  );
  const served = await serve('-r', DEMO, '--view-file', file, '-v', 'opens_by_program', 'evt.failed=false');
  const lines = (await page(served.url)).split('\n').filter((line) => line.startsWith('my_opens_total'));
  assert.equal(lines.length, 4);
  assert.match(lines[3] ?? '', /^my_opens_total\{proc_name="other"\} \d+$/);
  const filter = 'evt.type in (open, openat) and evt.dir=< and evt.failed=false';
  const { out } = await run(['-r', DEMO, '-p', '%evt.num', filter]);
  assert.equal(total(lines.join('\n'), 'my_opens_total'), out.trimEnd().split('\n').length);
  await served.end();
});

test('promtool finds nothing wrong', { skip: has('promtool') ? false : 'no promtool' }, async () => {
  const served = await serve('-r', DEMO);
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: await page(served.url),
    encoding: 'utf8',
  });
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
  await served.end();
});

test('Prometheus scrapes it', { skip: has('prometheus') ? false : 'no prometheus' }, async () => {
  const served = await serve('-r', DEMO);
  const prometheus = await Prometheus.start(new URL(served.url).host);
  try {
    const errors = await viewColumn('errors', 'COUNT');
    assert.equal(await prometheus.number('sum(sysdrill_syscall_errors_total)'), errors);
    const calls = 'sum(sysdrill_syscall_duration_seconds_count)';
    assert.equal(await prometheus.number(`${calls} - sum(sysdrill_syscall_duration_seconds_bucket{le="+Inf"})`), 0);
    assert.ok(
      (await prometheus.number(`histogram_quantile(0.5, sum by (le) (sysdrill_syscall_duration_seconds_bucket))`)) > 0,
    );
  } finally {
    await prometheus.stop();
    await served.end();
  }
});

test('what cannot be is said', async () => {
  const cases: readonly (readonly [args: readonly string[], status: number, words: RegExp])[] = [
    [['serve', '-r', DEMO], 2, /usage: sysdrill serve --metrics ADDRESS/],
    [['serve', '--metrics', '127.0.0.1:0', '-w', '/nonexistent/a'], 2, /-w is for/],
    [['serve', '--metrics'], 2, /--metrics wants ADDRESS/],
    [['serve', '--metrics', 'localhost', '-r', DEMO], 1, /--metrics wants an address/],
    [['serve', '--metrics', '127.0.0.1:0', '-r', '/nonexistent/a.scap'], 1, /does not exist/],
    [['serve', '--metrics', '127.0.0.1:0', '-r', DEMO, '-v', 'nosuch'], 1, /no view nosuch/],
    [['serve', '--metrics', '127.0.0.1:0', '-r', DEMO, '-v', 'lsof'], 1, /lsof has no metrics/],
    [['serve', '--metrics', '127.0.0.1:0', '-r', DEMO, 'proc.nam=x'], 1, /no field proc\.nam/],
  ];
  for (const [args, status, words] of cases) {
    const ended = await run(args);
    assert.equal(ended.status, status, ended.err);
    assert.match(ended.err, words);
    assert.equal(ended.out, '');
  }
});

suite('the running system', { skip: skipLive }, () => {
  test('counts every call of a program, and goes on when events leave the memory', async () => {
    const count = compileFixture('count.c');
    const served = await serve('--memory', '1M', 'proc.name=count');
    const calls = async () => total(await page(served.url), 'sysdrill_syscall_events_total{syscall="lseek"}');
    await until(async () => {
      runProgram(count, 'mixed', '10');
      return (await calls()) > 0;
    });
    let before = await calls();
    for (let round = 0; round < 5; round++) {
      runProgram(count, 'mixed', '20000');
      const least = before + 1;
      await until(async () => (await calls()) >= least);
      const now = await calls();
      assert.ok(now >= before);
      before = now;
    }
    const [status, words] = await served.end();
    assert.equal(status, 0, words);
  });

  test('Prometheus sees, under load, what a recording of the same time holds', {
    skip: has('prometheus') ? false : 'no prometheus',
  }, async () => {
    const programs = ['count-warm', 'count-load'].map((name) => join(folder, name));
    for (const program of programs) copyFileSync(compileFixture('count.c'), program);
    const [warm = '', load = ''] = programs;
    const views = join(folder, 'load.yaml');
    writeFileSync(
      views,
      `id: calls_by_program
name: Calls
filter: proc.name startswith count- and evt.type in (lseek, getppid, read, write) and evt.dir=<
key: proc.name
columns: [{ name: CALLS, field: evt.count, aggregate: SUM }, { name: PROGRAM, field: proc.name }]
metrics: { name: load_calls, type: counter, column: CALLS, labels: { program: proc.name } }
`,
    );
    const file = join(folder, 'load.scap');
    const filter = 'proc.name startswith count-';
    const served = await serve('--view-file', views, '-v', 'calls_by_program', filter);
    const recorder = spawn(process.execPath, [MAIN, 'capture', '-w', file, filter], { stdio: 'ignore' });
    const prometheus = await Prometheus.start(new URL(served.url).host);
    try {
      const calls = async (program: string) => total(await page(served.url), `load_calls_total{program="${program}"}`);
      const size = () => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      // Both see the first program before the second starts.
      await until(async () => size() > 0);
      const before = size();
      await until(async () => {
        runProgram(warm, 'mixed', '1000');
        return size() > before && (await calls('count-warm')) > 0;
      });
      for (let round = 0; round < 10; round++) runProgram(load, 'mixed', '5000');
      let last = -1;
      await until(async () => {
        const now = await calls('count-load');
        const isSettled = now > 0 && now === last;
        last = now;
        await sleep(1000);
        return isSettled;
      });
      await until(
        async () => (await prometheus.number('sum(load_calls_total{program="count-load"}) or vector(0)')) === last,
      );
      recorder.kill('SIGINT');
      await once(recorder, 'close');
      const view = await run(['-r', file, '--view-file', views, '-v', 'calls_by_program', '--json']);
      const rows = view.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { PROGRAM: string; CALLS: number });
      const lost = total(await page(served.url), 'sysdrill_lost_events_total');
      assert.equal(rows.find(({ PROGRAM }) => PROGRAM === 'count-load')?.CALLS, last, `${lost} lost, ${view.err}`);
    } finally {
      recorder.kill();
      await prometheus.stop();
      await served.end();
    }
  });
});
