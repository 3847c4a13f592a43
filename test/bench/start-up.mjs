// SPDX-License-Identifier: Apache-2.0
// How long sysdrill takes until something is to be seen, with the program as it is shipped. In a terminal: the first frame,
// the first rows, and a key that is pressed before those are there. Without one: --version, --help, and -p of a small
// capture. Medians of rounds; node alone, in the same rounds, is what no program of node's can be under.
// `npm run build && node test/bench/start-up.mjs [LARGE.scap]`, ROUNDS=n for other than 5.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import xterm from '@xterm/headless';
import * as pty from 'node-pty';
import { MAIN, ROOT } from '../../src/setup/bundle.mjs';

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const DEMO = join(ROOT, 'docs', 'demo.scap');
const LARGE = process.argv[2];
/** ms. */
const PATIENCE = 60_000;
const POLL = 5;

const TEXT = {
  'node alone': ['-e', '0'],
  '--version': [MAIN, '--version'],
  '--help': [MAIN, '--help'],
  '-p of the first event': [MAIN, '-r', DEMO, '-p', '%evt.num', '-n', '1'],
};

const figures = new Map();
const note = (name, ms) => figures.set(name, [...(figures.get(name) ?? []), ms]);

function timeText(name, args) {
  const begin = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name}: ${stderr}`);
  note(name, performance.now() - begin);
}

/** A process of the start view: its number comes first. */
const isRow = (line) => /^\s*\d+\s+\d+\s/.test(line);
/** Pressed as soon as there is a frame, while the capture is still being read. */
const HELP = { press: '?', shows: 'Shows the whole machine' };

/** Opens a capture in a terminal, and notes ms until the first frame, then until the first rows or what a key shows. */
async function timeScreen(name, path, key) {
  const terminal = new xterm.Terminal({ cols: 120, rows: 40, allowProposedApi: true });
  const begin = performance.now();
  const env = { ...process.env, TERM: 'xterm-256color', HOME: '/nonexistent', XDG_CONFIG_HOME: '/nonexistent' };
  const child = pty.spawn(process.execPath, [MAIN, '-r', path], { name: 'xterm-256color', cols: 120, rows: 40, env });
  child.onData((data) => terminal.write(data));
  const ended = new Promise((resolve) => child.onExit(resolve));
  const lines = () =>
    Array.from({ length: 40 }, (_, y) => terminal.buffer.active.getLine(y)?.translateToString(true) ?? '');
  const until = async (isThere, what) => {
    while (!isThere(lines())) {
      if (performance.now() - begin > PATIENCE)
        throw new Error(`${name}: no ${what} within ${PATIENCE} ms\n${lines().join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, POLL));
    }
    note(`${name}: ${what}`, performance.now() - begin);
  };
  await until((all) => all.some((line) => line.includes('F1 Help')), 'first frame');
  if (key === undefined) await until((all) => all.filter(isRow).length > 3, 'first rows');
  else {
    const pressed = performance.now();
    child.write(key.press);
    await until((all) => all.some((line) => line.includes(key.shows)), `${key.press} obeyed`);
    note(`${name}: ${key.press} until it shows`, performance.now() - pressed);
  }
  child.kill();
  await ended;
}

for (let round = 0; round < ROUNDS; round++) {
  for (const [name, args] of Object.entries(TEXT)) timeText(name, args);
  for (const [name, path] of [
    ['demo', DEMO],
    ['large', LARGE],
  ]) {
    if (path === undefined) continue;
    await timeScreen(name, path);
    await timeScreen(name, path, HELP);
  }
}
for (const [name, all] of figures) {
  const sorted = all.toSorted((a, b) => a - b);
  console.log(
    `${name.padEnd(28)} ${sorted[sorted.length >> 1].toFixed(0).padStart(6)} ms   (${sorted[0].toFixed(0)} to ${sorted.at(-1).toFixed(0)})`,
  );
}
