// SPDX-License-Identifier: Apache-2.0
// The capture process as a source of bytes: started as a child, its standard output is the scap stream, its fd 3 carries
// one JSON line a second with what it has lost. When it dies, the stream ends and its last words say why.

import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type ByteSource, SourceError, streamSource } from '../scap/byte-source.js';
import type { DropCounts } from './protocol.js';

export interface LiveSource {
  readonly source: ByteSource;
  drops(): Pick<DropCounts, 'kernel' | 'shim'>;
}

/** Starts `command`; resolves once it has written its first bytes, rejects with SourceError and its reason otherwise. */
export async function startCapture(command: readonly string[]): Promise<LiveSource> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    // Its standard input is a lifeline and its fd 3 for us (live/capture-process.ts).
    env: { ...process.env, SYSDRILL_PARENT: '1' },
  });
  let words = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    words = (words + text).slice(-4000);
  });
  let drops = { kernel: 0, shim: 0 };
  readJsonLines(child.stdio[3] as Readable, (line) => {
    drops = dropsOf(line) ?? drops;
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(lastWords(words) ?? `it ended with ${signal ?? `status ${code}`}`));
  });
  const first = await Promise.race([
    new Promise<'data'>((resolve) => child.stdout.once('readable', () => resolve('data'))),
    ended,
  ]);
  if (first !== 'data' || child.stdout.readableLength === 0) throw new SourceError(await ended);
  const source = streamSource(child.stdout, 'live');
  return {
    source: {
      ...source,
      close: async () => {
        // Closing its standard input asks it to end; it finishes its last block.
        child.stdin.end();
        child.kill('SIGTERM');
        await source.close();
        await ended;
      },
    },
    drops: () => drops,
  };
}

function readJsonLines(stream: Readable, line: (value: unknown) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('error', () => undefined);
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const one of lines) {
      try {
        line(JSON.parse(one));
      } catch {
        // Not ours to judge: a broken line costs one update of the counters.
      }
    }
  });
}

function dropsOf(value: unknown): Pick<DropCounts, 'kernel' | 'shim'> | undefined {
  if (typeof value !== 'object' || value === null || !('drops' in value)) return undefined;
  const { drops } = value as { drops: unknown };
  if (typeof drops !== 'object' || drops === null) return undefined;
  const { kernel, shim } = drops as { kernel?: unknown; shim?: unknown };
  return { kernel: typeof kernel === 'number' ? kernel : 0, shim: typeof shim === 'number' ? shim : 0 };
}

function lastWords(words: string): string | undefined {
  const lines = words.trim().split('\n');
  const last = lines[lines.length - 1]?.trim();
  return last === undefined || last === '' ? undefined : last;
}
