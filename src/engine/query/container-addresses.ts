// SPDX-License-Identifier: Apache-2.0
// Which end of a socket is ours depends on the addresses of the container that a thread is in. Tables by fd hold the
// machine's answer; here is which fds have another one for threads in containers, and which threads those are.
// fd-test.ts and key-coder.ts ask such rows one by one.

import type { FdContext } from '../event/event-view.js';
import type { FieldValue } from '../event/value.js';
import type { FieldSource } from '../fields/field.js';
import { readFd } from '../fields/read-field.js';
import type { Capture } from '../ingest/capture.js';
import { type IpAddress, parseIp } from '../scap/ip-address.js';
import type { FdInfo } from '../state/fd-info.js';
import type { ThreadInfo } from '../state/thread-info.js';
import { roomFor } from './room-for.js';

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

/** Which threads are in a container. Grows with the capture. */
export class ContainedThreads {
  readonly #capture: Capture;
  /** 1 by ThreadInfo. */
  #byInfo: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  #known = 0;
  #generation = 0;
  #any = false;

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  sync(): void {
    const { snapshots, generation } = this.#capture.state;
    const { infos } = snapshots;
    if (generation !== this.#generation) this.#known = 0;
    this.#generation = generation;
    this.#byInfo = roomFor(this.#byInfo, infos.length);
    for (; this.#known < infos.length; this.#known++) {
      const info = infos[this.#known];
      const isContained = info !== undefined && info.id !== 0 && info.containerId !== '';
      this.#byInfo[this.#known] = isContained ? 1 : 0;
      if (isContained) this.#any = true;
    }
  }

  /** Whether there are any. */
  get any(): boolean {
    return this.#any;
  }

  has(version: number): boolean {
    return version !== 0 && this.#byInfo[this.#capture.state.snapshots.versions.info.at(version)] === 1;
  }
}

/**
 * Whether an address is this machine's, as the reference decides it: an interface's address (IPv6: its first 64 bits);
 * for threads in a container the container's address, or any container's where its own is unknown.
 */
export function isLocalTo(capture: Capture, thread: ThreadInfo | undefined, ip: IpAddress): boolean {
  if (thread !== undefined && thread.containerId !== '') {
    if (ip.length === 16) return false;
    const own = thread.container?.ip ?? '';
    if (own === '') return [...capture.state.containers.values()].some((c) => c.ip !== '' && parseIp(c.ip) === ip);
    if (parseIp(own) === ip) return true;
  }
  return capture.isLocalIp(ip);
}
