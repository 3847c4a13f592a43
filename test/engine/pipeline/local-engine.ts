// SPDX-License-Identifier: Apache-2.0
// The real engine within the thread of the test: the same pipeline, session and client, over a message channel.

import assert from 'node:assert/strict';
import { MessageChannel } from 'node:worker_threads';
import { connectEngine } from '../../../src/engine/pipeline/client.js';
import { serveEngine } from '../../../src/engine/pipeline/serve.js';
import type { EngineClient } from '../../../src/engine/protocol/engine-calls.js';
import type { EngineStatus } from '../../../src/engine/protocol/protocol.js';
import type { Result } from '../../../src/engine/result.js';

export function startLocalEngine(paths: readonly string[]): Promise<Result<EngineClient, string>> {
  const { port1, port2 } = new MessageChannel();
  const client = connectEngine(port2);
  const options = { memory: 1e9, refresh: 1000, userViews: [], names: { users: true, ports: false } };
  void serveEngine({ ...options, input: { kind: 'file', paths } }, port1);
  return client;
}

/** With the whole of the captures read. */
export async function localEngine(paths: readonly string[]): Promise<EngineClient> {
  const engine = await startLocalEngine(paths);
  assert.ok(engine.ok);
  await settled(engine.value);
  return engine.value;
}

/** The status at the end of the source. */
export function settled(client: EngineClient): Promise<EngineStatus> {
  return new Promise((resolve) => {
    const subscription = client.status$.subscribe((status) => {
      if (status.state.kind === 'loading') return;
      resolve(status);
      queueMicrotask(() => subscription.unsubscribe());
    });
  });
}
