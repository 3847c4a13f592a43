// SPDX-License-Identifier: Apache-2.0
// The engine's thread.

import { parentPort, workerData } from 'node:worker_threads';
import type { EngineOptions } from './engine-options.js';
import { serveEngine } from './serve.js';

if (parentPort === null) throw new Error('worker.ts runs in a worker thread only');
await serveEngine(workerData as EngineOptions, parentPort);
