// SPDX-License-Identifier: Apache-2.0
// Serves an engine at one end of a port; client.ts is at the other. The engine's thread does, and tests within their own.

import { createReadStream } from 'node:fs';
import type { MessagePort } from 'node:worker_threads';
import { VIEWS } from '../../views/index.js';
import { ok, type Result } from '../result.js';
import { type ByteSource, openByteSource } from '../scap/byte-source.js';
import type { NameOptions } from '../state/names.js';
import { runEngine } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import { type FromEngine, messagesOf, type ToEngine } from './messages.js';
import { nameOptions } from './name-options.js';
import { type OpenInput, openInput } from './open-input.js';
import type { RuleWatch, WatchOptions } from './rule-watch.js';

/** The bytes of a compressed or piped capture may take one in so many of the memory for events. */
const RAW_SHARE = 4;

export async function serveEngine(options: EngineOptions, port: MessagePort): Promise<void> {
  const { input, memory, names, refresh, userViews, rules } = options;
  const naming = nameOptions(names.users, names.ports);
  const post = (message: FromEngine): void => {
    port.postMessage(message);
    if (message.kind === 'closed' || message.kind === 'failed') port.close();
  };
  const opened = await openInput(input, {
    rawBudget: memory / RAW_SHARE,
    names: naming,
    hasNotes: rules !== undefined,
    open: (path) => (path === '-' ? openByteSource('-', standardInput()) : openByteSource(path)),
  });
  if (!opened.ok) return post({ kind: 'failed', message: opened.error });
  const watch = rules === undefined ? ok(undefined) : await openWatch(opened.value, rules, naming);
  if (!watch.ok) return post({ kind: 'failed', message: watch.error });
  const source = rules === undefined ? opened.value.source : inPieces(opened.value.source);
  const engineInput = { ...opened.value, source, watch: watch.value, views: [...VIEWS, ...userViews], refresh, memory };
  runEngine(engineInput, messagesOf<ToEngine>(port)).subscribe(post);
}

/** Loaded only where there are rules. */
async function openWatch(
  { capture, live }: OpenInput,
  rules: WatchOptions,
  { portName }: NameOptions,
): Promise<Result<RuleWatch, string>> {
  const { RuleWatch } = await import('./rule-watch.js');
  return RuleWatch.open(capture, live, rules, portName);
}

/** Alerts come after the piece that made them: pieces are some hundreds of events. */
const PIECE = 1 << 16;

function inPieces(source: ByteSource): ByteSource {
  async function* chunks(): AsyncIterable<Uint8Array> {
    for await (const chunk of source.chunks()) {
      for (let at = 0; at < chunk.length; at += PIECE) yield chunk.subarray(at, at + PIECE);
    }
  }
  const { name, isPlainFile } = source;
  return { name, isPlainFile, chunks, progress: () => source.progress(), close: () => source.close() };
}

/** The process's own: process.stdin of a worker is another one, and empty. */
function standardInput() {
  return createReadStream('', { fd: 0, autoClose: false });
}
