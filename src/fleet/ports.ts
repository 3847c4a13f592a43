// SPDX-License-Identifier: Apache-2.0
// The two ends of what carries messages, whatever it is: NATS (nats-link.ts) or a pipe (pipe-link.ts).

import type { PodRecord } from '../engine/state/pods.js';
import type { FromAgent, Role, ToAgent } from './messages.js';

export interface Asking {
  readonly message: unknown;
  /** By which right it was asked; what carries the message vouches for it. */
  readonly role: Role;
  reply(answer: FromAgent): void;
}

/** An agent's end. */
export interface AgentPort {
  serve(handler: (asking: Asking) => void): void;
  /** Records of this host's pods, as somebody has sent them: any JSON. */
  pods?(listener: (records: unknown) => void): void;
  /** Its heartbeat. */
  announce(hello: FromAgent): void;
  /** Resolves when nothing can come any more: to the reason, undefined where it was closed. */
  readonly ended: Promise<string | undefined>;
  close(): Promise<void>;
}

/** The end of the fleet's watcher of Kubernetes. */
export interface PodPort {
  send(host: string, records: readonly PodRecord[]): void;
  /** Heartbeats of agents. One listener. */
  listen(listener: (message: FromAgent) => void): void;
  /** Resolves when nothing can be sent any more: to the reason, undefined where it was closed. */
  readonly ended: Promise<string | undefined>;
  close(): Promise<void>;
}

/** The screen's end. */
export interface FleetPort {
  /** Hosts that are there for sure, though they may not have spoken yet; none: who speaks is there. */
  expected(): readonly string[];
  /** To one host, or to all. */
  send(host: string | undefined, message: ToAgent): void;
  /** Everything that agents say. One listener. */
  listen(listener: (message: FromAgent) => void): void;
  /** False while it tries to come back. One listener. */
  watch(listener: (isUp: boolean) => void): void;
  /** Resolves when nothing can come any more: to the reason, undefined where it was closed. */
  readonly ended: Promise<string | undefined>;
  close(): Promise<void>;
}

/** How to get in. */
export interface Credentials {
  readonly user?: string;
  readonly password?: string;
  /** Of an NKEY, instead of user and password. */
  readonly seed?: string;
  /** PEM texts. */
  readonly ca?: string;
  /** What a screen may; an agent has none. */
  readonly role?: Role;
  /** Name that an agent may speak for. */
  readonly host?: string;
  readonly url?: string;
}
