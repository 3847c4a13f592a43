// SPDX-License-Identifier: Apache-2.0
// The machine at a glance: a dozen quantities over time from one pass over the window. Which events a tile counts is a
// table here; its view has the same filter, so that the number can be opened.

import { type EventKinds, Trait } from '../event/event-kinds.js';
import type { CompiledFilter } from '../filter/compile.js';
import type { Capture } from '../ingest/capture.js';
import type { Overview, OverviewTile, TimeWindow } from '../protocol/protocol.js';
import { type Chunk, RowFlag } from '../store/event-store.js';
import { type Gate, gateOf } from './column-masks.js';
import { gatedValue } from './columns.js';
import { idleChunks } from './idle-threads.js';
import { rowFilter } from './row-filter.js';
import { fixedWindow, heldWindow } from './window.js';

interface TilePlan {
  readonly id: string;
  readonly title: string;
  readonly unit: OverviewTile['unit'];
  readonly view: string;
  readonly filter: string;
  /** By kind: rows that may add something. Most rows are of kinds that no tile counts. */
  readonly kinds: Uint8Array;
  /** What a row adds; NaN nothing. */
  readonly value: (chunk: Chunk, i: number) => number;
}

type Counter = Pick<TilePlan, 'kinds' | 'value'>;

/** Faster calls are in no view of slow ones: nobody needs to ask the filter. */
const SLOW_NS = 1e6;

/** `slow`: which calls count as slow. */
export function overview(
  capture: Capture,
  wanted: TimeWindow,
  cells: number,
  slow: CompiledFilter | undefined,
): Overview {
  const window = heldWindow(capture, fixedWindow(capture, wanted));
  const plans = tilePlans(capture, slow);
  const byKind = plansByKind(plans, capture.kinds.size);
  const sums = plans.map(() => new Float64Array(cells));
  const seconds = Math.max(1e-9, (window.to - window.from) / 1e9);
  const scale = cells / Math.max(1, window.to - window.from);
  const memory = new MemoryTrack(capture, window, cells);
  const cpu = new CpuTrack(capture, window, cells);
  for (const chunk of capture.store.chunks) {
    if (chunk.maxTime < window.from || chunk.minTime > window.to + SAMPLE_NS) continue;
    const { time: times, flags, kind, count } = chunk;
    for (let i = 0; i < count; i++) {
      const time = times[i] as number;
      if (!(time >= window.from) || ((flags[i] as number) & RowFlag.STATE_ONLY) !== 0) continue;
      if (time > window.to) {
        // The second that a CPU sample speaks of may lie in the window though the sample does not.
        if (time <= window.to + SAMPLE_NS) cpu.see(chunk, i, time);
        continue;
      }
      const cell = Math.min(cells - 1, Math.floor((time - window.from) * scale));
      memory.see(chunk, i, cell);
      cpu.see(chunk, i, time);
      const concerned = byKind[kind[i] as number];
      if (concerned === undefined) continue;
      for (const p of concerned) {
        const value = (plans[p] as TilePlan).value(chunk, i);
        if (Number.isNaN(value)) continue;
        const sum = sums[p] as Float64Array;
        sum[cell] = (sum[cell] as number) + value;
      }
    }
  }
  const cellSeconds = seconds / cells;
  const tiles = plans.map((plan, p) => tileOf(plan, sums[p] as Float64Array, cellSeconds, seconds));
  const { machine } = capture.state;
  const scaled = (tile: OverviewTile, scale: number): OverviewTile => (scale > 0 ? { ...tile, scale } : tile);
  const cpuTile = scaled(cpu.tile(), (machine?.cpus ?? 0) * 100);
  const memoryTile = scaled(memory.tile(), machine?.memoryBytes ?? 0);
  return { window, tiles: [cpuTile, memoryTile, ...tiles] };
}

/** Which plans a kind concerns; undefined none. */
function plansByKind(plans: readonly TilePlan[], size: number): (readonly number[] | undefined)[] {
  return Array.from({ length: size }, (_, kind) => {
    const concerned = plans.flatMap((plan, p) => (plan.kinds[kind] === 1 ? [p] : []));
    return concerned.length === 0 ? undefined : concerned;
  });
}

function tileOf(plan: TilePlan, sums: Float64Array, cellSeconds: number, seconds: number): OverviewTile {
  const { id, title, unit, view, filter } = plan;
  const total = sums.reduce((sum, value) => sum + value, 0);
  if (unit === 'count') return { id, title, unit, view, filter, cells: [...sums], value: total };
  return { id, title, unit, view, filter, cells: [...sums].map((v) => v / cellSeconds), value: total / seconds };
}

function tilePlans(capture: Capture, slow: CompiledFilter | undefined): TilePlan[] {
  const { kinds } = capture;
  const gate = (name: Parameters<typeof gateOf>[1]): Gate => {
    const found = gateOf(kinds, name);
    if (found === undefined) throw new Error(`column ${name} has no gate`);
    return found;
  };
  const gated = (name: Parameters<typeof gateOf>[1]): Counter => {
    const { withFd, withoutFd, byFdType, value } = gate(name);
    const fds = capture.state.fdDictionary;
    return {
      kinds: withFd.map((pass, kind) => pass | (withoutFd[kind] as number)),
      value: (chunk, i) => {
        const fd = chunk.fdAt(i);
        const kind = chunk.kindAt(i);
        if (fd === 0 ? withoutFd[kind] === 0 : withFd[kind] === 0) return Number.NaN;
        if (fd !== 0 && byFdType !== undefined && byFdType[fds.types[fd] as number] === 0) return Number.NaN;
        return gatedValue(chunk, i, value);
      },
    };
  };
  const counted = (pattern: RegExp, test: (chunk: Chunk, i: number) => boolean): Counter => ({
    kinds: kindsMatching(kinds, pattern),
    value: (chunk, i) => (test(chunk, i) ? 1 : Number.NaN),
  });
  const always = (): boolean => true;
  const succeeded = (chunk: Chunk, i: number): boolean => chunk.resultAt(i) >= 0;
  return [
    { id: 'file', title: 'File I/O', unit: 'bytes/s', view: 'files', filter: '', ...gated('bufferLengthFile') },
    { id: 'net', title: 'Network', unit: 'bytes/s', view: 'connections', filter: '', ...gated('bufferLengthNet') },
    { id: 'errors', title: 'Failed calls', unit: 'count/s', view: 'errors', filter: '', ...gated('countError') },
    { id: 'slow', title: 'Slow calls', unit: 'count/s', view: 'slow_calls', filter: '', ...slowCalls(capture, slow) },
    {
      id: 'processes',
      title: 'New processes',
      unit: 'count',
      view: 'new_processes',
      filter: '',
      ...counted(/^execve/, (chunk, i) => chunk.resultAt(i) === 0),
    },
    {
      id: 'connections',
      title: 'New connections',
      unit: 'count',
      view: 'incoming_connections',
      filter: '',
      ...counted(/^accept/, succeeded),
    },
    {
      id: 'signals',
      title: 'Signals',
      unit: 'count',
      view: 'signals',
      filter: '',
      ...counted(/^signaldeliver/, always),
    },
    {
      id: 'containers',
      title: 'Container events',
      unit: 'count',
      view: 'containers',
      filter: '',
      ...counted(/^container/, always),
    },
    { id: 'logins', title: 'Shells started', unit: 'count', view: 'spy_users', filter: '', ...startedShells(capture) },
  ];
}

function kindsMatching(kinds: EventKinds, pattern: RegExp): Uint8Array {
  const pass = new Uint8Array(kinds.size);
  for (const kind of kinds.defined()) {
    const type = kinds.type(kind);
    const isExitOrPoint = type.isExit || type.origin !== 'syscall';
    if (isExitOrPoint && pattern.test(type.key)) pass[kind] = 1;
  }
  return pass;
}

/** Calls that pass the filter of the view that the tile opens. */
function slowCalls(capture: Capture, filter: CompiledFilter | undefined): Counter {
  const { kinds } = capture;
  const concerned = new Uint8Array(kinds.size);
  if (filter === undefined) return { kinds: concerned, value: () => Number.NaN };
  for (const kind of kinds.defined()) {
    const t = kinds.traits[kind] as number;
    if ((t & Trait.SYSCALL) !== 0 && (t & Trait.EXIT) !== 0) concerned[kind] = 1;
  }
  const test = rowFilter(capture, filter.plan);
  const row = new Int32Array(1);
  return {
    kinds: concerned,
    value: (chunk, i) => {
      if (!(chunk.latencyAt(i) >= SLOW_NS)) return Number.NaN;
      row[0] = i;
      return test.keep(chunk, row, 1) === 1 ? 1 : Number.NaN;
    },
  };
}

/** Programs whose name ends in `sh`, started on a terminal. */
function startedShells(capture: Capture): Counter {
  const { infos, versions } = capture.state.snapshots;
  return {
    kinds: kindsMatching(capture.kinds, /^execve/),
    value: (chunk, i) => {
      if (chunk.resultAt(i) !== 0) return Number.NaN;
      const info = infos[versions.info.at(chunk.versionAt(i))];
      return info !== undefined && info.tty !== 0 && /sh$/.test(info.comm) ? 1 : Number.NaN;
    },
  };
}

/** How long before a CPU sample the time is that it speaks of. */
const SAMPLE_NS = 1e9;

/** CPU of all threads in percent of one core: a sample's percentage holds for the second before it. */
class CpuTrack {
  readonly #traits: Uint16Array;
  readonly #window: TimeWindow;
  readonly #sums: Float64Array;
  readonly #cellNs: number;
  #samples = 0;

  constructor(capture: Capture, window: TimeWindow, cells: number) {
    this.#traits = capture.kinds.traits;
    this.#window = window;
    this.#sums = new Float64Array(cells);
    this.#cellNs = Math.max(1, (window.to - window.from) / cells);
  }

  see(chunk: Chunk, i: number, time: number): void {
    if (((this.#traits[chunk.kindAt(i)] as number) & Trait.PROCINFO) === 0) return;
    const value = gatedValue(chunk, i, 'cpu-total');
    if (Number.isNaN(value)) return;
    this.#samples++;
    const start = Math.max(0, time - SAMPLE_NS - this.#window.from);
    const end = Math.min(time, this.#window.to) - this.#window.from;
    const last = Math.min(this.#sums.length - 1, Math.floor(end / this.#cellNs));
    for (let cell = Math.floor(start / this.#cellNs); cell <= last; cell++) {
      const overlap = Math.min(end, (cell + 1) * this.#cellNs) - Math.max(start, cell * this.#cellNs);
      this.#sums[cell] = (this.#sums[cell] as number) + (value * overlap) / this.#cellNs;
    }
  }

  tile(): OverviewTile {
    const known = this.#samples > 0;
    const cells = [...this.#sums].map((v) => (known ? v : null));
    const value = known ? this.#sums.reduce((sum, v) => sum + v, 0) / this.#sums.length : null;
    return { id: 'cpu', title: 'CPU', unit: 'percent', cells, value, view: 'procs_cpu', filter: '' };
  }
}

/** Resident memory of all processes, as reported by their events: as it was at the window's start, then what changes it. */
class MemoryTrack {
  readonly #capture: Capture;
  readonly #exits: Uint8Array;
  readonly #levels: Float64Array;
  readonly #byPid = new Map<number, number>();
  #sum = 0;
  #version = 0;

  constructor(capture: Capture, window: TimeWindow, cells: number) {
    this.#capture = capture;
    this.#exits = kindsMatching(capture.kinds, /^procexit/);
    this.#levels = new Float64Array(cells).fill(Number.NaN);
    for (const chunk of idleChunks(capture, { from: window.from, to: window.from })) {
      for (let i = 0; i < chunk.count; i++) this.#take(chunk.versionAt(i));
    }
  }

  see(chunk: Chunk, i: number, cell: number): void {
    const v = chunk.versionAt(i);
    if (this.#exits[chunk.kindAt(i)] === 1) this.#end(v);
    else if (v !== this.#version && v !== 0) this.#take(v);
    this.#levels[cell] = this.#sum * 1024;
  }

  #take(v: number): void {
    this.#version = v;
    const { infos, versions } = this.#capture.state.snapshots;
    const pid = infos[versions.info.at(v)]?.pid ?? -1;
    const rss = versions.vmRssKb.at(v);
    this.#sum += rss - (this.#byPid.get(pid) ?? 0);
    this.#byPid.set(pid, rss);
  }

  /** The last thread to go is the leader, or takes its place: with it the memory goes. */
  #end(v: number): void {
    const { infos, versions } = this.#capture.state.snapshots;
    const info = infos[versions.info.at(v)];
    if (info === undefined || info.tid !== info.pid) return;
    this.#sum -= this.#byPid.get(info.pid) ?? 0;
    this.#byPid.delete(info.pid);
    this.#version = 0;
  }

  tile(): OverviewTile {
    let last: number | null = null;
    const cells = [...this.#levels].map((level) => {
      if (!Number.isNaN(level)) last = level;
      return last;
    });
    return { id: 'memory', title: 'Memory', unit: 'bytes', cells, value: last, view: 'procs', filter: '' };
  }
}
