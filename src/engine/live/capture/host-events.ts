// SPDX-License-Identifier: Apache-2.0
// Puts the figures of the machine and of its containers into the stream once a second, so that captures have them, and a
// rewound screen too.

import { ownEvent } from '../../scap/own-event.js';
import { CGROUPS, HOST, HOST_CPUS } from '../../scap/own-event-table.js';
import { CgroupReader } from '../procfs/cgroup-reader.js';
import { readHost, readHostCpus } from '../procfs/host-figures.js';
import { ProcReader } from '../procfs/proc-reader.js';

/** ms. */
const INTERVAL = 1000;

/** `inject` takes whole blocks, `now` is ns since the epoch. Returns a function that ends it. */
export function startHostEvents(inject: (block: Uint8Array) => void, now: () => bigint): () => void {
  const reader = new ProcReader();
  const cgroups = new CgroupReader();
  const write = (): void => {
    const time = now();
    inject(ownEvent(HOST, { time }, [readHost(reader)]));
    inject(ownEvent(HOST_CPUS, { time }, readHostCpus(reader)));
    const containers = cgroups.read();
    if (containers.length > 0) inject(ownEvent(CGROUPS, { time }, containers));
  };
  write();
  const timer = setInterval(write, INTERVAL);
  return () => clearInterval(timer);
}
