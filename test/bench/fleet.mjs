// SPDX-License-Identifier: Apache-2.0
// A fleet on one machine: 1, 10, 100 and 1,000 agents in four processes, each with one capture for all its agents and a
// connection for each agent, over one nats-server with TLS. Measured at the screen's end: time to a complete table of the
// first 50 rows of all, CPU of this process meanwhile, bytes that came; and the CPU of agents that nobody asks.
// `npm run build && node test/bench/fleet.mjs [CAPTURE]`, AGENTS=1,10 for other numbers, ROUNDS=n for other than 9.

import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as dial } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../../src/setup/bundle.mjs';

const PROCESSES = 4;
const PORT = 4599;
const TOP = 50;
const ROUNDS = Number(process.env['ROUNDS'] ?? 9);
const IDLE_MS = 10_000;
const NUMBERS = (process.env['AGENTS'] ?? '1,10,100,1000').split(',').map(Number);
/** A view with keys of hosts' own, and one with keys that all share. */
const VIEW_IDS = ['procs', 'syscalls'];
const CAPTURE = process.argv[2] ?? join(ROOT, 'docs', 'demo.scap');

const built = (path) => import(new URL(`../../build/src/${path}`, import.meta.url).href);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** A thousand handshakes at once take longer than one may. */
async function dialled(attempt) {
  for (let left = 20; ; left--) {
    const port = await attempt();
    if (port.ok) return port;
    if (left === 0) throw new Error(port.error);
  }
}

async function runAgents(url, ca, names) {
  const { openInput } = await built('engine/pipeline/open-input.js');
  const { captureProgress } = await built('engine/ingest/capture-progress.js');
  const { EngineStatusMeter } = await built('engine/pipeline/engine-status.js');
  const { HostAgent } = await built('fleet/host-agent.js');
  const { HostVitals } = await built('fleet/host-vitals.js');
  const { TableMaker } = await built('fleet/table-maker.js');
  const { natsAgentPort } = await built('fleet/nats-link.js');
  const { HELLO_EVERY } = await built('fleet/roster.js');
  const { VIEWS: views } = await built('views/index.js');
  const opened = await openInput({ kind: 'file', paths: [CAPTURE] }, { rawBudget: undefined });
  if (!opened.ok) throw new Error(opened.error);
  const { capture, source } = opened.value;
  for await (const _ of captureProgress(source, capture));
  const meter = new EngineStatusMeter(opened.value);
  meter.ended();
  const shared = { maker: new TableMaker(capture), vitals: new HostVitals(capture) };
  const common = { program: 'bench', labels: {}, capture, views, audit: () => undefined, ...shared };
  for (const host of names) {
    const port = await dialled(() => natsAgentPort(url, host, { ca }));
    const agent = new HostAgent({ ...common, host, instance: host, status: () => meter.message().status });
    port.value.serve((asking) => agent.ask(asking));
    setInterval(() => port.value.announce(agent.hello()), HELLO_EVERY);
  }
  process.send('ready');
  process.on('message', () => process.send(process.cpuUsage()));
}

function answerOf(child, question) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', () => reject(new Error('a process of agents has ended')));
    if (question !== undefined) child.send(question);
  });
}

async function cpuOf(children) {
  const usages = await Promise.all(children.map((child) => answerOf(child, 'cpu')));
  return usages.reduce((sum, { user, system }) => sum + user + system, 0) / 1000;
}

async function measure(number, url, ca) {
  const names = Array.from({ length: number }, (_, i) => `host-${String(i).padStart(4, '0')}`);
  const used = Math.min(PROCESSES, number);
  const children = Array.from({ length: used }, (_, p) => {
    const own = names.filter((_, i) => i % used === p);
    return fork(fileURLToPath(import.meta.url), [CAPTURE, 'agents', url, JSON.stringify(own)], {
      env: { ...process.env, BENCH_CA: ca },
    });
  });
  await Promise.all(children.map((child) => answerOf(child)));
  const { FleetClient } = await built('fleet/fleet-client.js');
  const { natsFleetPort } = await built('fleet/nats-link.js');
  const { fleetTable } = await built('fleet/fleet-table.js');
  const { VIEWS } = await built('views/index.js');
  const port = await natsFleetPort(url, { ca });
  if (!port.ok) throw new Error(port.error);
  const client = new FleetClient(port.value);
  await client.discover(20_000);
  const { hosts } = client;
  if (hosts.length !== number) throw new Error(`${hosts.length} of ${number} agents are there`);
  for (const id of VIEW_IDS) {
    const view = VIEWS.find((one) => one.id === id);
    const common = { view, filter: '', window: {}, containers: false, sort: undefined, text: '', budget: 10_000 };
    const ms = [];
    const cpu = [];
    for (let round = 0; round <= ROUNDS; round++) {
      const before = process.cpuUsage();
      const started = performance.now();
      const made = await fleetTable(client, hosts, { ...common, top: TOP, wait: 60_000, patience: 60_000 });
      if (!made.ok || made.value.answered.length !== number) throw new Error(`${id}: not all hosts have answered`);
      const used = process.cpuUsage(before);
      // The first one warms up: tables of the hosts, and this process's code.
      if (round === 0) continue;
      ms.push(performance.now() - started);
      cpu.push((used.user + used.system) / 1000);
    }
    const range = `${Math.round(Math.min(...ms))}-${Math.round(Math.max(...ms))}`;
    console.log(`| ${number} | ${id} | ${Math.round(median(ms))} (${range}) | ${median(cpu).toFixed(1)} |`);
  }
  const idle = await cpuOf(children);
  await pause(IDLE_MS);
  const perAgent = ((await cpuOf(children)) - idle) / number / (IDLE_MS / 1000);
  console.log(`| ${number} | idle | | ${perAgent.toFixed(3)} ms CPU of an agent a second |`);
  await client.close();
  for (const child of children) child.kill();
  await Promise.all(children.map((child) => new Promise((resolve) => child.once('exit', resolve))));
}

async function main() {
  const { makeAuthority, makeServerCertificate } = await built('fleet/certificates.js');
  const directory = mkdtempSync(join(tmpdir(), 'sysdrill-bench-'));
  const authority = makeAuthority('bench', new Date());
  const { certificate, key } = makeServerCertificate(authority, 'bench', ['127.0.0.1', 'localhost'], new Date());
  writeFileSync(join(directory, 'server.pem'), certificate);
  writeFileSync(join(directory, 'server.key'), key);
  const config = `listen: "127.0.0.1:${PORT}"\ntls { cert_file: "${directory}/server.pem", key_file: "${directory}/server.key" }\n`;
  writeFileSync(join(directory, 'server.conf'), config);
  const server = spawn('nats-server', ['-c', join(directory, 'server.conf')], { stdio: 'ignore' });
  try {
    while (
      !(await new Promise((resolve) =>
        dial(PORT, '127.0.0.1')
          .once('connect', () => resolve(true))
          .once('error', () => resolve(false)),
      ))
    ) {
      await pause(50);
    }
    console.log(
      `| agents | view | ms to a complete table of ${TOP} rows: median (least-most) of ${ROUNDS} | ms CPU of the screen |`,
    );
    console.log('| --- | --- | --- | --- |');
    for (const number of NUMBERS) await measure(number, `tls://127.0.0.1:${PORT}`, authority.certificate);
  } finally {
    server.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

if (process.argv[3] === 'agents') {
  await runAgents(process.argv[4], process.env['BENCH_CA'], JSON.parse(process.argv[5]));
} else {
  await main();
  process.exit(0);
}
