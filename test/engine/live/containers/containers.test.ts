// SPDX-License-Identifier: Apache-2.0
// Real containers of real engines: three that use the CPU, the disk and the network, seen by name and image while they run,
// and in the recording when the engine is gone.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENGINES, type Engine, whyNoEngine } from '../../../fixtures/container-engines.js';
import { emptyFolder, has, whyNoLiveTests } from '../../../fixtures/live-capture.js';
import { compareWithSysdig } from '../../../fixtures/peer-readers.js';
import { MAIN } from '../../../fixtures/program-file.js';

const skip = whyNoLiveTests() ?? false;
const noSysdig = has('sysdig') ? false : 'no sysdig to read with';
const folder = emptyFolder();
after(() => rmSync(folder, { recursive: true, force: true }));

const WORK = {
  cpu: 'while :; do i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; sleep 0.1; done',
  disk: 'while :; do dd if=/dev/zero of=/tmp/file bs=4096 count=100 2>/dev/null; sleep 0.1; done',
  net: 'mkdir /w; echo hello > /w/index.html; httpd -p 127.0.0.1:8088 -h /w; while :; do wget -q -O - http://127.0.0.1:8088/ > /dev/null; sleep 0.1; done',
} as const;

type Row = Readonly<Record<string, string | number | null>>;

function rows(args: readonly string[], environment: Readonly<Record<string, string>> = {}): readonly Row[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, '--json', ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, stderr);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}

function rowOf(table: readonly Row[], name: string): Row {
  const row = table.find((candidate) => candidate['NAME'] === name);
  return row ?? assert.fail(`no container ${name} in ${JSON.stringify(table)}`);
}

/** Whatever else runs: only the columns that say what a container is. */
function identities(table: readonly Row[]): readonly string[] {
  return table.map((row) => [row['ENGINE'], row['IMAGE'], row['ID'], row['NAME']].join(' ')).sort();
}

async function record(path: string, engine: Engine, work: () => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, [MAIN, 'capture', '-w', path], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...engine.environment },
  });
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const ended = once(child, 'close');
  try {
    while (!existsSync(path) || statSync(path).size === 0) {
      assert.equal(child.exitCode, null, errors);
      await sleep(20);
    }
    await work();
  } finally {
    child.kill('SIGINT');
  }
  assert.equal((await ended)[0], 0, errors);
}

for (const kind of ENGINES) {
  suite(`containers of ${kind.name}`, { skip: skip || (whyNoEngine(kind) ?? false) }, () => {
    const place = join(folder, kind.name);
    const path = join(folder, `${kind.name}.scap`);
    const name = (work: keyof typeof WORK) => `sysdrill-${work}`;
    const image = kind.image === '' ? null : kind.image;
    let engine: Engine | undefined;
    let isRunning = false;
    let live: readonly Row[] = [];
    const areNamed = (table: readonly Row[]) =>
      Object.keys(WORK).every((work) => table.some((row) => row['NAME'] === `sysdrill-${work}`));
    let ids: Readonly<Record<string, string>> = {};
    let inside: Readonly<Record<string, readonly number[]>> = {};

    async function stop(): Promise<void> {
      if (!isRunning) return;
      isRunning = false;
      for (const work of ['cpu', 'disk', 'net'] as const) {
        try {
          engine?.remove(name(work));
        } catch {
          // A test failed before it was there.
        }
      }
      await engine?.stop();
    }

    after(stop);

    test('are there by name and image, those from before the capture and those that begin in it', async (t) => {
      mkdirSync(place);
      try {
        engine = await kind.start(place);
        isRunning = true;
        engine.run(name('cpu'), WORK.cpu);
      } catch (error) {
        // An engine that runs nothing here: the others may.
        await stop();
        engine = undefined;
        return t.skip((error as Error).message);
      }
      const running = engine;
      await record(path, running, async () => {
        running.run(name('disk'), WORK.disk);
        running.run(name('net'), WORK.net);
        await sleep(2000);
        inside = Object.fromEntries((['cpu', 'disk', 'net'] as const).map((work) => [work, running.pids(name(work))]));
        // Until the engine has answered, a container is its id: on a busy machine that takes a while.
        for (let tries = 0; tries < 10 && !areNamed(live); tries++)
          live = rows(['-v', 'containers', '-M', '3'], running.environment);
      });
      for (const work of ['cpu', 'disk', 'net'] as const) {
        const row = rowOf(live, name(work));
        assert.equal(row['ENGINE'], kind.name.toLowerCase());
        if (image !== null) assert.equal(row['IMAGE'], image);
        ids = { ...ids, [work]: String(row['ID']) };
      }
    });

    /** A test of what the first one has started. */
    const further = (title: string, run: (t: TestContext) => void | Promise<void>, options = {}) =>
      test(title, options, (t) => (engine === undefined ? t.skip('the engine runs nothing here') : run(t)));

    further('cost what they cost', () => {
      const value = (work: keyof typeof WORK, column: string) => Number(rowOf(live, name(work))[column]);
      assert.ok(value('cpu', 'CPU') > 5, `${value('cpu', 'CPU')} %`);
      assert.ok(value('disk', 'FILE') > 100_000, `${value('disk', 'FILE')} bytes`);
      assert.ok(value('net', 'NET') > 500, `${value('net', 'NET')} bytes`);
      assert.ok(value('disk', 'NET') < value('net', 'NET'));
      assert.ok(value('net', 'FILE') < value('disk', 'FILE'));
    });

    further('are in the recording when their engine is gone', async () => {
      await stop();
      const recorded = rows(['-r', path, '-v', 'containers']);
      const ours = (table: readonly Row[]) => identities(table).filter((text) => text.includes(' sysdrill-'));
      assert.deepEqual(ours(recorded), ours(live));
      assert.equal(ours(recorded).length, 3);
    });

    further('show their processes only, further in', () => {
      for (const work of ['cpu', 'disk', 'net'] as const) {
        const others = (['cpu', 'disk', 'net'] as const).filter((other) => other !== work);
        for (const filter of [`container.id=${ids[work]}`, `container.name=${name(work)}`]) {
          const processes = rows(['-r', path, '-v', 'procs', filter]);
          const pids = new Set(processes.map((row) => Number(row['PID'])));
          const [first] = inside[work] ?? [];
          assert.ok(first !== undefined && pids.has(first), `${filter}: its first process`);
          for (const other of others) for (const pid of inside[other] ?? []) assert.ok(!pids.has(pid), filter);
          assert.ok(!pids.has(process.pid), filter);
          // Whatever runs in there was started by its shell, or is the engine's on the way into it.
          const commands = processes.map((row) => String(row['Command']));
          const foreign = commands.filter(
            (text) =>
              !/^(\/bin\/)?(sh|sleep|dd|wget|httpd|mkdir)\b|runc|crun|conmon|containerd-shim|^exe|init$/.test(text),
          );
          assert.deepEqual(foreign, [], filter);
        }
      }
    });

    const same = async (t: TestContext): Promise<void> => {
      const { lines, kinds } = await compareWithSysdig(path, process.pid);
      t.diagnostic(`${lines} lines, ${JSON.stringify(Object.fromEntries(kinds))}`);
      assert.ok(lines > 1000, `${lines} lines`);
      // It finds no id in the control groups that the others make.
      if (kind.name !== 'Docker') return;
      const filter = `container.id=${ids['disk']} and evt.type=write and fd.name=/tmp/file`;
      const { stdout } = spawnSync('sysdig', ['-r', `${path}.old`, '-p', '%container.name %container.image', filter], {
        encoding: 'utf8',
      });
      assert.deepEqual([...new Set(stdout.trim().split('\n'))], [`${name('disk')} ${image ?? ''}`.trim()]);
    };
    further('and sysdig 0.29.3 reads the same, line by line, names and images too', same, { skip: noSysdig });
  });
}
