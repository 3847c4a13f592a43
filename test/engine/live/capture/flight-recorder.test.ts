// SPDX-License-Identifier: Apache-2.0
// `sysdrill record` on the running system: files, indexes, alerts in the recording, the span that a rule saves, a ring
// that stays within its size.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { capturesIn, readIndex } from '../../../../src/engine/ring/ring-folder.js';
import { MAIN, run } from '../../../cli/program.js';
import { whyNoLiveTests } from '../../../fixtures/live-capture.js';

const skip = whyNoLiveTests() ?? false;
const home = mkdtempSync(join(tmpdir(), 'sysdrill-recorder-'));
after(() => rmSync(home, { recursive: true }));

/** Only what reads this file is of interest. */
const MARKER = join(home, 'marker');
const RULES = join(home, 'rules.yaml');
writeFileSync(MARKER, 'x');
writeFileSync(
  RULES,
  `- rule: Marker read
  desc: somebody reads the marker
  condition: evt.type in (open, openat, openat2) and fd.name = ${MARKER}
  output: marker read by %proc.name
  priority: WARNING
  capture: {before: 2s, after: 1s}
`,
);

class Recorder {
  readonly child: ChildProcess;
  out = '';
  err = '';

  constructor(...args: readonly string[]) {
    this.child = spawn(process.execPath, [MAIN, 'record', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.out += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
  }

  /** Does the work again and again until something holds. */
  async until(holds: () => boolean, work: () => void): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      if (holds()) return;
      assert.equal(this.child.exitCode, null, this.err);
      work();
      await sleep(100);
    }
    assert.fail(`it did not happen: ${this.out} ${this.err}`);
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    const [status] = (await once(this.child, 'close')) as [number | null];
    return status;
  }
}

function readMarker(): void {
  spawnSync('cat', [MARKER]);
}

suite('the flight recorder', { skip }, () => {
  test('an alert is printed, recorded, found again, and its span saved', async () => {
    const folder = join(home, 'ring');
    const recorder = new Recorder('--file-time', '2s', '--rules', RULES, folder);
    const spans = () => (existsSync(join(folder, 'alerts')) ? readdirSync(join(folder, 'alerts')) : []);
    const finished = () => spans().filter((name) => name.endsWith('.scap'));
    // Further alerts make a span longer: it ends in a pause.
    let tries = 0;
    const readAtTimes = () => {
      if (tries++ % 40 === 0) readMarker();
    };
    await recorder.until(() => finished().length > 0 && capturesIn(folder).length > 1, readAtTimes);
    assert.match(recorder.out, /Warning marker read by cat/);
    assert.equal(await recorder.stop(), 0, recorder.err);
    const files = capturesIn(folder);
    assert.ok(files.every((file) => readIndex(file) !== undefined));
    assert.ok(files.every((file) => (statSync(file).mode & 0o777) === 0o600));
    assert.ok(files.some((file) => readIndex(file)?.drops !== undefined));

    const { out } = await run(['alerts', folder, '--json']);
    const alerts = out.split('\n').filter(Boolean);
    assert.ok(alerts.length > 0);
    assert.equal((JSON.parse(alerts[0] ?? '') as { rule: string }).rule, 'Marker read');
    const again = await run(['-r', folder, '--rules', RULES]);
    // Alerts of the last moment may have missed the end of the recording; events never do.
    assert.ok(again.out.split('\n').filter(Boolean).length >= alerts.length);

    const span = join(folder, 'alerts', finished()[0] ?? '');
    const saved = await run(['-r', span, '-p', '%proc.name', 'fd.name', '=', MARKER, 'and', 'evt.type', '=', 'openat']);
    assert.match(saved.out, /cat/);
  });

  test('a folder has one recorder, and stays within its size', async () => {
    const folder = join(home, 'small');
    const recorder = new Recorder('--disk', '16M', '--file-size', '1M', '--file-time', '1s', folder);
    await recorder.until(
      () => existsSync(folder) && capturesIn(folder).length > 0,
      () => undefined,
    );
    const second = await run(['record', folder]);
    assert.equal(second.status, 1);
    assert.match(second.err, new RegExp(`process ${recorder.child.pid} is recording into`));
    const [first = ''] = capturesIn(folder);
    await recorder.until(
      () => !existsSync(first),
      () => void spawnSync('sh', ['-c', 'find /usr/lib /etc > /dev/null']),
    );
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    // What was written since the last look at the folder comes on top.
    assert.ok(bytes < 64e6, `${bytes} bytes`);
    assert.equal(await recorder.stop(), 0, recorder.err);
  });

  test('mistakes are reported before anything is recorded', async () => {
    assert.match((await run(['record'])).err, /record wants a folder/);
    assert.match((await run(['record', '--keep', 'long', home])).err, /--keep wants a time such as 24h, not "long"/);
    assert.match((await run(['record', '--disk', '1M', home])).err, /--disk wants at least 16M/);
    const bad = join(home, 'bad.yaml');
    writeFileSync(bad, '- rule: X\n');
    const ended = await run(['record', '--rules', bad, join(home, 'never')]);
    assert.equal(ended.status, 1);
    assert.match(ended.err, /bad\.yaml/);
    assert.equal(existsSync(join(home, 'never')), false);
  });
});
