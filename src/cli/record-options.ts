// SPDX-License-Identifier: Apache-2.0
// The command line of `sysdrill record`: options of its own, and those of a live capture and of rules.

import { failure, ok, type Result } from '../engine/result.js';
import { type Options, parseOptions } from './options.js';

export interface RecordOptions {
  readonly folder: string;
  /** ms; bytes. */
  readonly keep: number;
  readonly disk: number;
  /** Of each file. */
  readonly megabytes: number;
  readonly seconds: number;
  /** Of the service for those who watch; undefined: there is none. */
  readonly service: ServiceOptions | undefined;
  readonly options: Options;
}

export interface ServiceOptions {
  readonly socket: string;
  /** Name or number of the group that sees everything; undefined: root alone does. */
  readonly group: string | undefined;
}

export const RECORD_USAGE = `usage: sysdrill record [--keep 24h] [--disk 20G] [--file-size 64M] [--file-time 5m] [--rules FILE…]
                       [--alert-to TARGET…] [--socket PATH [--group NAME]] [-z] [-s BYTES] [--switches] [--page-faults] FOLDER [filter]
  --keep TIME       how long events are kept: 90m, 24h, 7d (24h)
  --disk SIZE       how much the folder may hold, indexes included: 500M, 20G (20G)
  --file-size SIZE  begin a new file after so much (64M, at most an eighth of --disk)
  --file-time TIME  begin a new file after this time (5m)
  --socket PATH     let others watch without rights: sysdrill --connect PATH (usually /run/sysdrill.sock)
  --group NAME      members of this group see everything there; others see their own processes
  --rules FILE      watch by these rules: alerts to standard output, --alert-to, and into the recording
All options of a live capture and of rules (sysdrill --help) hold as well.`;

/** Options that live captures do not have. */
export const RECORD_OPTIONS = ['keep', 'disk', 'file-size', 'file-time', 'socket', 'group'] as const;
type Own = (typeof RECORD_OPTIONS)[number];
const DEFAULTS: Readonly<Record<Own, string>> = {
  keep: '24h',
  disk: '20G',
  'file-size': '64M',
  'file-time': '5m',
  socket: '',
  group: '',
};
const TIMES: Readonly<Record<string, number>> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3 };
const MEGABYTE = 1e6;
/** Bytes that a folder must be allowed: less is not even the list of processes of one file. */
const LEAST_DISK = 16e6;
const MEMORY = 192 << 20;

/** The error is a line for the user. */
export function parseRecordOptions(argv: readonly string[]): Result<RecordOptions, string> {
  const taken = takeOwn(argv);
  if (!taken.ok) return taken;
  const { own, rest } = taken.value;
  const parsed = parseOptions(rest, MEMORY);
  if (!parsed.ok) return parsed;
  const [folder, ...words] = parsed.value.words;
  if (folder === undefined) return failure('record wants a folder');
  const keep = parseTime(own.keep);
  const disk = parseSize(own.disk);
  const size = parseSize(own['file-size']);
  const time = parseTime(own['file-time']);
  if (keep === undefined) return failure(`--keep wants a time such as 24h, not "${own.keep}"`);
  if (disk === undefined || disk < LEAST_DISK) return failure(`--disk wants at least 16M, not "${own.disk}"`);
  if (size === undefined || size < MEGABYTE) return failure(`--file-size wants at least 1M, not "${own['file-size']}"`);
  if (time === undefined) return failure(`--file-time wants a time such as 5m, not "${own['file-time']}"`);
  const megabytes = Math.max(1, Math.floor(Math.min(size, disk / 8) / MEGABYTE));
  const seconds = Math.max(1, Math.round(Math.min(time, keep) / 1000));
  if (own.group !== '' && own.socket === '') return failure('--group is for --socket PATH');
  const service =
    own.socket === '' ? undefined : { socket: own.socket, group: own.group === '' ? undefined : own.group };
  return ok({ folder, keep, disk, megabytes, seconds, service, options: { ...parsed.value, words } });
}

interface Taken {
  readonly own: Record<Own, string>;
  readonly rest: readonly string[];
}

function takeOwn(argv: readonly string[]): Result<Taken, string> {
  const own = { ...DEFAULTS };
  const rest: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    const name = RECORD_OPTIONS.find((option) => word === `--${option}` || word.startsWith(`--${option}=`));
    if (name === undefined) rest.push(word);
    else {
      const value = word.includes('=') ? word.slice(word.indexOf('=') + 1) : argv[++i];
      if (value === undefined) return failure(`--${name} wants a value`);
      own[name] = value;
    }
  }
  return ok({ own, rest });
}

/** ms. */
export function parseTime(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(s|m|h|d)$/.exec(text);
  const ms = match === null ? 0 : Number(match[1]) * (TIMES[match[2] ?? 's'] ?? 0);
  return ms > 0 ? ms : undefined;
}

/** Bytes; decimal units, as disks are sold. */
function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([KMGT])B?$/i.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * 1000 ** ['', 'K', 'M', 'G', 'T'].indexOf((match[2] ?? '').toUpperCase());
}
