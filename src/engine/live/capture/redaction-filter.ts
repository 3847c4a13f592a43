// SPDX-License-Identifier: Apache-2.0
// Where a recording is redacted on its way to its files: a process of its own (redact-filter.ts) reads what the shim
// records from a pipe and writes the files. Each further file of the recording begins with a section header in the same
// pipe. The process is not recorded, and holds the rights that its files need, not more.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { programFile } from '../../../program-files.js';
import type { RedactOptions } from '../../redact/redactor.js';
import { failure, ok, type Result } from '../../result.js';
import type { FileOwner } from '../../scap/own-file.js';
import type { Rotation } from '../../scap/recording-names.js';
import { callerIdentity } from './privileges.js';

/** Its descriptors. */
export const PLAN = 3;
export const READY = 4;
const FILTER = programFile('engine/live/capture/redact-filter.js');

export interface FilterPlan {
  readonly path: string;
  readonly compress: boolean;
  readonly rotation: Rotation;
  /** Owner of the files; undefined: the process that opens them. */
  readonly owner: FileOwner | undefined;
  /** Who the process becomes when its only file is open; undefined: it stays who it is. */
  readonly identity: FileOwner | undefined;
  readonly redaction: Omit<RedactOptions, 'key'> & { readonly key: string | undefined };
}

export interface RedactionFilter {
  readonly pid: number;
  /** Where the blocks are written to. */
  readonly descriptor: number;
  /** Nothing more will be written; resolves to the exit status when all is in the files. */
  end(): Promise<number>;
}

export interface FilteredRecording {
  readonly redaction: RedactOptions | undefined;
  /** A path, or `-` for standard output. */
  readonly write: string;
  readonly compress: boolean;
  readonly rotation: Rotation;
}

/** The process that hides secrets on the way to the files; undefined where nothing is to be hidden. */
export async function filterFor(
  { redaction, write, compress, rotation }: FilteredRecording,
  identity: FileOwner | undefined,
): Promise<Result<RedactionFilter | undefined, string>> {
  if (redaction === undefined) return ok(undefined);
  const { key, ...rest } = redaction;
  return startFilter({
    path: write,
    compress,
    rotation,
    owner: callerIdentity(process.env),
    identity,
    redaction: { ...rest, key: key === undefined ? undefined : Buffer.from(key).toString('base64') },
  });
}

/** Starts the process; resolves when its first file is open, or to why it is not. */
async function startFilter(plan: FilterPlan): Promise<Result<RedactionFilter, string>> {
  const child = spawn(process.execPath, [FILTER], {
    stdio: ['pipe', 'inherit', 'inherit', 'pipe', 'pipe'],
    // Ctrl-C is for the recorder: the filter ends when nothing comes any more.
    detached: true,
  });
  // The plan may hold a key, so it is not an argument, which everybody could read.
  (child.stdio[PLAN] as Writable).end(JSON.stringify(plan));
  const status = exitOf(child);
  const ready = await Promise.race([
    once(child.stdio[READY] as Readable, 'data').then(() => true),
    status.then(() => false),
  ]);
  const descriptor = descriptorOf(child);
  if (!ready || descriptor === undefined || child.pid === undefined) {
    return failure('the recording cannot be redacted: its filter has ended');
  }
  const end = async (): Promise<number> => {
    child.stdin?.destroy();
    return status;
  };
  return ok({ pid: child.pid, descriptor, end });
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** Node has no public name for the descriptor of a child's pipe; the shim makes its own of it. */
function descriptorOf({ stdin }: ChildProcess): number | undefined {
  const handle = stdin !== null && '_handle' in stdin ? stdin._handle : undefined;
  const descriptor = typeof handle === 'object' && handle !== null && 'fd' in handle ? handle.fd : undefined;
  return typeof descriptor === 'number' && descriptor >= 0 ? descriptor : undefined;
}
