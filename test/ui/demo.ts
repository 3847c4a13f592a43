// SPDX-License-Identifier: Apache-2.0
// The interface over generated data, to look at and for the stories in a real terminal:
// node build/test/ui/demo.js [--live] [--loading] [--late] [--failed] [--early] [--rows N] [--delay MS] [--theme NAME] [--ascii]
// [--pid N [--started NS] [--name NAME]]

import { parseArgs } from 'node:util';
import type { EngineStatus } from '../../src/engine/protocol/protocol.js';
import { bootTime, processNow } from '../../src/ui/actions/process-identity.js';
import { runApp } from '../../src/ui/app.js';
import { DEMO_VIEWS } from './demo-views.js';
import { FakeEngine } from './fake-engine.js';

const { values } = parseArgs({
  options: {
    live: { type: 'boolean', default: false },
    loading: { type: 'boolean', default: false },
    late: { type: 'boolean', default: false },
    failed: { type: 'boolean', default: false },
    early: { type: 'boolean', default: false },
    crash: { type: 'boolean', default: false },
    ascii: { type: 'boolean', default: false },
    rows: { type: 'string', default: '10000' },
    delay: { type: 'string', default: '0' },
    theme: { type: 'string', default: 'auto' },
    view: { type: 'string', default: 'procs' },
    filter: { type: 'string', default: '' },
    pid: { type: 'string' },
    started: { type: 'string' },
    name: { type: 'string', default: 'sleep' },
  },
});

function startState(): EngineStatus['state'] | undefined {
  if (values.loading) return { kind: 'loading', fraction: 0.01 };
  if (values.failed)
    return { kind: 'failed', message: 'demo.scap is not a capture: it begins with "<html>"', hint: 'check the file' };
  if (values.early) return { kind: 'ended-early', offset: 3_407_872, reason: 'block length 0' };
  return undefined;
}

/** With --pid every row stands for that process, which must be a child of the story; --started says since when (ns). */
async function fieldsOfProcess(fields: readonly string[]): Promise<(string | null)[]> {
  const pid = values.pid ?? '';
  const started = values.started ?? String((await processNow(pid, bootTime()))?.started ?? '');
  const texts = new Map([
    ['proc.pid', pid],
    ['proc.pid.ts', started],
    ['proc.name', values.name],
    ['container.id', 'host'],
  ]);
  return fields.map((field) => texts.get(field) ?? null);
}

const state = startState();
const engine = new FakeEngine({
  views: DEMO_VIEWS,
  rows: values.failed || values.late ? 0 : Number(values.rows),
  delay: Number(values.delay),
  live: values.live,
  ...(state === undefined ? {} : { state }),
  ...(values.pid === undefined ? {} : { rowFields: fieldsOfProcess }),
});

// The first rows come when the story says so.
if (values.late) process.once('SIGUSR2', () => engine.grow(Number(values.rows)));

let fraction = 0.01;
const timer = setInterval(() => {
  if (values.live) engine.tick();
  if (!values.loading) return;
  fraction = Math.min(1, fraction + 0.07);
  engine.setStatus({ state: fraction < 1 ? { kind: 'loading', fraction } : { kind: 'complete' } });
}, 500);

if (values.crash) {
  setTimeout(() => {
    throw new Error('the demo was asked to crash');
  }, 1500);
}

const status = await runApp(engine, DEMO_VIEWS, {
  view: values.view,
  filter: values.filter,
  theme: values.theme,
  ascii: values.ascii,
});
clearInterval(timer);
process.exit(status);
