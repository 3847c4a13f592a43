// SPDX-License-Identifier: Apache-2.0
// The engine's thread. In dist/ what it does is in a file that the text output has in common with it.

import { parentPort, workerData } from 'node:worker_threads';
import type { EngineOptions } from './engine-options.js';

async function serve(): Promise<void> {
  if (parentPort === null) throw new Error('worker.ts runs in a worker thread only');
  const { serveEngine } = await import('./serve.js');
  await serveEngine(workerData as EngineOptions, parentPort);
}

void serve();
