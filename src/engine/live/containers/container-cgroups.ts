// SPDX-License-Identifier: Apache-2.0
// The cgroups that containers are, for the probe: it knows groups of the v2 hierarchy by the inode number of their directory.

import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { matchContainer } from '../../state/container-match.js';
import { cgroup2Mount } from '../procfs/proc-cgroups.js';
import { ProcReader } from '../procfs/proc-reader.js';

/**
 * The groups of these containers (ids as container.id prints them). Undefined where a container has none with processes
 * in it: it does not run, or its processes are in groups of the v1 hierarchies alone.
 */
export function cgroupsOfContainers(
  containers: ReadonlySet<string>,
  mount = cgroup2Mount(new ProcReader()),
): readonly bigint[] | undefined {
  if (mount === '') return undefined;
  const missing = new Set(containers);
  const groups: bigint[] = [];
  const walk = (group: string): void => {
    for (const name of childrenOf(`${mount}${group}`)) {
      const child = `${group}/${name}`;
      const id = matchContainer([['', child]])?.id;
      if (id !== undefined && containers.has(id) && hasProcesses(`${mount}${child}`)) {
        groups.push(statSync(`${mount}${child}`, { bigint: true }).ino);
        missing.delete(id);
      }
      walk(child);
    }
  };
  try {
    walk('');
  } catch {
    return undefined; // A group went while we looked.
  }
  return missing.size === 0 ? groups : undefined;
}

function childrenOf(directory: string): readonly string[] {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    return []; // Gone, or not for us.
  }
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** In the group or below it. */
function hasProcesses(directory: string): boolean {
  return /^populated 1$/m.test(readFileSync(`${directory}/cgroup.events`, 'utf8'));
}
