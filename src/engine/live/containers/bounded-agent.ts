// SPDX-License-Identifier: Apache-2.0
// Connections to an engine that may be anybody's program: each has a limit of bytes, of bytes a second, or of time, and is
// closed when it goes over it; the answer then fails with the reason.

import { Agent, type ClientRequestArgs } from 'node:http';
import { createConnection, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ConnectionBudget {
  /** From the connection to its end. */
  readonly milliseconds?: number;
  /** In all. */
  readonly bytes?: number;
  readonly bytesPerSecond?: number;
}

/** Who must answer. */
export interface ExpectedPeer {
  readonly uid: number;
  /** The user at the other end of a connection; undefined where that cannot be asked. */
  readonly of: (descriptor: number) => number | undefined;
}

const SECOND = 1000;

export class BoundedAgent extends Agent {
  readonly #budget: ConnectionBudget;
  readonly #peer: ExpectedPeer | undefined;

  /** `peer` undefined: anybody may answer. */
  constructor(budget: ConnectionBudget, peer: ExpectedPeer | undefined) {
    super({ keepAlive: false });
    this.#budget = budget;
    this.#peer = peer;
  }

  override createConnection(options: ClientRequestArgs): Duplex {
    const socket = createConnection({ path: options.socketPath ?? '' });
    socket.once('connect', () => this.#checkPeer(socket));
    limit(socket, this.#budget);
    return socket;
  }

  /** The name was looked at before; who listens is known only now. */
  #checkPeer(socket: Socket): void {
    const descriptor = descriptorOf(socket);
    if (this.#peer === undefined || descriptor === undefined) return;
    const { uid, of } = this.#peer;
    const found = of(descriptor);
    if (found !== undefined && found !== uid) socket.destroy(new Error(`user ${found} answers, not user ${uid}`));
  }
}

/** Node has it, without a public name. */
function descriptorOf(socket: Socket): number | undefined {
  const handle = '_handle' in socket ? socket._handle : undefined;
  if (typeof handle !== 'object' || handle === null || !('fd' in handle)) return undefined;
  return typeof handle.fd === 'number' ? handle.fd : undefined;
}

function limit(socket: Socket, { milliseconds, bytes = Infinity, bytesPerSecond = Infinity }: ConnectionBudget): void {
  let total = 0;
  let inSecond = 0;
  let second = performance.now();
  socket.on('data', (chunk: Uint8Array) => {
    total += chunk.length;
    const now = performance.now();
    if (now - second >= SECOND) {
      second = now;
      inSecond = 0;
    }
    inSecond += chunk.length;
    if (total > bytes) socket.destroy(new Error(`the answer is longer than ${bytes} bytes`));
    else if (inSecond > bytesPerSecond) socket.destroy(new Error(`more than ${bytesPerSecond} bytes in a second`));
  });
  if (milliseconds === undefined) return;
  const timer = setTimeout(() => socket.destroy(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
  socket.once('close', () => clearTimeout(timer));
}
