// SPDX-License-Identifier: Apache-2.0
// A fleet within the process: agents over captures in memory, messages as text as on any other way.

import type { Capture } from '../../src/engine/ingest/capture.js';
import { NO_FIGURES } from '../../src/engine/protocol/capture-report.js';
import type { EngineStatus } from '../../src/engine/protocol/protocol.js';
import { HostAgent } from '../../src/fleet/host-agent.js';
import { asFromAgent, type FromAgent, type Role } from '../../src/fleet/messages.js';
import type { FleetPort } from '../../src/fleet/ports.js';
import { decodeAnswer, encodeAnswer } from '../../src/fleet/row-lines.js';
import { decode, encode } from '../../src/fleet/wire.js';
import { VIEWS } from '../../src/views/index.js';

export interface LoadedHost {
  readonly name: string;
  readonly capture: Capture;
}

export function statusOf({ store, state, latencyRecorded }: Capture): EngineStatus {
  return {
    source: 'memory',
    live: false,
    hostname: state.machine?.hostname ?? '',
    state: { kind: 'complete' },
    events: store.rows,
    eventRate: 0,
    span: store.span(),
    baseTime: String(state.baseTime),
    drops: { ...NO_FIGURES.drops, evicted: 0 },
    memoryBytes: 0,
    diskBytes: 0,
    threads: state.threads.size,
    latencyRecorded,
  };
}

export function agentOf(
  { name: host, capture }: LoadedHost,
  audit: (line: string) => void = () => undefined,
): HostAgent {
  const status = () => statusOf(capture);
  return new HostAgent({
    host,
    instance: `${host}-1`,
    program: 'test',
    labels: {},
    capture,
    views: VIEWS,
    status,
    audit,
  });
}

/** `silent`: hosts that hear and do not answer. */
export function portTo(
  hosts: readonly LoadedHost[],
  role: Role = 'dig',
  silent: ReadonlySet<string> = new Set(),
): FleetPort {
  const agents = new Map(hosts.map((host) => [host.name, agentOf(host)]));
  let listener: (message: FromAgent) => void = () => undefined;
  const reply = (answer: FromAgent): void => {
    const said = asFromAgent(decodeAnswer(encodeAnswer(answer)));
    if (said !== undefined && !silent.has(said.host)) setImmediate(() => listener(said));
  };
  return {
    expected: () => [],
    send(host, message) {
      const text = encode(message);
      for (const [name, agent] of agents) {
        if (host === undefined || host === name) agent.ask({ message: decode(text), role, reply });
      }
    },
    listen(heard) {
      listener = heard;
    },
    watch: (heard) => heard(true),
    ended: new Promise(() => undefined),
    close: async () => undefined,
  };
}
