// SPDX-License-Identifier: Apache-2.0
// Which end of a socket is ours depends on the addresses of the container that a thread is in. Tables by fd hold the
// machine's answer; here is which fds have another one for threads in containers, and which threads those are.
// fd-test.ts and key-coder.ts ask such rows one by one.

import type { FdContext } from '../event/event-view.js';
import type { FieldValue } from '../event/value.js';
import type { FieldSource } from '../fields/field.js';
import { readFd } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import type { FdInfo } from '../state/fd-info.js';

/** Reads fields of fds as the machine itself sees them, and says where it had to look at its addresses for that. */
export class MachineAnswers implements FdContext {
  /** Whether the last value read depends on whose addresses are asked. */
  depends = false;
  readonly #capture: Capture;

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  read(source: Extract<FieldSource, { kind: 'fd' }>, fd: FdInfo | undefined): FieldValue {
    this.depends = false;
    return fd === undefined || fd.id === 0 ? undefined : readFd(source, fd, this);
  }

  isLocalIp(ip: string): boolean {
    this.depends = true;
    return this.#capture.isLocalIp(ip);
  }
}

/** 1 by version of threads that are in a container; undefined where there are none. */
export function containedVersions(capture: Capture): Uint8Array | undefined {
  const { infos, versions } = capture.state.snapshots;
  const byInfo = Uint8Array.from(infos, (info) => (info.id !== 0 && info.containerId !== '' ? 1 : 0));
  if (!byInfo.includes(1)) return undefined;
  const contained = new Uint8Array(versions.count);
  for (let v = 1; v < contained.length; v++) contained[v] = byInfo[versions.info.at(v)] as number;
  return contained;
}
