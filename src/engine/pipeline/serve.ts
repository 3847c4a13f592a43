// SPDX-License-Identifier: Apache-2.0
// Serves an engine at one end of a port; client.ts is at the other. The engine's thread does, and tests within their own.

import { createReadStream } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { VIEWS } from '../../views/index.js';
import { openByteSource } from '../scap/byte-source.js';
import { runEngine } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import { type FromEngine, messagesOf, type ToEngine } from './messages.js';
import { nameOptions } from './name-options.js';
import { openInput } from './open-input.js';

/** The bytes of a compressed or piped capture may take one in so many of the memory for events. */
const RAW_SHARE = 4;

export async function serveEngine(options: EngineOptions, port: MessagePort): Promise<void> {
  const { input, memory, names, refresh, userViews } = options;
  const post = (message: FromEngine): void => {
    port.postMessage(message);
    if (message.kind === 'closed' || message.kind === 'failed') port.close();
  };
  const opened = await openInput(input, {
    rawBudget: memory / RAW_SHARE,
    names: nameOptions(names.users, names.ports),
    open: (path) => (path === '-' ? openByteSource('-', standardInput()) : openByteSource(path)),
  });
  if (!opened.ok) return post({ kind: 'failed', message: opened.error });
  const engineInput = { ...opened.value, views: [...VIEWS, ...userViews], refresh, memory };
  runEngine(engineInput, messagesOf<ToEngine>(port)).subscribe(post);
}

/** The process's own: process.stdin of a worker is another one, and empty. */
function standardInput() {
  return createReadStream('', { fd: 0, autoClose: false });
}
