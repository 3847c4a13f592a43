// SPDX-License-Identifier: Apache-2.0
// A machine for tests of the state engine: a capture with a few processes, to which events are added one by one, and
// what the state says afterwards. Everything goes through reader, state and store as bytes, as in the program.

import assert from 'node:assert/strict';
import type { FieldValue } from '../../../src/engine/event/value.js';
import { lookupField } from '../../../src/engine/fields/catalogue.js';
import { readField } from '../../../src/engine/fields/read-field.js';
import { compileFormat } from '../../../src/engine/format/format.js';
import { Capture } from '../../../src/engine/ingest/capture.js';
import { RowView } from '../../../src/engine/query/row-view.js';
import { eventType } from '../../../src/engine/scap/event-types.js';
import { parseIp } from '../../../src/engine/scap/ip-address.js';
import type {
  InterfaceInfo,
  ListedFd,
  ListedGroup,
  ListedProcess,
  ListedUser,
} from '../../../src/engine/scap/metadata.js';
import { ownEvent } from '../../../src/engine/scap/own-event.js';
import { CPU_SAMPLES } from '../../../src/engine/scap/own-event-table.js';
import { captureHeader, eventBlock } from '../../../src/engine/scap/scap-writer.js';
import type { FdInfo } from '../../../src/engine/state/fd-info.js';
import type { MachineState } from '../../../src/engine/state/machine-state.js';
import type { Thread } from '../../../src/engine/state/thread.js';
import { StreamRawStore } from '../../../src/engine/store/raw-store.js';
import { START } from '../scap/block-writer.js';
import { ByteList } from '../scap/byte-list.js';
import { eventBlockOf, type Params } from './event-encoder.js';

export const BOOT = 1_590_000_000_000_000_000n;
/** ns between two events unless a test says otherwise. */
const STEP = 1000n;

export function listed(tid: number, properties: Partial<ListedProcess> = {}): ListedProcess {
  return {
    tid,
    pid: tid,
    ptid: 1,
    sid: tid,
    vpgid: tid,
    pgid: tid,
    comm: `comm${tid}`,
    exe: `/bin/exe${tid}`,
    exePath: `/usr/bin/exe${tid}`,
    args: ['-x'],
    env: ['HOME=/home/ann'],
    cwd: '/home/ann',
    root: '/',
    fdLimit: 1024,
    flags: 0,
    uid: 1000,
    gid: 100,
    vmSizeKb: 1000,
    vmRssKb: 500,
    vmSwapKb: 0,
    pfMajor: 1,
    pfMinor: 2,
    vtid: tid,
    vpid: properties.pid ?? tid,
    cgroups: [],
    pidnsInitStart: 0n,
    tty: 34816,
    loginUid: 1000,
    exeWritable: false,
    exeUpperLayer: false,
    exeLowerLayer: false,
    exeFromMemfd: false,
    capInheritable: 0n,
    capPermitted: 0x3fn,
    capEffective: 0x3fn,
    exeIno: 77,
    exeInoCtime: 5n,
    exeInoMtime: 6n,
    ...properties,
  };
}

export function listedFile(fd: number, name: string, openFlags = 1): ListedFd {
  return { fd, ino: 1000 + fd, type: 16, name, openFlags, dev: 5 };
}

export interface WorldParts {
  readonly processes?: readonly ListedProcess[];
  readonly fds?: Readonly<Record<number, readonly ListedFd[]>>;
  readonly users?: readonly ListedUser[];
  readonly groups?: readonly ListedGroup[];
  readonly interfaces?: readonly InterfaceInfo[];
}

/** init, a shell (100) with three fds of a terminal, its second thread (101), and a server (200). */
export const USUAL: Required<WorldParts> = {
  processes: [
    listed(1, { ptid: 0, comm: 'init', uid: 0, gid: 0, cwd: '/' }),
    listed(100, { comm: 'bash' }),
    listed(101, { pid: 100, comm: 'worker', flags: (1 << 13) | 1 }),
    listed(200, { comm: 'server', uid: 33, ptid: 1 }),
  ],
  fds: { 100: [0, 1, 2].map((fd) => listedFile(fd, '/dev/pts/0')) },
  users: [
    { uid: 0, gid: 0, name: 'root', home: '/root', shell: '/bin/sh' },
    { uid: 1000, gid: 100, name: 'ann', home: '/home/ann', shell: '/bin/bash' },
  ],
  groups: [{ gid: 100, name: 'users' }],
  interfaces: [iface('lo', '127.0.0.1', '255.0.0.0'), iface('eth0', '10.0.0.5', '255.255.255.0')],
};

export function iface(name: string, address: string, netmask: string): InterfaceInfo {
  const ip = (text: string) => parseIp(text) ?? assert.fail(text);
  const none = ip(address.includes(':') ? '::' : '0.0.0.0');
  return { name, address: ip(address), netmask: ip(netmask), broadcast: none };
}

export class World {
  readonly capture = new Capture(new StreamRawStore(Number.POSITIVE_INFINITY));
  readonly view = new RowView(this.capture);
  #time = START;
  #cpu = 0;

  constructor(parts: WorldParts = USUAL) {
    const { processes = [], fds = {}, users = [], groups = [], interfaces = [] } = parts;
    const lists = Object.entries(fds).map(([tid, list]) => ({ tid: Number(tid), fds: list }));
    const machine = { cpus: 2, memoryBytes: 1e9, maxPid: 32768, hostname: 'test', bootTime: BOOT };
    this.capture.feed(captureHeader({ machine, interfaces, users, groups, processes, fds: lists }, 'newest'));
  }

  get state(): MachineState {
    return this.capture.state;
  }

  /** Lets time pass before the next event. */
  wait(ns: number | bigint): this {
    this.#time += BigInt(ns);
    return this;
  }

  onCpu(cpu: number): this {
    this.#cpu = cpu;
    return this;
  }

  /** An event by its key in the event table. */
  event(tid: number, key: string, params: Params = {}, flags?: number): this {
    const header = { tid, time: this.#time, cpu: this.#cpu, ...(flags === undefined ? {} : { flags }) };
    return this.#take(eventBlockOf(key, params, header));
  }

  #take(block: Uint8Array): this {
    this.capture.feed(block);
    assert.equal(this.capture.defect, undefined);
    assert.equal(this.view.moveToRow(this.capture.store.rows - 1), !this.capture.skips);
    this.#time += STEP;
    return this;
  }

  /** CPU use of a thread; with the ns behind the hundredths that only our own probe sends. */
  cpuSample(tid: number, ...values: readonly number[]): this {
    const params = values.map((value) => new ByteList().u64(BigInt(value)).done());
    return this.#take(eventBlock({ cpu: this.#cpu, time: this.#time, tid, type: eventType('procinfo_e').id, params }));
  }

  /** As sysdrill records it: CPU use of threads in hundredths of a second, all at one time, so many ns after the start. */
  pass(at: number, samples: Readonly<Record<number, number>>): this {
    for (const [tid, user] of Object.entries(samples)) {
      this.#time = START + BigInt(Math.round(at));
      this.cpuSample(Number(tid), user, 0);
    }
    return this;
  }

  /** So many ns after the start. */
  at(ns: number): this {
    this.#time = START + BigInt(Math.round(ns));
    return this;
  }

  /** A block that `make` makes of the time. */
  block(make: (time: bigint) => Uint8Array): this {
    return this.#take(make(this.#time));
  }

  /** From here on there are CPU samples of every thread that runs. */
  sampled(): this {
    return this.#take(ownEvent(CPU_SAMPLES, { time: this.#time }));
  }

  enter(tid: number, call: string, params: Params = {}): this {
    return this.event(tid, `${call}_e`, params);
  }

  exit(tid: number, call: string, params: Params = {}): this {
    return this.event(tid, `${call}_x`, params);
  }

  /** Something harmless by a thread, so that what waits for the next event happens. */
  tick(tid = 1): this {
    return this.exit(tid, 'getcwd', { res: -2 });
  }

  thread(tid: number): Thread {
    return this.state.threads.get(tid) ?? assert.fail(`there is no thread ${tid}`);
  }

  fd(tid: number, fd: number): FdInfo | undefined {
    const id = this.thread(tid).fd(fd);
    return id === 0 ? undefined : this.state.fdDictionary.at(id);
  }

  /** Fd numbers that a thread's process has open. */
  fds(tid: number): number[] {
    return [...(this.thread(tid).fds?.entries() ?? [])].map(([fd]) => fd).sort((a, b) => a - b);
  }

  /** A field of the last event. */
  field(name: string): FieldValue {
    const use = lookupField(name);
    assert.ok(use.ok, name);
    return readField(use.value, this.view);
  }

  /** A field of the last event as output formats print it. */
  text(name: string): string {
    const format = compileFormat(`*%${name}`);
    assert.ok(format.ok, name);
    return String(format.value.line(this.view));
  }

  /** The whole capture so far. */
  bytes(): Uint8Array {
    const { offset, raw } = this.capture;
    return Uint8Array.from(raw.read(0, offset) ?? assert.fail('the capture is gone'));
  }

  /** Fields of the last event, by name. */
  fields(...names: readonly string[]): FieldValue[] {
    return names.map((name) => this.field(name));
  }
}
