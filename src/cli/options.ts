// SPDX-License-Identifier: Apache-2.0
// The command line, as data: options with their letters, meanings and checks. Letters are sysdig's where sysdig has the
// option. All remaining words are one filter.

import { parseArgs } from 'node:util';
import type { BufferFormat } from '../engine/protocol/protocol.js';
import { parseSize } from '../engine/protocol/quantity.js';
import { DEFAULT_SOCKET } from '../engine/protocol/service-frames.js';
import { failure, ok, type Result } from '../engine/result.js';
import { parsePriority } from '../engine/rules/priority.js';
import type { RuleSelection } from '../engine/rules/rule-selection.js';
import type { ThrottleLimit } from '../engine/rules/throttle.js';
import type { TimeMode } from '../engine/text/print-options.js';
import { isPath } from './capture-paths.js';
import { optionNumber } from './option-number.js';
import { OPTION_ROWS } from './option-table.js';
import { hintAt, namedFormat, viewOfChisel } from './sysdig-words.js';

export interface Options {
  readonly read: readonly string[];
  readonly write: string | undefined;
  /** Socket of a recorder's service; undefined: none was named. */
  readonly connect: string | undefined;
  readonly view: string | undefined;
  /** Name of the column that the view is ordered by; undefined: the view's own. */
  readonly sort: string | undefined;
  readonly viewFiles: readonly string[];
  /** Output format; undefined: no printing of events. */
  readonly print: string | undefined;
  readonly containers: boolean;
  /** Events with the pods of containers, as -pk prints them. */
  readonly pods: boolean;
  readonly raw: boolean;
  readonly json: boolean;
  /** The view `dependencies` as the text of a graph. */
  readonly graph: 'dot' | 'mermaid' | undefined;
  readonly time: TimeMode;
  readonly buffers: BufferFormat;
  /** Whole buffers, not cut at 80 characters. */
  readonly verbose: boolean;
  /** Bytes of a capture are printed as they are. */
  readonly rawBytes: boolean;
  readonly count: number;
  readonly seconds: number;
  /** Captures of -r whose order is known, and what to call them: a folder has been opened. */
  readonly isOrdered?: boolean;
  readonly inputName?: string;
  /** Of a folder, what --at, --from and --to mean: ns since the epoch, both ends included. */
  readonly window?: { readonly from: bigint; readonly to: bigint };
  /** The moment to look at. */
  readonly at: string | undefined;
  /** Two spans, or one time to split at. */
  readonly compare: string | undefined;
  /** Captures that -r is compared with. */
  readonly compareWith: readonly string[];
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly snaplen: number;
  /** Of what begins like a request or an answer; 0: snaplen. */
  readonly requestsSnaplen: number;
  /** Events of the kernel that are left out unless they are asked for. */
  readonly switches: boolean;
  readonly pageFaults: boolean;
  /** Path, or `in-cluster`. */
  readonly kubeconfig: string | undefined;
  /** What Kubernetes calls this machine. */
  readonly node: string | undefined;
  /** ms; undefined: as remembered, or 1000. */
  readonly refresh: number | undefined;
  readonly portNames: boolean;
  readonly noUsers: boolean;
  readonly memory: number;
  readonly compress: boolean;
  /** What -w writes can be read to its end by sysdig 0.29. */
  readonly compatible: boolean;
  /** What -w leaves out of what it writes. */
  readonly redaction: RedactionChoice;
  readonly rotate: {
    readonly megabytes: number;
    readonly seconds: number;
    readonly events: number;
    readonly files: number;
  };
  /** Detection rules. */
  readonly rules: RuleOptions;
  readonly theme: string | undefined;
  readonly ascii: boolean;
  readonly mouse: boolean;
  /** Also the capture tool's own events. */
  readonly internal: boolean;
  readonly list: 'fields' | 'events' | 'views' | undefined;
  readonly help: boolean;
  readonly version: boolean;
  readonly words: readonly string[];
}

export interface RedactionChoice {
  readonly secrets: boolean;
  readonly payload: boolean;
  readonly noEnvironment: boolean;
  /** Files with more words, and with the key; undefined: none. */
  readonly words: string | undefined;
  readonly key: string | undefined;
}

export interface RuleOptions {
  /** Files and folders; empty: no rules. */
  readonly files: readonly string[];
  readonly matching: 'first' | 'all';
  readonly selection: RuleSelection;
  /** False: every process is taken for the host's. */
  readonly containers: boolean;
  /** Folder of what rules with `capture` save; undefined: the current one when live, nothing is saved of captures. */
  readonly spans: string | undefined;
  /** Outputs of alerts besides standard output. */
  readonly targets: readonly string[];
  /** Undefined: nothing is withheld. */
  readonly limit: ThrottleLimit | undefined;
}

const MULTIPLE: ReadonlySet<string> = new Set([
  'read',
  'view-file',
  'rules',
  'rules-tag',
  'rules-disable',
  'alert-to',
  'compare-with',
]);

/** What the words mean; the error is one line for the user. */
export function parseOptions(argv: readonly string[], defaultMemory: number, isFile = isPath): Result<Options, string> {
  const config = Object.fromEntries(
    OPTION_ROWS.map((row) => [
      row.name,
      {
        type: row.value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: MULTIPLE.has(row.name),
        ...(row.letter === undefined ? {} : { short: row.letter }),
      },
    ]),
  );
  const args = optionsFirst(withSocket(argv), isFile);
  if (!args.ok) return failure(`${args.error}. See sysdrill --help.`);
  let parsed: { values: Record<string, string | boolean | (string | boolean)[] | undefined>; positionals: string[] };
  try {
    parsed = parseArgs({ args: args.value, options: config, allowPositionals: true, strict: true });
  } catch (error) {
    const message = (error as Error).message.split('. ')[0] ?? '';
    return failure(
      `${message}. ${hintAt(
        message,
        OPTION_ROWS.map(({ name }) => name),
      )}`,
    );
  }
  return interpret(parsed.values, parsed.positionals, defaultMemory);
}

/** `--connect` alone means the usual socket; one that is named has a slash. */
function withSocket(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((word, i) => {
    const isAlone = word === '--connect' && !argv[i + 1]?.includes('/');
    return isAlone && (end < 0 || i < end) ? `--connect=${DEFAULT_SOCKET}` : word;
  });
}

/**
 * Options, then `--`, then the words of the filter. Options may also follow the filter, as in sysdig; there only
 * those that exist, because a word of a filter may begin with a dash (`evt.rawres < -1`). After `--` all are words.
 * Words right after `-r FILE` that are files are read too: a shell makes them of `-r ring*`.
 */
function optionsFirst(argv: readonly string[], isFile: (word: string) => boolean): Result<string[], string> {
  const options: string[] = [];
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === '--') {
      words.push(...argv.slice(i + 1));
      break;
    }
    const isOption = word.startsWith('-') && word !== '-' && (words.length === 0 || isKnown(word));
    if (!isOption) {
      words.push(word);
      continue;
    }
    const wanting = wantingOption(word);
    if (wanting === undefined) options.push(word);
    else {
      const value = argv[++i];
      if (value === undefined) return failure(`${word} wants ${wanting.value}`);
      // Joined under its long name, because a value may start with a dash of its own (--from -30s) or be empty.
      if (wanting.flags !== '') options.push(`-${wanting.flags}`);
      options.push(`--${wanting.name}=${value}`);
      while (wanting.name === 'read' && isMoreFile(argv[i + 1], isFile)) options.push(`--read=${argv[++i]}`);
    }
  }
  return ok([...options, '--', ...words]);
}

function isMoreFile(word: string | undefined, isFile: (word: string) => boolean): boolean {
  return word !== undefined && !word.startsWith('-') && isFile(word);
}

function isKnown(word: string): boolean {
  const name = /^--([a-z-]+)/.exec(word)?.[1];
  return OPTION_ROWS.some((row) => (name === undefined ? row.letter === word[1] : row.name === name));
}

interface WantingOption {
  readonly name: string;
  /** What it wants, as --help calls it. */
  readonly value: string;
  /** Letters of flags in front of it: `-jp FORMAT`. */
  readonly flags: string;
}

/** The option of a word whose value is the next word. */
function wantingOption(word: string): WantingOption | undefined {
  if (word.startsWith('--')) {
    const row = OPTION_ROWS.find(({ name, value }) => value !== undefined && word === `--${name}`);
    return row?.value === undefined ? undefined : { name: row.name, value: row.value, flags: '' };
  }
  for (let i = 1; i < word.length; i++) {
    const row = OPTION_ROWS.find(({ letter }) => letter === word[i]);
    if (row?.value === undefined) continue;
    return i === word.length - 1 ? { name: row.name, value: row.value, flags: word.slice(1, i) } : undefined;
  }
  return undefined;
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function interpret(values: Values, words: readonly string[], defaultMemory: number): Result<Options, string> {
  const problems: string[] = [];
  const text = (name: string): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined);
  const flag = (name: string): boolean => values[name] === true;
  const list = (name: string): string[] => {
    const value = values[name];
    return Array.isArray(value) ? value.map(String) : [];
  };
  const number = (name: string, otherwise: number, least: number): number => {
    const given = text(name);
    if (given === undefined) return otherwise;
    const row = OPTION_ROWS.find((r) => r.name === name);
    const value = optionNumber(given, row?.value);
    if (value >= least) return value;
    const option = row?.letter === undefined ? `--${name}` : `-${row.letter}`;
    problems.push(`${option} wants a number${least > 0 ? ` of at least ${least}` : ''}, not "${given}"`);
    return otherwise;
  };

  const format = namedFormat(text('print'));
  const chisel = viewOfChisel(text('chisel'));
  if (!chisel.ok) problems.push(chisel.error);
  const modes = (['hex', 'hex-ascii', 'ascii-text', 'base64'] as const).filter(flag);
  if (modes.length > 1) problems.push('only one of -x, -X, -A and -b can be given');
  const graph = flag('dot') ? 'dot' : flag('mermaid') ? 'mermaid' : undefined;
  const graphOf = text('view') ?? 'dependencies';
  if (graph !== undefined && graphOf !== 'dependencies') {
    problems.push(`--${graph} draws the view dependencies, not ${graphOf}`);
  }
  const time = timeMode(text('time') ?? 'h');
  if (time === undefined) problems.push(`-t is one of a, h, r, d, D, not "${text('time')}"`);
  const compat = text('compat');
  if (compat !== undefined && !/^0\.29(\.\d+)?$/.test(compat)) problems.push(`--compat is 0.29, not "${compat}"`);
  const size = text('memory');
  const memory = size === undefined ? defaultMemory : parseSize(size);
  if (memory === undefined) problems.push(`--memory wants a size such as 512M or 2G, not "${text('memory')}"`);
  const matching = text('rule-matching') ?? 'first';
  if (matching !== 'first' && matching !== 'all') problems.push(`--rule-matching is first or all, not "${matching}"`);
  const limit = alertLimit(text('alert-limit'));
  if (limit === null)
    problems.push(`--alert-limit wants COUNT/SECONDS, for example 5/60, not "${text('alert-limit')}"`);
  const priority = text('rules-priority');
  const leastPriority = priority === undefined ? undefined : parsePriority(priority);
  if (priority !== undefined && leastPriority === undefined) problems.push(`--rules-priority: unknown "${priority}"`);
  const options: Options = {
    read: list('read'),
    write: text('write'),
    connect: text('connect'),
    view: graph === undefined ? (text('view') ?? (chisel.ok ? chisel.value?.view : undefined)) : graphOf,
    sort: text('sort') ?? (chisel.ok && text('view') === undefined ? chisel.value?.sort : undefined),
    viewFiles: list('view-file'),
    ...format,
    raw: flag('raw'),
    json: flag('json'),
    graph,
    time: time ?? 'clock',
    buffers: bufferFormat(modes[0]),
    verbose: flag('verbose'),
    rawBytes: flag('raw-bytes'),
    count: number('count', Number.POSITIVE_INFINITY, 1),
    seconds: number('seconds', Number.POSITIVE_INFINITY, 0),
    at: text('at'),
    compare: text('compare'),
    compareWith: list('compare-with'),
    from: text('from'),
    to: text('to'),
    snaplen: number('snaplen', 80, 0),
    // Who says how much is kept means everything.
    requestsSnaplen: number('requests-snaplen', text('snaplen') === undefined ? 512 : 0, 0),
    switches: flag('switches'),
    pageFaults: flag('page-faults'),
    kubeconfig: text('kubeconfig'),
    node: text('node'),
    refresh: text('delay') === undefined ? undefined : number('delay', 1000, 100),
    portNames: flag('resolve'),
    noUsers: flag('no-users'),
    memory: memory ?? defaultMemory,
    compress: flag('gzip'),
    compatible: compat !== undefined,
    redaction: {
      secrets: ['redact', 'redact-payload', 'redact-words', 'redact-key'].some((name) => values[name] !== undefined),
      payload: flag('redact-payload'),
      noEnvironment: flag('no-env'),
      words: text('redact-words'),
      key: text('redact-key'),
    },
    rotate: {
      megabytes: number('rotate-size', 0, 1),
      seconds: number('rotate-time', 0, 1),
      events: number('rotate-events', 0, 1),
      files: number('rotate-files', 0, 1),
    },
    rules: {
      files: list('rules'),
      matching: matching === 'all' ? 'all' : 'first',
      selection: { leastPriority, tags: list('rules-tag'), disabled: list('rules-disable') },
      containers: !flag('no-containers'),
      spans: text('capture-to'),
      targets: list('alert-to'),
      limit: limit ?? undefined,
    },
    theme: text('theme'),
    ascii: flag('ascii'),
    mouse: !flag('no-mouse'),
    internal: flag('internal'),
    list: flag('list') ? 'fields' : flag('list-events') ? 'events' : flag('list-views') ? 'views' : undefined,
    help: flag('help'),
    version: flag('version'),
    words,
  };
  return problems.length === 0 ? ok(options) : failure(`${problems[0]}. See sysdrill --help.`);
}

/** Null where it is not a limit. */
function alertLimit(text: string | undefined): ThrottleLimit | undefined | null {
  if (text === undefined) return undefined;
  const match = /^([1-9]\d*)\/([1-9]\d*)s?$/.exec(text);
  return match === null ? null : { count: Number(match[1]), span: BigInt(match[2] ?? '0') * 1_000_000_000n };
}

function timeMode(letter: string): TimeMode | undefined {
  const modes: Readonly<Record<string, TimeMode>> = {
    h: 'clock',
    a: 'epoch',
    r: 'relative',
    d: 'latency',
    D: 'delta',
  };
  return modes[letter];
}

function bufferFormat(mode: string | undefined): BufferFormat {
  const formats: Readonly<Record<string, BufferFormat>> = {
    hex: 'hex',
    'hex-ascii': 'hex-ascii',
    'ascii-text': 'ascii',
    base64: 'base64',
  };
  return mode === undefined ? 'dots' : (formats[mode] ?? 'dots');
}
