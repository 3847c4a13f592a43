// SPDX-License-Identifier: Apache-2.0
// How long from a key press to the complete frame that answers it, through a real pseudo-terminal: prints percentiles.
// node build/test/pty/frame-latency.js [presses] [program arguments…]; the demo with 10,000 live rows by default.

import { fileURLToPath } from 'node:url';
import { App } from './driver.js';

const DEMO = fileURLToPath(new URL('../ui/demo.js', import.meta.url));
const presses = Number(process.argv[2] ?? 500);
const program = process.argv.slice(3);
const args = program.length > 0 ? program : [DEMO, '--live', '--rows', '10000'];

/** Pressed in turn, so that each changes the screen. */
const PAIRS = [
  ['Down', 'Up'],
  ['PgDn', 'PgUp'],
  ['End', 'Home'],
  ['Right', 'Left'],
  ['?', 'Esc'],
] as const;

/** What the message line says: place, or the chosen column. It changes with each of the keys, and with nothing else. */
const messageLine = (app: App): string => app.lines.at(-2) ?? '';

/** ms from a key until the frame that answers it is whole. */
async function frameTime(app: App, key: string): Promise<number> {
  const before = messageLine(app);
  const start = performance.now();
  app.press(key);
  let end = start;
  await app.until(() => {
    end = performance.now();
    return messageLine(app) !== before;
  }, `the answer to ${key}`);
  return end - start;
}

function percentile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
}

const app = new App({ command: process.execPath, args, columns: 200, rows: 60, env: { COLORTERM: 'truecolor' } });
await app.expectScreen(/F1 Help/);
await app.expectScreen(/\d+\/\d+$/m);
for (const pair of PAIRS) {
  const times: number[] = [];
  for (let i = 0; i < presses / PAIRS.length; i++) {
    const key = pair[i % 2] ?? 'Down';
    times.push(await frameTime(app, key));
  }
  times.sort((a, b) => a - b);
  const line = [0.5, 0.95, 1].map((share) => percentile(times, share).padStart(8)).join(' ');
  console.log(`${pair.join(' ').padEnd(10)} ms p50, p95, max: ${line}`);
}
await app.close();
