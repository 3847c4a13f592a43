// SPDX-License-Identifier: Apache-2.0
// Attacks on the running system (test/fixtures/attacks.ts): which rules fire, and how long after the act the alert is on
// standard output.
//
//   sudo node test/bench/alerts.mjs [RULES…]     after npm run build; rules/ of the repository by default
//
// The time runs from the event until the line has been read here. ROUNDS=n of each, 5 by default, those in a container
// once; they need docker. Alerts belong to the act during which their event was.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN, ROOT } from '../../src/setup/bundle.mjs';

const { attack, attackField } = await import(join(ROOT, 'build/test/fixtures/attacks.js'));
const { ENGINES, whyNoEngine } = await import(join(ROOT, 'build/test/fixtures/container-engines.js'));

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const rules = process.argv.length > 2 ? process.argv.slice(2) : [join(ROOT, 'rules')];
/** ms in which an alert may come. */
const PATIENCE = 15_000;
/** ms between two acts, and after the last. */
const PAUSE = 300;
/** Two clocks: those of events and of this process agree to some ms. */
const SLACK = 20;

/** Alerts about our own processes and about containers: ms of the event, and of the line. */
function watch(environment) {
  const args = rules.flatMap((file) => ['--rules', file]);
  const filter = `proc.apid = ${process.pid} or container.id != host`;
  const child = spawn(process.execPath, [MAIN, '--json', ...args, '--rule-matching', 'all', filter], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const alerts = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    const came = Date.now();
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const { rule, time } = JSON.parse(line);
      alerts.push({ came, at: Date.parse(time), rule });
    }
  });
  return { child, alerts };
}

async function until(isThere) {
  for (const begin = Date.now(); Date.now() - begin < PATIENCE; await sleep(20)) if (isThere()) return;
}

const [docker] = ENGINES;
const noDocker = whyNoEngine(docker);
if (noDocker !== undefined) process.stderr.write(`no containers: ${noDocker}\n`);
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-alerts-'));
const engine = noDocker === undefined ? await docker.start(folder) : undefined;
const field = await attackField();
const { child, alerts } = watch(engine?.environment ?? {});
for (let tries = 0; tries < 60 && alerts.length === 0; tries++) {
  await attack('cat /etc/shadow');
  await sleep(500);
}

/** Each time that an act was done: from when to when, ms since the epoch. */
const acts = [];
let containers = 0;
async function act({ name, script, inContainer = false }) {
  const from = Date.now() - SLACK;
  const isOfAct = ({ at }) => at >= from;
  if (inContainer) {
    engine.run(`attack${containers}`, `${script}; sleep 2`);
    await until(() => alerts.some(isOfAct));
    await sleep(2500);
    engine.remove(`attack${containers++}`);
  } else await attack(script);
  acts.push({ name, from, to: Date.now() + SLACK });
  await sleep(PAUSE);
}

for (const attack of field.attacks) {
  if (attack.inContainer && engine === undefined) continue;
  for (let round = 0; round < (attack.inContainer ? 1 : ROUNDS); round++) await act(attack);
}
await until(() => alerts.some(({ at }) => at >= acts.at(-1).from));
await sleep(PAUSE);
child.kill('SIGINT');

process.stdout.write('| act | alerts | median, ms | longest, ms |\n|---|---|---|---|\n');
for (const { name } of field.attacks) {
  const done = acts.filter((one) => one.name === name);
  const found = done.map(({ from, to }) => alerts.filter(({ at }) => at >= from && at <= to));
  const times = found
    .flat()
    .map(({ came, at }) => came - at)
    .sort((a, b) => a - b);
  const fired = [...new Set(found.flat().map(({ rule }) => rule))].sort().join(', ');
  const missed = found.filter((some) => some.length === 0).length;
  if (done.length > 0)
    process.stdout.write(
      `| ${name} | ${fired || 'none'}${missed > 0 ? ` (${missed} of ${done.length} times none)` : ''} | ${Math.round(times[times.length >> 1])} | ${Math.round(times.at(-1))} |\n`,
    );
}
field.close();
await engine?.stop();
rmSync(folder, { recursive: true, force: true });
