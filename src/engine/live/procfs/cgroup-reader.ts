// SPDX-License-Identifier: Apache-2.0
// The control groups of the containers that run, in both hierarchies: v1 has a directory per controller, v2 one for all.
// Which groups there are is looked for every few seconds, their figures are read each second. What a kernel does not say
// is undefined; a limit of 0 does not count.

import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import type { CgroupRecord } from '../../state/cgroup-samples.js';
import { matchContainer } from '../../state/container-match.js';

/** Reads between two looks for groups. */
const LOOK_EVERY = 3;
/** Directories that are looked into at most: a machine of containers has some thousand. */
const MOST = 20_000;
const US = 1000;
/** Memory limits of v1 that mean none are near 2^63. */
const NO_LIMIT = 2 ** 53;

/** Directories of a container by controller; in v2 all are the same. */
type Places = ReadonlyMap<string, string>;

const CONTROLLERS = ['cpuacct', 'cpu', 'memory', 'pids'] as const;

export class CgroupReader {
  readonly #root: string;
  #places: ReadonlyMap<string, Places> = new Map();
  #reads = 0;

  constructor(root = '/sys/fs/cgroup') {
    this.#root = root;
  }

  /** A record for each container. */
  read(): readonly CgroupRecord[] {
    if (this.#reads++ % LOOK_EVERY === 0) this.#places = findContainers(this.#root);
    return [...this.#places].map(([id, places]) => recordOf(id, places)).filter((record) => record !== undefined);
  }
}

function findContainers(root: string): ReadonlyMap<string, Places> {
  const found = new Map<string, Map<string, string>>();
  const names = entries(root);
  const isUnified = !CONTROLLERS.some((name) => names.includes(name));
  const trees = isUnified ? [['', root] as const] : CONTROLLERS.map((name) => [name, `${root}/${name}`] as const);
  for (const [controller, directory] of trees) {
    for (const [id, place] of containersIn(directory)) {
      const places = found.get(id) ?? new Map<string, string>();
      places.set(controller, place);
      found.set(id, places);
    }
  }
  return found;
}

/** The outermost group of each container in a tree. */
function* containersIn(root: string): Generator<readonly [id: string, place: string]> {
  const seen = new Set<string>();
  const waiting = [''];
  for (let looked = 0; waiting.length > 0 && looked < MOST; looked++) {
    const group = waiting.shift() ?? '';
    for (const name of entries(`${root}${group}`)) {
      const child = `${group}/${name}`;
      const id = matchContainer([['', child]])?.id;
      if (id === undefined) waiting.push(child);
      else if (!seen.has(id)) {
        seen.add(id);
        yield [id, `${root}${child}`];
      }
    }
  }
}

function entries(directory: string): readonly string[] {
  let found: readonly Dirent[];
  try {
    found = readdirSync(directory, { withFileTypes: true });
  } catch {
    return []; // Gone, or not for us.
  }
  return found.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Undefined where the group has gone. */
function recordOf(container: string, places: Places): CgroupRecord | undefined {
  const unified = places.get('');
  const figures = unified === undefined ? ofV1(places) : ofV2(unified);
  return Object.values(figures).every((value) => value === undefined) ? undefined : { container, ...figures };
}

type Figures = Omit<CgroupRecord, 'container'>;

function ofV2(place: string): Figures {
  const stat = pairs(text(place, 'cpu.stat'));
  const [quota, period] = (text(place, 'cpu.max') ?? '').trim().split(' ');
  return {
    cpu: times(stat.get('usage_usec'), US),
    cpu_limit: limited(quota === 'max' ? 0 : Number(quota) / Number(period)),
    periods: stat.get('nr_periods'),
    throttled: stat.get('nr_throttled'),
    throttled_time: times(stat.get('throttled_usec'), US),
    memory: number(place, 'memory.current'),
    memory_limit: number(place, 'memory.max'),
    oom_kills: pairs(text(place, 'memory.events')).get('oom_kill'),
    pids: number(place, 'pids.current'),
    pids_limit: number(place, 'pids.max'),
    stall_cpu: stall(text(place, 'cpu.pressure')),
    stall_memory: stall(text(place, 'memory.pressure')),
    stall_io: stall(text(place, 'io.pressure')),
  };
}

/** There is no PSI of groups in v1. */
function ofV1(places: Places): Figures {
  const [cpuacct, cpu, memory, pids] = CONTROLLERS.map((name) => places.get(name));
  const stat = pairs(text(cpu, 'cpu.stat'));
  const quota = number(cpu, 'cpu.cfs_quota_us');
  const period = number(cpu, 'cpu.cfs_period_us');
  const limit = number(memory, 'memory.limit_in_bytes');
  return {
    cpu: number(cpuacct, 'cpuacct.usage'),
    cpu_limit: quota === undefined || period === undefined ? undefined : limited(quota < 0 ? 0 : quota / period),
    periods: stat.get('nr_periods'),
    throttled: stat.get('nr_throttled'),
    throttled_time: stat.get('throttled_time'),
    memory: number(memory, 'memory.usage_in_bytes'),
    memory_limit: limit === undefined || limit < NO_LIMIT ? limit : 0,
    oom_kills: pairs(text(memory, 'memory.oom_control')).get('oom_kill'),
    pids: number(pids, 'pids.current'),
    pids_limit: number(pids, 'pids.max'),
    stall_cpu: undefined,
    stall_memory: undefined,
    stall_io: undefined,
  };
}

function text(place: string | undefined, name: string): string | undefined {
  if (place === undefined) return undefined;
  try {
    return readFileSync(`${place}/${name}`, 'latin1');
  } catch {
    return undefined;
  }
}

/** `max` is 0: no limit. */
function number(place: string | undefined, name: string): number | undefined {
  const word = text(place, name)?.trim();
  return word === 'max' ? 0 : limited(word === undefined || word === '' ? Number.NaN : Number(word));
}

function limited(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function times(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

/** Lines of a name and a number. */
function pairs(lines: string | undefined): ReadonlyMap<string, number> {
  return new Map([...(lines ?? '').matchAll(/^(\w+) (\d+)$/gm)].map(([, name = '', value]) => [name, Number(value)]));
}

/** `some avg10=0.00 avg60=0.00 avg300=0.00 total=12345`, µs. */
function stall(lines: string | undefined): number | undefined {
  const total = /^some .*total=(\d+)/m.exec(lines ?? '')?.[1];
  return total === undefined ? undefined : Number(total) * US;
}
