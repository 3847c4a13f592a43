// SPDX-License-Identifier: Apache-2.0
// `sysdrill agent URL --name NAME [-r CAPTURE]`: answers the questions of a fleet's screen about this host.

import { hostname, totalmem } from 'node:os';
import { type InputSpec, openInput } from '../engine/pipeline/open-input.js';
import { failure, ok, type Result } from '../engine/result.js';
import { pipeAgentPort } from '../fleet/pipe-link.js';
import type { AgentPort, Credentials } from '../fleet/ports.js';
import { runAgent } from '../fleet/run-agent.js';
import { packageVersion } from '../program-files.js';
import { callerOf } from './caller.js';
import { complain, notify } from './complain.js';
import { namesOf } from './filter-words.js';
import { readCredentials, urlAndWords } from './fleet-credentials.js';
import { liveInput } from './live-input.js';
import { type Options, parseOptions } from './options.js';
import { loadViews } from './own-views.js';
import { takeOwnWords } from './own-words.js';

const EXIT = { DONE: 0, FAILED: 1, USAGE: 2 } as const;
const USAGE = `usage: sysdrill agent [URL] [--name NAME] [--creds FILE] [--label KEY=VALUE]… [-r CAPTURE | filter…]
       URL is that of a NATS server: nats://HOST:4222. See docs/fleet.md.`;
const GIB = 1 << 30;
/** Bytes of a piped capture's events may take one in so many of the memory. */
const RAW_SHARE = 4;

interface AgentWords {
  readonly url: string;
  readonly name: string;
  readonly credentials: Credentials;
  readonly labels: Readonly<Record<string, string>>;
  readonly options: Options;
}

/** Exit status of the process. */
export async function runAgentCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help') || argv.includes('-h')) {
    process.stdout.write(`${USAGE}\n`);
    return EXIT.DONE;
  }
  const words = agentWords(argv);
  if (!words.ok) return complain(`${words.error}\n${USAGE}`, EXIT.USAGE);
  const served = await serve(words.value);
  return served.ok ? EXIT.DONE : complain(served.error, EXIT.FAILED);
}

function agentWords(argv: readonly string[]): Result<AgentWords, string> {
  const own = takeOwnWords(argv, ['name', 'creds', 'label']);
  if (!own.ok) return own;
  const { values, rest } = own.value;
  const parsed = parseOptions(rest, Math.min(totalmem() / 4, 2 * GIB));
  if (!parsed.ok) return parsed;
  const creds = readCredentials(values.get('creds')?.at(-1));
  if (!creds.ok) return creds;
  const { url, words } = urlAndWords(parsed.value.words, creds.value.url);
  if (url === undefined) return failure('agent wants the URL of a NATS server');
  const labels = labelsOf(values.get('label') ?? []);
  if (!labels.ok) return labels;
  const name = values.get('name')?.at(-1) ?? creds.value.host ?? hostname();
  if (name === '') return failure('--name is empty');
  return ok({
    url,
    name,
    credentials: creds.value,
    labels: labels.value,
    options: { ...parsed.value, words },
  });
}

function labelsOf(texts: readonly string[]): Result<Readonly<Record<string, string>>, string> {
  const pairs = texts.map((text) => /^([A-Za-z0-9_.-]+)=(.*)$/s.exec(text)?.slice(1));
  const wrong = texts[pairs.indexOf(undefined)];
  if (wrong !== undefined) return failure(`--label wants KEY=VALUE, not "${wrong}"`);
  return ok(Object.fromEntries(pairs as [string, string][]));
}

async function serve({ url, name, credentials, labels, options }: AgentWords): Promise<Result<null, string>> {
  const caller = callerOf(process.env);
  const views = await caller.asCaller(() => loadViews(options.viewFiles));
  if (!views.ok) return views;
  const opened = await openInput(specOf(options), { rawBudget: options.memory / RAW_SHARE, names: namesOf(options) });
  if (!opened.ok) return failure(options.read.length > 0 ? opened.error : `live capture: ${opened.error}`);
  // Only opening needed the rights.
  caller.become();
  const port = await openPort(url, name, credentials);
  if (!port.ok) {
    await opened.value.source.close();
    return port;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void port.value.close());
  if (url !== '-') notify(`sysdrill: agent ${name} serves ${url}`);
  const agent = {
    host: name,
    program: packageVersion(),
    labels,
    views: views.value.all,
    memory: options.memory,
    audit: url === '-' ? () => undefined : (line: string) => notify(`sysdrill: ${line}`),
  };
  const reason = await runAgent(opened.value, port.value, agent);
  await port.value.close();
  return reason === undefined ? ok(null) : failure(reason);
}

/** `-`: standard input and output. */
async function openPort(url: string, name: string, credentials: Credentials): Promise<Result<AgentPort, string>> {
  if (url === '-') return ok(pipeAgentPort(process.stdin, process.stdout));
  const { natsAgentPort } = await import('../fleet/nats-link.js');
  return natsAgentPort(url, name, credentials);
}

function specOf(options: Options): InputSpec {
  if (options.read.length > 0) return { kind: 'file', paths: options.read };
  return liveInput(options, true);
}
