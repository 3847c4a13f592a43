// SPDX-License-Identifier: Apache-2.0
// In whose slices containers run, by the directories of all cgroup hierarchies: /user.slice/user-1000.slice/… belongs to
// user 1000, everything else to the machine. systemd makes the slices, and only root can put a group beside them.

import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { matchContainer } from '../../state/container-match.js';
import { ProcReader } from '../procfs/proc-reader.js';

/** Whose it is: a user, or the machine. */
export type SliceOwner = number | 'machine';

/** ms between two looks: a user that keeps starting containers must not keep us busy. */
const PERIOD = 2000;
/** Directories of one look; more of them nobody has, unless to keep us busy. */
const MAX_GROUPS = 50_000;

export class ContainerOwners {
  readonly #mounts: readonly string[];
  #owners: ReadonlyMap<string, ReadonlySet<SliceOwner>> = new Map();
  #looked = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;

  constructor(mounts: readonly string[] = cgroupMounts()) {
    this.#mounts = mounts;
  }

  /** Whether the container has groups, and all of them lie in this user's slice. `id`: the whole one. */
  async isOf(id: string, uid: number): Promise<boolean> {
    await this.#look();
    const owners = this.#owners.get(id);
    return owners !== undefined && owners.size === 1 && owners.has(uid);
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Not before PERIOD has passed: callers wait for it. */
  async #lookNow(): Promise<void> {
    const wait = this.#looked + PERIOD - performance.now();
    if (wait > 0) await sleep(wait, undefined, { ref: false });
    this.#looked = performance.now();
    this.#owners = await ownersBelow(this.#mounts);
  }
}

async function ownersBelow(mounts: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<SliceOwner>>> {
  const owners = new Map<string, Set<SliceOwner>>();
  const left = mounts.map((mount) => ({ mount, group: '' }));
  for (let looked = 0; left.length > 0; looked++) {
    // What was not seen may lie anywhere: then nothing is known of anybody's.
    if (looked === MAX_GROUPS) return new Map();
    const { mount, group } = left.pop() ?? { mount: '', group: '' };
    const id = matchContainer([['', group]])?.fullId;
    if (id !== undefined && id !== '') {
      const found = owners.get(id) ?? new Set();
      owners.set(id, found.add(ownerOf(group)));
    }
    for (const name of await childrenOf(`${mount}${group}`)) left.push({ mount, group: `${group}/${name}` });
  }
  return owners;
}

function ownerOf(group: string): SliceOwner {
  const uid = /^\/user\.slice\/user-(\d+)\.slice\//.exec(group)?.[1];
  return uid === undefined ? 'machine' : Number(uid);
}

async function childrenOf(directory: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch {
    return []; // Gone meanwhile.
  }
}

/** Where the hierarchies of both versions are mounted. */
function cgroupMounts(): readonly string[] {
  const lines = (new ProcReader().text('self/mounts') ?? '').split('\n').map((line) => line.split(' ', 3));
  const places = lines.filter(([, , type]) => type === 'cgroup' || type === 'cgroup2').map(([, place = '']) => place);
  return [...new Set(places)];
}
