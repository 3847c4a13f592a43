// SPDX-License-Identifier: Apache-2.0
// Containers as the capture process gets them: from its own ContainerMetadata, or, where engines listen to root alone and
// the capture process will not be root, from a helper process that holds no probe and reads no events. The helper writes
// JSON lines: `{"container":"…"}` and, when something about the sources has changed, `{"sources":[…]}`.

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ContainerMetadata, type SourceReport } from './container-metadata.js';
import type { ContainerSource } from './container-source.js';

export interface ContainerFeed {
  /** Processes of ours besides this one, once started: to be left out of the capture. */
  readonly processes: readonly number[];
  start(): void;
  /** All containers handed over so far, as they were last. */
  known(): readonly string[];
  reports(): readonly SourceReport[];
  close(): unknown;
}

/** What the helper says, one of these a line. */
export type HelperLine = { readonly container: string } | { readonly sources: readonly SourceReport[] };

const HELPER = fileURLToPath(new URL('./container-helper.js', import.meta.url));

export function containerFeed(
  sources: readonly ContainerSource[],
  useHelper: boolean,
  found: (json: string) => void,
): ContainerFeed {
  return useHelper ? new HelperFeed(found) : new ContainerMetadata(sources, found);
}

class HelperFeed implements ContainerFeed {
  readonly #found: (json: string) => void;
  readonly #known = new Map<string, string>();
  #reports: readonly SourceReport[] = [];
  #child: ChildProcess | undefined;

  constructor(found: (json: string) => void) {
    this.#found = found;
  }

  get processes(): readonly number[] {
    const pid = this.#child?.pid;
    return pid === undefined ? [] : [pid];
  }

  /** Before the rights are given up: the helper keeps them. */
  start(): void {
    const child = spawn(process.execPath, [HELPER], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.on('error', () => undefined);
    this.#child = child;
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#take(JSON.parse(line) as HelperLine);
    });
  }

  known(): readonly string[] {
    return [...this.#known.values()];
  }

  reports(): readonly SourceReport[] {
    return this.#reports;
  }

  /** Its input is its lifeline. */
  close(): void {
    this.#child?.stdin?.end();
  }

  #take(line: HelperLine): void {
    if ('sources' in line) {
      this.#reports = line.sources;
      return;
    }
    this.#known.set(idOf(line.container), line.container);
    this.#found(line.container);
  }
}

function idOf(json: string): string {
  return /"full_id":"([^"]*)"/.exec(json)?.[1] ?? json;
}
