// SPDX-License-Identifier: Apache-2.0
// Where the running system is seen: through a capture process of our own, or, where that would have no rights and a
// recorder serves, through the recorder.

import { readFileSync } from 'node:fs';
import { socketOwner } from '../engine/live/containers/socket-owner.js';
import type { InputSpec } from '../engine/pipeline/open-input.js';
import { DEFAULT_SOCKET } from '../engine/protocol/service-frames.js';
import { captureCommand, podsSpec } from './live-command.js';
import type { Options } from './options.js';

const CAP = { SYS_ADMIN: 21n, BPF: 39n } as const;

/** `count`: -n counts events of the capture, not lines that are printed. */
export function liveInput(options: Options, count: boolean): InputSpec {
  const { connect, write, kubeconfig } = options;
  const path = connect ?? (write === undefined && kubeconfig === undefined ? foundService() : undefined);
  if (path !== undefined) return { kind: 'service', path, seconds: options.seconds };
  return { kind: 'live', command: captureCommand(options, count), pods: podsSpec(options) };
}

/** The usual socket, where root has made it and we have no right to a probe. */
function foundService(): string | undefined {
  return !mayLoadProbe() && socketOwner(DEFAULT_SOCKET) === 0 ? DEFAULT_SOCKET : undefined;
}

function mayLoadProbe(): boolean {
  if (process.geteuid?.() === 0) return true;
  try {
    const hex = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
    return [CAP.SYS_ADMIN, CAP.BPF].some((bit) => ((BigInt(`0x${hex}`) >> bit) & 1n) === 1n);
  } catch {
    return false;
  }
}
