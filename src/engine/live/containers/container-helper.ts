// SPDX-License-Identifier: Apache-2.0
// The helper of container-feed.ts: a program of its own, started by the capture process. Ends when its input closes.

import type { HelperLine } from './container-feed.js';
import { ContainerMetadata } from './container-metadata.js';
import { containerSources } from './container-sockets.js';

const PERIOD = 1000;

function say(line: HelperLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const metadata = new ContainerMetadata(containerSources(process.env), (container) => say({ container }));
let last = '';
setInterval(() => {
  const sources = metadata.reports();
  const text = JSON.stringify(sources);
  if (text !== last) say({ sources });
  last = text;
}, PERIOD);

const end = (): never => process.exit(0);
process.stdin.on('end', end).on('close', end).on('error', end).resume();
process.stdout.on('error', end);
// Ctrl-C reaches the whole group of processes; the capture process decides when we end.
process.on('SIGINT', () => undefined);
metadata.start();
