// SPDX-License-Identifier: Apache-2.0
// Containers as the capture process gets them: from helper processes, one for root's engines and one for each user's
// (container-sockets.ts). Engines are never talked to here. What a helper says is bounded in length, in lines and in
// bytes a second; what a user's helper says counts only for containers in that user's slice.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { nativeFile, packageRoot, programFile } from '../../../program-files.js';
import { BoundedLines } from './bounded-lines.js';
import { NOT_ASKED, type SourceReport } from './container-metadata.js';
import { ContainerOwners } from './container-owners.js';
import type { HelperPlan } from './container-sockets.js';
import { helperLine, type ReportedContainer, reportedContainer } from './reported-container.js';

export type { HelperLine } from './reported-container.js';

export interface ContainerFeed {
  /** Processes of ours besides this one, once started: to be left out of the capture. */
  readonly processes: readonly number[];
  start(): void;
  /** All containers handed over so far, as they were last. */
  known(): readonly string[];
  reports(): readonly SourceReport[];
  close(): void;
}

interface Limits {
  readonly bytesPerSecond: number;
  readonly containers: number;
}

const ROOT = packageRoot();
const HELPER = programFile('engine/live/capture/container-helper.js');
const CONFINE = nativeFile('confine');
/** What node reads, besides itself and us. */
const READABLE = ['/usr', '/lib', '/lib64', '/etc/ld.so.cache', '/etc/ssl', '/etc/pki', '/proc', '/sys', '/dev'];
/** Characters of a line: the JSON of a container with many labels and mounts. */
const MAX_LINE = 256 << 10;
const MACHINE: Limits = { bytesPerSecond: 4 << 20, containers: 20_000 };
const USER: Limits = { bytesPerSecond: 256 << 10, containers: 1000 };
/** Looks for the cgroup of a container that its engine has just started: two seconds each (ContainerOwners). */
const TRIES = 3;
/** MB: what an endless answer can make a helper use. */
const HELPER_HEAP = 96;

export function containerFeed(plans: readonly HelperPlan[], found: (json: string) => void): ContainerFeed {
  const owners = new ContainerOwners();
  const helpers = plans.map((plan) => new Helper(plan, owners, found));
  return {
    get processes() {
      return helpers.map((helper) => helper.pid).filter((pid) => pid !== undefined);
    },
    start: () => {
      for (const helper of helpers) helper.start();
    },
    known: () => helpers.flatMap((helper) => helper.known()),
    reports: () => helpers.flatMap((helper) => helper.reports),
    close: () => {
      for (const helper of helpers) helper.close();
    },
  };
}

/** ms that doctor waits for engines: a call's own limit, and the start of a process. */
const PATIENCE = 8000;

/** Asks every engine once, by the same helpers: for doctor. An engine that does not answer is one that is not there. */
export async function askEngines(plans: readonly HelperPlan[]): Promise<readonly SourceReport[]> {
  const feed = containerFeed(plans, () => undefined);
  const wanted = plans.reduce((sum, plan) => sum + plan.places.length, 0);
  feed.start();
  const isDone = () => feed.reports().filter(isAnswer).length === wanted;
  for (let waited = 0; waited < PATIENCE && !isDone(); waited += 50) await sleep(50);
  const reports = feed.reports();
  feed.close();
  return reports;
}

function isAnswer({ state }: SourceReport): boolean {
  return state.kind !== 'absent' || state.reason !== NOT_ASKED;
}

class Helper {
  readonly #plan: HelperPlan;
  readonly #owners: ContainerOwners;
  readonly #found: (json: string) => void;
  readonly #limits: Limits;
  readonly #known = new Map<string, string>();
  /** Ids whose slice is being looked for, with what was said of them last. */
  readonly #asked = new Map<string, string>();
  #child: ChildProcess | undefined;
  reports: readonly SourceReport[] = [];

  constructor(plan: HelperPlan, owners: ContainerOwners, found: (json: string) => void) {
    this.#plan = plan;
    this.#owners = owners;
    this.#found = found;
    this.#limits = this.#ofUser === undefined ? MACHINE : USER;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The user who may say nothing of others' containers. */
  get #ofUser(): number | undefined {
    return this.#plan.uid === 0 ? undefined : this.#plan.uid;
  }

  /** Before the rights are given up: a user's helper becomes that user by itself. */
  start(): void {
    const [program, args] = commandOf(this.#plan);
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], env: environment() });
    child.on('error', () => undefined);
    child.stdin.on('error', () => undefined);
    this.#child = child;
    const lines = new BoundedLines(MAX_LINE);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of lines.push(text)) this.#take(line);
    });
    slowDown(child.stdout, this.#limits.bytesPerSecond);
  }

  known(): readonly string[] {
    return [...this.#known.values()];
  }

  /** Its input is its lifeline; where it waits for us to read, the end of its output is. */
  close(): void {
    this.#child?.stdin?.end();
    this.#child?.stdout?.destroy();
  }

  #take(text: string): void {
    const line = helperLine(text);
    if (line === undefined) return;
    if ('sources' in line) {
      this.reports = line.sources.slice(0, this.#plan.places.length);
      return;
    }
    const reported = reportedContainer(line.container);
    if (reported === undefined) return;
    if (this.#ofUser === undefined) this.#accept(reported);
    else this.#ask(reported, this.#ofUser);
  }

  #accept({ id, json }: ReportedContainer): void {
    if (!this.#known.has(id) && this.#known.size >= this.#limits.containers) return;
    this.#known.set(id, json);
    this.#found(json);
  }

  #ask({ id, json }: ReportedContainer, uid: number): void {
    const isAsked = this.#asked.has(id);
    if (!isAsked && this.#asked.size >= this.#limits.containers) return;
    this.#asked.set(id, json);
    if (!isAsked) this.#answer(id, uid).catch(() => undefined);
  }

  async #answer(id: string, uid: number): Promise<void> {
    let isOurs = false;
    for (let i = 0; i < TRIES && !isOurs; i++) isOurs = await this.#owners.isOf(id, uid);
    const json = this.#asked.get(id);
    this.#asked.delete(id);
    if (isOurs && json !== undefined) this.#accept({ id, json });
  }
}

/** Stops reading for as long as the bytes of the last piece are worth. */
function slowDown(stream: Readable, bytesPerSecond: number): void {
  stream.on('data', (text: string) => {
    stream.pause();
    setTimeout(() => stream.resume(), (text.length / bytesPerSecond) * 1000).unref();
  });
}

/** Root's helper runs without capabilities where it can do so; a user's becomes that user. */
function commandOf(plan: HelperPlan): readonly [program: string, args: readonly string[]] {
  const args = [`--max-old-space-size=${HELPER_HEAP}`, HELPER, JSON.stringify(plan)];
  if (plan.uid !== 0 || !existsSync(CONFINE)) return [process.execPath, args];
  const places = [...READABLE, ROOT, dirname(process.execPath)].flatMap((place) => ['--read', place]);
  return [CONFINE, [...places, '--', process.execPath, ...args]];
}

/** Nothing that somebody exported for us; what node and the engines' libraries need. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, LD_LIBRARY_PATH, LANG } = process.env;
  return withoutUndefined({ PATH, LD_LIBRARY_PATH, LANG });
}

function withoutUndefined(variables: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}
