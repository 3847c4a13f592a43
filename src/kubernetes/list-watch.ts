// SPDX-License-Identifier: Apache-2.0
// One kind of object kept as the API server has it: listed by pages, then watched from the version of the list on.
// Bookmarks move the version while nothing changes; where a version is too old (410 Gone) the list is asked for again.
// A watch that ends, as servers end them after some minutes, goes on where it was. Never gives up.

import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, ApiError } from './api-client.js';

export interface Resource {
  /** `/api/v1/pods` */
  readonly path: string;
  /** `spec.nodeName=NODE` */
  readonly fields?: string;
  /** Only names, labels and owners are needed: most of an object is not sent then. */
  readonly isMetadataOnly?: boolean;
}

/** What is sent of a kind of object. */
export interface ResourceListener {
  /** All objects that there are; what was known before and is not among them is gone. */
  listed(objects: readonly unknown[]): void;
  put(object: unknown): void;
  gone(object: unknown): void;
  /** Undefined: it works. */
  state(problem: ApiError | undefined): void;
}

const PAGE = 500;
/** s after which a server ends a watch, and ms without a word or bookmark after which we do. */
const WATCH_SECONDS = 300;
const SILENCE = (WATCH_SECONDS + 60) * 1000;
/** ms between attempts: doubled from the first to the last; what is forbidden or not there is asked for rarely. */
const FIRST_PAUSE = 1000;
const LAST_PAUSE = 30_000;
const SHORT_PAUSE = 100;
const REFUSED_PAUSE = 60_000;
const GONE = 410;
const REFUSED: ReadonlySet<number> = new Set([401, 403, 404]);
/** Objects of one kind that are held; more of them no cluster has. */
const MOST_OBJECTS = 500_000;

type Members = Readonly<Record<string, unknown>>;

export class ListWatch {
  readonly #client: ApiClient;
  readonly #resource: Resource;
  readonly #listener: ResourceListener;
  readonly #stop = new AbortController();
  /** Of the newest thing that came. */
  #version = '';

  constructor(client: ApiClient, resource: Resource, listener: ResourceListener) {
    this.#client = client;
    this.#resource = resource;
    this.#listener = listener;
  }

  close(): void {
    this.#stop.abort();
  }

  async run(): Promise<void> {
    const { signal } = this.#stop;
    for (let pause = FIRST_PAUSE; !signal.aborted; ) {
      const began = performance.now();
      const problem = await this.#once();
      if (signal.aborted) return;
      if (problem?.status === GONE) this.#version = '';
      else if (problem !== undefined) this.#listener.state(problem);
      const isSound = problem === undefined || problem.status === GONE;
      if (isSound && performance.now() - began > FIRST_PAUSE) pause = FIRST_PAUSE;
      const wait = REFUSED.has(problem?.status ?? 0) ? REFUSED_PAUSE : waitOf(isSound, pause);
      await sleep(wait, undefined, { signal, ref: false }).catch(() => undefined);
      pause = Math.min(LAST_PAUSE, 2 * pause);
    }
  }

  /** A list where there is no version, and one watch. */
  async #once(): Promise<ApiError | undefined> {
    try {
      if (this.#version === '') await this.#list();
      this.#listener.state(undefined);
      await this.#watch();
      return undefined;
    } catch (error) {
      return error instanceof ApiError ? error : new ApiError(0, (error as Error).message);
    }
  }

  async #list(): Promise<void> {
    const objects: unknown[] = [];
    let more: string | undefined;
    let version = '';
    do {
      const page = members(
        await this.#client.get(this.#path({ limit: String(PAGE), continue: more }), this.#asked('List')),
      );
      const items = page['items'];
      const { resourceVersion, continue: next } = members(page['metadata']);
      if (!Array.isArray(items) || typeof resourceVersion !== 'string') throw new ApiError(0, 'it sent no list');
      for (const item of items) objects.push(item);
      if (objects.length > MOST_OBJECTS) throw new ApiError(0, `it has more than ${MOST_OBJECTS} of them`);
      version = resourceVersion;
      more = typeof next === 'string' && next !== '' ? next : undefined;
    } while (more !== undefined);
    this.#listener.listed(objects);
    this.#version = version;
  }

  async #watch(): Promise<void> {
    const path = this.#path({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.#version,
      timeoutSeconds: String(WATCH_SECONDS),
    });
    for await (const line of this.#client.lines(path, this.#asked(''), SILENCE)) this.#take(members(line));
  }

  #take({ type, object }: Members): void {
    if (type === 'ERROR') {
      const { code, message } = members(object);
      throw new ApiError(
        typeof code === 'number' ? code : 0,
        typeof message === 'string' ? message : 'the watch failed',
      );
    }
    const { resourceVersion } = members(members(object)['metadata']);
    if (type === 'ADDED' || type === 'MODIFIED') this.#listener.put(object);
    else if (type === 'DELETED') this.#listener.gone(object);
    if (typeof resourceVersion === 'string') this.#version = resourceVersion;
  }

  #asked(list: string) {
    const { isMetadataOnly } = this.#resource;
    const partial = `application/json;as=PartialObjectMetadata${list};g=meta.k8s.io;v=v1`;
    return { accept: isMetadataOnly ? `${partial},application/json` : 'application/json', signal: this.#stop.signal };
  }

  #path(words: Readonly<Record<string, string | undefined>>): string {
    const { path, fields } = this.#resource;
    const query = new URLSearchParams(fields === undefined ? {} : { fieldSelector: fields });
    for (const [name, value] of Object.entries(words)) if (value !== undefined) query.set(name, value);
    return `${path}?${query}`;
  }
}

/** Watches end without anything wrong; only a server that ends each at once is to be left alone. */
function waitOf(isSound: boolean, pause: number): number {
  return isSound && pause <= 4 * FIRST_PAUSE ? SHORT_PAUSE : pause * (0.5 + Math.random() / 2);
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};
}
