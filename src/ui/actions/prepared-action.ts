// SPDX-License-Identifier: Apache-2.0
// An action, made ready for the rows that it is for: their values asked of the engine and put into the command, the process
// after each looked up. What prevents it is a sentence, for the list of actions and for the message line.

import type { RemoteCalls } from '../../engine/protocol/engine-calls.js';
import type { SnapshotRow } from '../../engine/protocol/protocol.js';
import type { ViewAction } from '../../views/view.js';
import { fieldsOf, fillCommand } from './command-template.js';
import { identityProblem, type KnownStart, processNow } from './process-identity.js';

/** A command for one row. */
export interface PreparedCommand {
  readonly argv: readonly string[];
  /** What it is about, for people: `nginx (4121)`. */
  readonly subject: string;
  /** Process that must still be the same when it is run. */
  readonly process: ({ readonly pid: string; readonly boot: bigint | undefined } & KnownStart) | undefined;
}

export type Prepared =
  | { readonly ok: true; readonly command: PreparedCommand }
  | { readonly ok: false; readonly reason: string };

export interface PrepareOptions {
  readonly client: Pick<RemoteCalls, 'rowFields'>;
  /** The rows are those of this machine as it is now. */
  readonly isLive: boolean;
  /** ns since the epoch of the capture's first event. */
  readonly captureStart: bigint | undefined;
  /** When this machine was started, ns since the epoch. */
  readonly boot: bigint | undefined;
}

const PROCESS = /^(?:proc\.pid|thread\.tid)$/;
const PATH = /^fd\.(?:name|directory|filename)$/;
/** Asked of every row besides what its command needs; in this order. */
const ALWAYS = ['proc.pid', 'proc.pid.ts', 'proc.name', 'container.id', 'container.name'] as const;

export async function prepareAction(
  action: Pick<ViewAction, 'command'>,
  row: SnapshotRow,
  { client, isLive, captureStart, boot }: PrepareOptions,
): Promise<Prepared> {
  const wanted = fieldsOf(action.command);
  const asked = wanted.filter((field) => field !== 'nice');
  const names = [...new Set([...asked, ...ALWAYS])];
  const answer = await client.rowFields(row.key, names);
  if (!answer.ok) return { ok: false, reason: answer.error.code === 'gone' ? 'the row is gone' : answer.error.message };
  const values = new Map<string, string | null>(names.map((name, i) => [name, answer.value[i] ?? null]));
  const text = (name: (typeof ALWAYS)[number]): string | null => values.get(name) ?? null;
  const hasPath = asked.some((field) => PATH.test(field));
  const container = text('container.id');
  const isElsewhere = hasPath && container !== null && container !== '' && container !== 'host';
  const isAboutProcess = wanted.some((field) => PROCESS.test(field) || field === 'nice') || isElsewhere;
  const pid = text('proc.pid');
  if (isLive && isElsewhere) {
    // Its paths begin at its own root.
    for (const field of asked.filter((name) => PATH.test(name))) {
      const path = values.get(field);
      if (pid !== null && path?.startsWith('/') === true) values.set(field, `/proc/${pid}/root${path}`);
    }
  }
  if (wanted.includes('nice')) {
    if (!isLive) return { ok: false, reason: 'it needs the living process: its nice value was not recorded' };
    const now = pid === null ? undefined : await processNow(pid, boot);
    if (now === undefined) return { ok: false, reason: `process ${pid ?? ''} has ended` };
    values.set('nice', String(now.nice));
  }
  const filled = fillCommand(action.command, values);
  if (!filled.ok) return filled;
  const process =
    isLive && isAboutProcess && pid !== null ? { pid, started: text('proc.pid.ts'), captureStart, boot } : undefined;
  return { ok: true, command: { argv: filled.argv, subject: subjectOf(action, values), process } };
}

function subjectOf(action: Pick<ViewAction, 'command'>, values: ReadonlyMap<string, string | null>): string {
  const fields = fieldsOf(action.command).filter((field) => field !== 'nice');
  const [field] = fields;
  const value = field === undefined ? '' : (values.get(field) ?? '');
  const name = field?.startsWith('container') === true ? values.get('container.name') : values.get('proc.name');
  const hasName = name !== null && name !== undefined && name !== '' && name !== value;
  return hasName && (field === 'proc.pid' || field === 'container.id') ? `${name} (${value})` : value;
}

/** Why a command must not be run now after all; undefined where it may. */
export async function lastProblem({ process }: PreparedCommand): Promise<string | undefined> {
  if (process === undefined) return undefined;
  return identityProblem(process.pid, process, await processNow(process.pid, process.boot));
}
