// SPDX-License-Identifier: Apache-2.0
// A command of an action while it runs, and what it writes: an argument array, no shell, no input. Both outputs are kept as
// lines, the newest where there are too many.

import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { usualPriority } from '../../priority.js';
import type { Environment } from '../terminal/capability.js';

/** All jobs of a session, so that none outlives it. */
export class Jobs {
  readonly #running = new Set<Job>();

  /** @param program path of argv[0] */
  start(argv: readonly string[], program: string, changed: () => void): Job {
    const job = new Job(argv, program, changed);
    this.#running.add(job);
    void job.ended.then(() => this.#running.delete(job));
    return job;
  }

  stopAll(): void {
    for (const job of this.#running) job.stop();
  }
}

export interface JobEnd {
  /** Sentence: `ended with status 1`; undefined where all went well. */
  readonly problem: string | undefined;
}

/** Lines kept of each job. */
const KEPT = 50_000;
/** Code units of a line; what is longer goes on in the next. */
const LONGEST = 4096;
/** ms between asking to end and ending. */
const PATIENCE = 2000;

export class Job {
  readonly argv: readonly string[];
  readonly lines: string[] = [];
  /** Lines that were dropped at the start. */
  dropped = 0;
  readonly ended: Promise<JobEnd>;
  #child: ChildProcess | undefined;
  /** The line that each output has begun. */
  readonly #begun = { stdout: '', stderr: '' };
  #end: JobEnd | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param changed is called when there is more to see, or it has ended */
  constructor(argv: readonly string[], program: string, changed: () => void) {
    this.argv = argv;
    this.ended = new Promise((resolve) => {
      const finish = (end: JobEnd): void => {
        if (this.#end !== undefined) return;
        clearTimeout(this.#timer);
        for (const rest of Object.values(this.#begun)) if (rest !== '') this.#push(rest);
        this.#end = end;
        resolve(end);
        changed();
      };
      const child = spawn(program, argv.slice(1), {
        argv0: argv[0] ?? program,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: childEnvironment(process.env),
        // A group of its own: Stop also ends what it has started.
        detached: true,
      });
      this.#child = child;
      usualPriority(child.pid);
      for (const output of ['stdout', 'stderr'] as const) {
        child[output].setEncoding('utf8').on('data', (text: string) => {
          this.#take(output, text);
          changed();
        });
      }
      child.on('error', (error) => finish({ problem: `could not be started: ${error.message}` }));
      child.on('close', (code, signal) => finish({ problem: endText(code, signal) }));
    });
  }

  get isRunning(): boolean {
    return this.#end === undefined;
  }

  get end(): JobEnd | undefined {
    return this.#end;
  }

  /** Asks it to end, and makes it a little later. */
  stop(): void {
    if (!this.isRunning) return;
    this.#signal('SIGTERM');
    this.#timer ??= setTimeout(() => this.#signal('SIGKILL'), PATIENCE).unref();
  }

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // It has ended by itself meanwhile.
    }
  }

  #take(output: 'stdout' | 'stderr', text: string): void {
    const parts = (this.#begun[output] + text).split(/\r\n|\n/);
    const rest = parts.pop() ?? '';
    for (const part of parts) this.#push(part);
    const cut = rest.length - (rest.length % LONGEST);
    if (cut > 0) this.#push(rest.slice(0, cut));
    this.#begun[output] = rest.slice(cut);
  }

  #push(line: string): void {
    for (let at = 0; at === 0 || at < line.length; at += LONGEST) this.lines.push(line.slice(at, at + LONGEST));
    if (this.lines.length <= KEPT) return;
    this.dropped += this.lines.length - KEPT;
    this.lines.splice(0, this.lines.length - KEPT);
  }
}

/** `ended with status 1`, `was ended by SIGKILL`; undefined for success. */
export function endText(code: number | null, signal: NodeJS.Signals | null): string | undefined {
  if (signal !== null) return `was ended by ${signal}`;
  if (code === 0) return undefined;
  const name = Object.entries(constants.signals).find(([, number]) => number + 128 === code)?.[0];
  return `ended with status ${code}${name === undefined ? '' : ` (${name})`}`;
}

/**
 * The environment of commands. less must neither run a shell (LESSSECURE) nor give the file's name to one (LESSOPEN); what
 * writes to a pipe here shall not write colours.
 */
export function childEnvironment(env: Environment): NodeJS.ProcessEnv {
  const { LESSOPEN: _open, LESSCLOSE: _close, ...rest } = env;
  return { ...rest, LESSSECURE: '1' };
}
