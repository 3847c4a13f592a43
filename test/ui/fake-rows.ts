// SPDX-License-Identifier: Apache-2.0
// Deterministic rows for the demo views: the same view, filter and tick always give the same cells.

import { lookupField } from '../../src/engine/fields/catalogue.js';
import type { Field } from '../../src/engine/fields/field.js';
import type { CellDisplay, CellValue } from '../../src/engine/protocol/protocol.js';
import type { View, ViewColumn } from '../../src/views/view.js';
import { HOSTILE_NAMES } from './hostile-names.js';

export interface FakeRow {
  readonly key: string;
  readonly keyValue: CellValue;
  readonly cells: CellValue[];
  readonly alive: boolean;
  readonly firstEvent: number;
}

const PROGRAMS = [
  ['nginx', 'www-data', '/usr/sbin/nginx -g daemon off;'],
  ['postgres', 'postgres', 'postgres: walwriter'],
  ['node', 'app', 'node /srv/shop/server.js --port 3000'],
  ['redis-server', 'redis', '/usr/bin/redis-server 127.0.0.1:6379'],
  ['systemd', 'root', '/lib/systemd/systemd --switched-root --system --deserialize 31'],
  ['sshd', 'root', 'sshd: deploy [priv]'],
  ['python3', 'app', 'python3 -m gunicorn shop.wsgi --workers 4 --bind unix:/run/shop.sock'],
  ['dockerd', 'root', '/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock'],
  ['kworker', 'root', ''],
  ['cron', 'root', '/usr/sbin/cron -f'],
] as const;
const PATHS = [
  '/etc/hosts',
  '/var/log/nginx/access.log',
  '/usr/lib/x86_64-linux-gnu/libc.so.6',
  '/proc/self/stat',
  '/tmp/x',
];

/** A number in [0, 1) for a place. */
export function noise(...place: readonly (string | number)[]): number {
  let hash = 2166136261;
  for (const character of place.join('/')) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}

export function fieldOf({ field }: ViewColumn): Field {
  const use = lookupField(field);
  if (!use.ok) throw new Error(use.error);
  return use.value.field;
}

export function displayOf(column: ViewColumn): CellDisplay {
  if (column.field === 'evt.time') return 'time';
  if (/\.(?:lip|rip)$/.test(column.field)) return 'address';
  if (/(?:pid|tid|port|evt\.cpu)$/.test(column.field)) return 'id';
  const rate = column.aggregate === 'TIME_AVG';
  const unit = column.unit ?? fieldOf(column).unit;
  if (unit === 'bytes') return rate ? 'rate-bytes' : 'bytes';
  if (unit === 'count') return rate ? 'rate-count' : 'count';
  if (unit === 'boolean' && column.aggregate !== undefined) return 'count';
  if (unit === 'ns') return 'duration';
  if (unit === 'percent') return 'percent';
  return 'text';
}

/** What was gone into: rows of other views belong to it. */
export interface FakeSelection {
  readonly pid: string | undefined;
  readonly tid: string | undefined;
}

/** Every fifth row changes with each tick; the others are made once. */
const MOVING = 5;

export class FakeRows {
  readonly #total: number;
  readonly #made = new Map<string, FakeRow[]>();

  constructor(total: number) {
    this.#total = total;
  }

  /** Rows of a view, a new array each time. `tick` moves the numbers of some of them. */
  of(view: View, tick: number, selection: FakeSelection): FakeRow[] {
    const isSelected = view.id !== 'procs' && (selection.pid !== undefined || selection.tid !== undefined);
    const place = isSelected ? `${view.id} ${selection.pid ?? ''} ${selection.tid ?? ''}` : view.id;
    const count = isSelected ? Math.min(this.#total, 5 + Math.floor(noise(place) * 60)) : this.#total;
    const job = { view, place, tick, selection: isSelected ? selection : { pid: undefined, tid: undefined } };
    const made = this.#made.get(place);
    const rows = Array.from({ length: count }, (_, i) => {
      return made?.[i] === undefined || i % MOVING === 0 ? makeRow(job, i) : made[i];
    });
    this.#made.set(place, rows);
    return [...rows];
  }
}

interface RowJob {
  readonly view: View;
  readonly place: string;
  readonly tick: number;
  readonly selection: FakeSelection;
}

function makeRow({ view, place, tick, selection }: RowJob, i: number): FakeRow {
  const keyField = view.groupBy ?? view.key;
  const cells = view.columns.map((column) => {
    if (column.field === 'proc.pid' && selection.pid !== undefined) return Number(selection.pid);
    if (column.field === 'thread.tid' && selection.tid !== undefined) return Number(selection.tid);
    return cellOf(column, place, i, tick);
  });
  const keyColumn = view.columns.findIndex((column) => column.field === keyField);
  const keyValue = keyField === undefined ? null : (cells[keyColumn] ?? `${keyField}-${i}`);
  const key = view.kind === 'list' ? `event ${i}` : `${String(keyValue)}#${keyField === 'fd.name' ? i : ''}`;
  return { key, keyValue, cells, alive: noise(view.id, i, 'alive') > 0.03, firstEvent: 100 + i * 17 };
}

function cellOf(column: ViewColumn, view: string, i: number, tick: number): CellValue {
  const program = PROGRAMS[Math.floor(noise('program', i) * PROGRAMS.length)] ?? PROGRAMS[0];
  const hostile = i % 29 === 3 ? HOSTILE_NAMES[Math.floor(i / 29) % HOSTILE_NAMES.length] : undefined;
  const random = noise(view, i, column.field, i % MOVING === 0 ? tick : 0);
  switch (column.field) {
    case 'proc.pid':
      return view === 'procs' ? 1000 + i * 3 : 1000 + Math.floor(i / 4) * 3;
    case 'thread.tid':
      return 1000 + i;
    case 'proc.ppid':
      return i % 7 === 0 ? null : 1 + Math.floor(noise('parent', i) * 900);
    case 'thread.cpu':
      return random < 0.4 ? 0 : random ** 12 * 180;
    case 'user.name':
      return program[1];
    case 'proc.nthreads':
      return 1 + Math.floor(noise('threads', i) ** 6 * 90);
    case 'proc.name':
      return hostile ?? program[0];
    case 'proc.exeline':
      return hostile ?? (program[2] === '' ? null : program[2]);
    case 'fd.name':
      return hostile ?? `${PATHS[i % PATHS.length]}${i < PATHS.length ? '' : `.${i}`}`;
    case 'fd.lip':
      return '127.0.0.1';
    case 'fd.rip':
      return i % 11 === 0 ? '2001:db8:85a3:8d3:1319:8a2e:370:7348' : `10.0.${i % 256}.${(i * 7) % 256}`;
    case 'fd.lport':
      return [80, 443, 5432, 6379][i % 4] ?? 80;
    case 'fd.rport':
      return 32768 + ((i * 131) % 28000);
    case 'fd.l4proto':
      return i % 9 === 0 ? 'udp' : 'tcp';
    case 'evt.time':
      return 1_000_000 * i + Math.floor(random * 999_999);
    case 'evt.cpu':
      return i;
    default:
      return random < 0.35 ? 0 : Math.floor(random ** 9 * 80_000_000);
  }
}
