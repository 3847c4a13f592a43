// SPDX-License-Identifier: Apache-2.0
// The capture process as a source of bytes: started as a child, its standard output is the scap stream, its fd 3 carries
// one JSON line a second about itself (protocol/capture-report.ts). When it dies, the stream ends, and its last words say why.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type CaptureFigures, NO_FIGURES, withReport } from '../protocol/capture-report.js';
import { failure, ok, type Result } from '../result.js';
import { type ByteSource, SourceError, streamSource } from '../scap/byte-source.js';

export interface LiveSource {
  /** Throws SourceError where the capture process exits abnormally. */
  readonly source: ByteSource;
  /** What the capture process has reported so far. */
  report(): CaptureFigures;
  /** Puts an event of ours into the stream, and so into what is recorded; dropped where the process does not keep up. */
  note(block: Uint8Array): void;
  /** Asks it to end; what it still has comes out of the source. */
  stop(): void;
  /** Of the capture process. */
  readonly pid: number | undefined;
}

/** Bytes of notes that may wait for the capture process. */
const MOST_NOTES = 4 << 20;

/** Starts `command`; resolves once it has written its first bytes, or to the reason why there are none. */
export async function startCapture(
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Result<LiveSource, string>> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    // Its standard input is a lifeline and its fd 3 for us (live/capture-process.ts).
    env: { ...process.env, ...environment, SYSDRILL_PARENT: '1' },
  });
  let report = NO_FIGURES;
  readLines(child.stdio[3] as Readable, (line) => {
    report = withReport(line, report);
  });
  const ended = endOf(child);
  const first = await Promise.race([
    new Promise<'data'>((resolve) => child.stdout.once('readable', () => resolve('data'))),
    ended,
  ]);
  if (first !== 'data' || child.stdout.readableLength === 0) {
    return failure((await ended) ?? 'it ended without a word');
  }
  const stream = streamSource(child.stdout, 'live');
  let isAsked = false;
  // By its lifeline, not by a signal: a capture that rotates its files may belong to another user than we do by now.
  const stop = (): void => {
    isAsked = true;
    child.stdin.end();
  };
  async function* chunks(): AsyncIterable<Uint8Array> {
    yield* stream.chunks();
    const problem = await ended;
    if (problem !== undefined && !isAsked) throw new SourceError(problem);
  }
  const close = async (): Promise<void> => {
    stop();
    // What it still has is not wanted; but it may be recording too, and a reader that went away would cost it its end.
    child.stdout.removeAllListeners('data').resume();
    await ended;
    await stream.close();
  };
  const note = (block: Uint8Array): void => {
    if (!isAsked && child.stdin.writableLength < MOST_NOTES) child.stdin.write(block);
  };
  return ok({ source: { ...stream, chunks, close }, report: () => report, note, stop, pid: child.pid });
}

/** Resolves when the process and its pipes are gone: to the reason, undefined where it exited normally. */
function endOf(child: ChildProcess): Promise<string | undefined> {
  let words = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    words = (words + text).slice(-4000);
  });
  // The lifeline of a process that has gone: that it has gone is said by its end.
  child.stdin?.on('error', () => undefined);
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      if (signal !== null) resolve(`its process was ended by ${signal}`);
      else resolve(code === 0 ? undefined : (lastWords(words) ?? `its process ended with status ${code}`));
    });
  });
}

function readLines(stream: Readable, line: (text: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('error', () => undefined);
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const one of lines) line(one);
  });
}

/** The last line of what it said, without its name in front. */
function lastWords(words: string): string | undefined {
  const last = words
    .trim()
    .split('\n')
    .at(-1)
    ?.trim()
    .replace(/^sysdrill: /, '');
  return last === undefined || last === '' ? undefined : last;
}
