// SPDX-License-Identifier: Apache-2.0
// `sysdrill alerts FOLDER`: the alerts of a recording, from its index; also of single captures.

import { parseArgs } from 'node:util';
import { failure, ok, type Result } from '../engine/result.js';
import type { IndexedAlert } from '../engine/ring/indexed-alert.js';
import { readRing, type Span, spanOf } from '../engine/ring/ring-folder.js';
import { parsePriority, rankOf } from '../engine/rules/priority.js';
import { capturePaths } from './capture-paths.js';
import { complain } from './complain.js';
import { latestEpoch } from './time-window.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
const USAGE = `usage: sysdrill alerts FOLDER… [--json] [--rule NAME] [--priority LEAST] [--from TIME] [--to TIME] [--count]`;

interface Request {
  readonly paths: readonly string[];
  readonly json: boolean;
  /** One line per rule instead of one per alert. */
  readonly count: boolean;
  readonly rule: string | undefined;
  readonly priority: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The exit status. */
export async function runAlertsCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) return say([USAGE]);
  const request = requestOf(argv);
  if (!request.ok) return complain(`${request.error}\n${USAGE}`, EXIT.USAGE);
  const alerts = await alertsOf(request.value);
  if (!alerts.ok) return complain(alerts.error, EXIT.FAILED);
  return say(request.value.count ? countLines(alerts.value) : alerts.value.map(lineOf(request.value)));
}

function requestOf(argv: readonly string[]): Result<Request, string> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', short: 'j' },
        count: { type: 'boolean' },
        read: { type: 'string', short: 'r', multiple: true },
        rule: { type: 'string' },
        priority: { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
      },
    });
    const { json = false, count = false, read = [], rule, priority, from, to } = values;
    const paths = [...read, ...positionals];
    if (paths.length === 0) return failure('alerts wants the folder of a recording');
    if (priority !== undefined && parsePriority(priority) === undefined) return failure(`no priority: "${priority}"`);
    return ok({ paths, json, count, rule, priority, from, to });
  } catch (error) {
    return failure((error as Error).message.split('. ')[0] ?? '');
  }
}

async function alertsOf(request: Request): Promise<Result<readonly IndexedAlert[], string>> {
  const paths = capturePaths(request.paths);
  if (!paths.ok) return paths;
  const files = await readRing(paths.value);
  if (!files.ok) return files;
  const span = spanWithin(request, spanOf(files.value));
  if (!span.ok) return span;
  const alerts = files.value.flatMap(({ index }) => index.alerts.filter((one) => isAsked(one, request, span.value)));
  return ok(alerts.sort((a, b) => (BigInt(a.time) < BigInt(b.time) ? -1 : 1)));
}

/** Without bounds an alert just before its file's first event counts too. */
function spanWithin({ from, to }: Request, span: Span): Result<Span, string> {
  const start = from === undefined ? 0n : latestEpoch(from, span);
  const end = to === undefined ? span.to : latestEpoch(to, span);
  if (start === undefined || end === undefined) return failure(`no time: "${(start === undefined ? from : to) ?? ''}"`);
  return ok({ from: start, to: end });
}

function isAsked({ time, rule, priority }: IndexedAlert, request: Request, { from, to }: Span): boolean {
  const at = BigInt(time);
  if (at < from || at > to || (request.rule !== undefined && request.rule !== rule)) return false;
  const least = request.priority === undefined ? undefined : parsePriority(request.priority);
  const own = parsePriority(priority);
  return least === undefined || (own !== undefined && rankOf(own) <= rankOf(least));
}

function lineOf({ json }: Request): (alert: IndexedAlert) => string {
  return (alert) => (json ? jsonOf(alert) : alert.output);
}

/** Where the object was too long to be recorded, what is known besides. */
function jsonOf({ json, time, rule, priority, output }: IndexedAlert): string {
  return json === '' ? JSON.stringify({ rule, priority, output, time_ns: time }) : json;
}

function countLines(alerts: readonly IndexedAlert[]): string[] {
  const counts = new Map<string, number>();
  for (const { rule } of alerts) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([rule, count]) => `${String(count).padStart(8)}  ${rule}`);
}

function say(lines: readonly string[]): number {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.DONE;
}
