// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { childEnvironment, endText, Job, Jobs } from '../../../src/ui/actions/job.js';
import { HOSTILE_NAMES } from '../hostile-names.js';

const NODE = process.execPath;

function run(code: string, ...args: string[]): Job {
  return new Job(['node', '-e', code, ...args], NODE, () => undefined);
}

describe('a job', () => {
  it('keeps both outputs as lines', async () => {
    const job = run('process.stdout.write("a\\nb\\r\\nc"); process.stderr.write("err\\n")');
    assert.deepEqual(await job.ended, { problem: undefined });
    assert.deepEqual([...job.lines].sort(), ['a', 'b', 'c', 'err']);
    assert.equal(job.isRunning, false);
  });

  it('hands every argument over as it is: nothing reads it before the program', async () => {
    const names = HOSTILE_NAMES.filter(
      (name) => !/[\ud800-\udfff]/.test(name.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '')),
    );
    const job = run('process.stdout.write(JSON.stringify(process.argv.slice(1)))', ...names);
    await job.ended;
    assert.deepEqual(JSON.parse(job.lines.join('')), names);
  });

  it('says how it ended', async () => {
    assert.deepEqual(await run('process.exit(3)').ended, { problem: 'ended with status 3' });
    const missing = new Job(['nosuch'], '/nonexistent/nosuch', () => undefined);
    assert.match((await missing.ended).problem ?? '', /could not be started/);
    assert.equal(endText(0, null), undefined);
    assert.equal(endText(137, null), 'ended with status 137 (SIGKILL)');
    assert.equal(endText(null, 'SIGTERM'), 'was ended by SIGTERM');
  });

  it('has no input: a program that asks gets an end', async () => {
    const job = run('process.stdin.on("end", () => console.log("end")).resume()');
    await job.ended;
    assert.deepEqual(job.lines, ['end']);
  });

  it('ends with what it has started when it is stopped, even where it does not want to', async () => {
    const code = `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"], { stdio: "inherit" });
      process.on("SIGTERM", () => console.log("no")); console.log("ready"); setInterval(() => 0, 1000)`;
    let changed = (): void => undefined;
    const job = new Job(['node', '-e', code], NODE, () => changed());
    await new Promise<void>((resolve) => {
      changed = () => job.lines.includes('ready') && resolve();
      changed();
    });
    job.stop();
    // `close` comes when nobody holds the pipes any more: the grandchild has ended, too.
    assert.match((await job.ended).problem ?? '', /SIGKILL/);
  });

  it('ends with its session', async () => {
    const jobs = new Jobs();
    const job = jobs.start(['node', '-e', 'setInterval(() => 0, 1000)'], NODE, () => undefined);
    jobs.stopAll();
    assert.match((await job.ended).problem ?? '', /SIGTERM/);
  });

  it('keeps the newest lines of very many, and breaks very long ones', async () => {
    const job = run('for (let i = 0; i < 60000; i++) console.log(i); console.log("x".repeat(10000))');
    await job.ended;
    assert.equal(job.lines.length + job.dropped, 60_003);
    assert.ok(job.lines.length <= 50_000);
    assert.equal(job.lines.at(-4), '59999');
    assert.ok(job.lines.every((line) => line.length <= 4096));
  });
});

describe('the environment of commands', () => {
  it('lets less run nothing', () => {
    const env = childEnvironment({ LESSOPEN: '|lesspipe %s', LESSCLOSE: 'x', PATH: '/bin' });
    assert.deepEqual(env, { PATH: '/bin', LESSSECURE: '1' });
  });
});
