// SPDX-License-Identifier: Apache-2.0
// Outputs against the programs that they are for: rsyslog over UDP, TCP and a unix socket, Prometheus' alertmanager. Each
// is started here, on loopback, with a configuration of its own; where it is not installed its tests are skipped.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openOutput } from '../../../../src/engine/rules/outputs/open-outputs.js';
import { sampleAlert } from './sample-alert.js';

const RSYSLOG = '/usr/sbin/rsyslogd';
const ALERTMANAGER = '/usr/bin/prometheus-alertmanager';
const missing = (path: string) => (existsSync(path) ? false : `${path} is not installed`);
const TIME = BigInt(Date.now()) * 1_000_000n + 123_456n;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function until<T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(100);
  }
  return assert.fail(`it did not happen: ${what}`);
}

function answers(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(undefined));
  });
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'close');
}

async function send(target: string, ...alerts: ReturnType<typeof sampleAlert>[]): Promise<void> {
  const output = openOutput(target, false);
  assert.ok(output.ok, output.ok ? '' : output.error);
  for (const alert of alerts) output.value.send(alert);
  assert.equal(await output.value.close(), undefined);
}

suite('rsyslog', { skip: missing(RSYSLOG) }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-rsyslog-'));
  const log = join(folder, 'messages');
  const socket = join(folder, 'stream');
  let child: ChildProcess | undefined;
  let port = 0;

  before(async () => {
    port = await freePort();
    const config = join(folder, 'rsyslog.conf');
    writeFileSync(
      config,
      `global(workDirectory="${folder}" parser.escapeControlCharactersOnReceive="off")
module(load="imudp")
module(load="imtcp")
module(load="imptcp")
template(name="parts" type="string" string="%syslogfacility-text%|%syslogseverity-text%|%timereported:::date-rfc3339%|%hostname%|%app-name%|%msgid%|%msg%\\n")
ruleset(name="all") { action(type="omfile" file="${log}" template="parts") }
input(type="imudp" address="127.0.0.1" port="${port}" ruleset="all")
input(type="imtcp" address="127.0.0.1" port="${port}" ruleset="all")
input(type="imptcp" path="${socket}" ruleset="all")
`,
    );
    child = spawn(RSYSLOG, ['-n', '-f', config, '-i', join(folder, 'pid')], { stdio: 'ignore' });
    await until('rsyslog listens', () => answers(port));
    await until('its socket is there', () => (existsSync(socket) ? true : undefined));
  });

  after(async () => {
    await end(child);
    rmSync(folder, { recursive: true });
  });

  const targets = [
    ['UDP', () => `syslog:udp://127.0.0.1:${port}`],
    ['TCP', () => `syslog:tcp://127.0.0.1:${port}`],
    ['a unix socket', () => `syslog:unix:${socket}`],
  ] as const;
  for (const [name, target] of targets) {
    test(`it reads every part of a message over ${name}`, async () => {
      const rule = `Read over ${name}`;
      const message = `tab\there, line\nend, é and "quotes" ${name}`;
      await send(target(), sampleAlert({ rule, priority: 'Critical', time: TIME, hostname: 'web-1', message }));
      const line = await until('the message arrives', () =>
        existsSync(log)
          ? readFileSync(log, 'utf8')
              .split('\n')
              .find((text) => text.includes(rule))
          : undefined,
      );
      const [facility, severity, time, host, program, id, ...text] = line.split('|');
      assert.deepEqual([facility, severity, host, program], ['auth', 'crit', 'web-1', 'sysdrill']);
      assert.equal(Date.parse(time ?? ''), Number(TIME / 1_000_000n));
      assert.equal(id, rule.replaceAll(' ', '_').slice(0, 32));
      assert.equal(
        text.join('|').replace('\ufeff', '').trim(),
        `${rule}: tab\\there, line\\nend, é and \\"quotes\\" ${name}`,
      );
    });
  }

  test('messages that follow each other over TCP stay apart', async () => {
    const names = Array.from({ length: 50 }, (_, k) => `burst ${k}.`);
    await send(
      `syslog:tcp://127.0.0.1:${port}`,
      ...names.map((message) => sampleAlert({ rule: 'Burst', time: TIME, message })),
    );
    const lines = await until('all have come', () => {
      const found = readFileSync(log, 'utf8')
        .split('\n')
        .filter((text) => text.includes('Burst: burst'));
      return found.length === names.length ? found : undefined;
    });
    for (const [k, line] of lines.entries()) assert.ok(line.includes(`burst ${k}.`), line);
  });
});

interface Shown {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly status: { readonly state: string };
}

suite('alertmanager', { skip: missing(ALERTMANAGER) }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-alertmanager-'));
  let child: ChildProcess | undefined;
  let url = '';

  before(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const config = join(folder, 'alertmanager.yml');
    writeFileSync(config, 'route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n');
    child = spawn(
      ALERTMANAGER,
      [
        `--config.file=${config}`,
        `--storage.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ],
      { stdio: 'ignore' },
    );
    await until('alertmanager is ready', () =>
      fetch(`${url}/-/ready`).then(
        ({ ok }) => (ok ? true : undefined),
        () => undefined,
      ),
    );
  });

  after(async () => {
    await end(child);
    rmSync(folder, { recursive: true });
  });

  test('it takes alerts, and repetitions of one as one', async () => {
    const one = { rule: 'Shell in a container', priority: 'Warning', time: TIME, hostname: 'web-1' } as const;
    await send(
      `alertmanager:${url}`,
      sampleAlert({ ...one, message: 'first', tags: ['container', 'T1059'] }),
      sampleAlert({ ...one, message: 'again', tags: ['container', 'T1059'] }),
      sampleAlert({ ...one, rule: 'Another', message: 'other' }),
    );
    const shown = (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly Shown[];
    const names = shown.map(({ labels }) => labels['alertname']).sort();
    assert.deepEqual(names, ['Another', 'Shell in a container']);
    const alert = shown.find(({ labels }) => labels['alertname'] === 'Shell in a container');
    assert.deepEqual(alert?.labels, {
      alertname: 'Shell in a container',
      priority: 'Warning',
      source: 'syscall',
      instance: 'web-1',
      tags: 'container,T1059',
    });
    assert.deepEqual(alert.annotations, { description: 'again' });
    assert.equal(Date.parse(alert.startsAt), Number(TIME / 1_000_000n));
    assert.equal(alert.status.state, 'active');
  });
});
