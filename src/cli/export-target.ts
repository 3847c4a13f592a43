// SPDX-License-Identifier: Apache-2.0
// Where `sysdrill export` writes to: the options that name it, and what opens it.

import { hostname } from 'node:os';
import { elasticSink } from '../engine/export/elastic-sink.js';
import { fluentSink } from '../engine/export/fluent-sink.js';
import { IsoClock } from '../engine/export/iso-clock.js';
import { openNdjson } from '../engine/export/ndjson-sink.js';
import { otlpSink } from '../engine/export/otlp-logs.js';
import type { ExportRecord, RecordSink, SinkReport } from '../engine/export/record-sink.js';
import { streamSink } from '../engine/export/stream-sink.js';
import { SyslogRecords, udpSyslogSink } from '../engine/export/syslog-record.js';
import { failure, ok, type Result } from '../engine/result.js';
import { packageVersion } from '../program-files.js';
import type { Options } from './options.js';

/** Option → what its value is. */
export const TARGETS = {
  ndjson: 'FILE',
  parquet: 'DIR',
  elastic: 'URL',
  otlp: 'URL',
  syslog: 'ADDRESS',
  fluentd: 'HOST:PORT',
  logstash: 'HOST:PORT',
} as const;

export interface Target {
  readonly kind: keyof typeof TARGETS;
  readonly value: string;
}

export interface RecordTarget {
  readonly kind: Exclude<Target['kind'], 'parquet'>;
  readonly value: string;
}

const PORTS = { syslog: 514, fluentd: 24224, logstash: 5000 } as const;

/** `host`: the machine that the events are of. The error is a sentence about the target. */
export async function openSink(
  { kind, value }: RecordTarget,
  { options, host }: { readonly options: Options; readonly host: string },
): Promise<Result<RecordSink, string>> {
  switch (kind) {
    case 'ndjson':
      return openNdjson(value, options.compress);
    case 'elastic':
      return withUrl(kind, value, (url) => elasticSink(url));
    case 'otlp':
      return withUrl(kind, value, (url) => otlpSink(url, { host, version: packageVersion() }));
    case 'syslog':
      return openSyslog(value, new SyslogRecords(host === '' ? hostname() : host));
    case 'fluentd':
      return withAddress(kind, value, (name, port) => fluentSink(name, port));
    case 'logstash':
      return withAddress(kind, value, (name, port) => streamSink({ host: name, port }, logstashLine));
    default:
      return failure(`--${String(kind)} takes no records`);
  }
}

export function withUrl<T>(option: string, text: string, open: (url: URL) => T): Result<T, string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return failure(`--${option} wants an address such as http://127.0.0.1:9200, not "${text}"`);
  }
  return ok(open(url));
}

function withAddress(
  option: 'fluentd' | 'logstash',
  text: string,
  open: (host: string, port: number) => RecordSink,
): Result<RecordSink, string> {
  const match = /^(?:tcp:\/\/)?(\[[^\]]+\]|[^:/]+)(?::(\d{1,5}))?$/.exec(text);
  if (match === null) return failure(`--${option} wants HOST:PORT, not "${text}"`);
  return ok(open(bare(match[1]), Number(match[2] ?? PORTS[option])));
}

function openSyslog(text: string, records: SyslogRecords): Result<RecordSink, string> {
  const frame = (record: ExportRecord) => records.frame(record);
  const path = /^(?:unix:)(.+)$/.exec(text)?.[1];
  if (path !== undefined) return ok(streamSink({ path }, frame));
  const match = /^(udp|tcp):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d{1,5}))?$/.exec(text);
  if (match === null) return failure(`--syslog wants udp://HOST:PORT, tcp://HOST:PORT or unix:PATH, not "${text}"`);
  const port = Number(match[3] ?? PORTS.syslog);
  const host = bare(match[2]);
  return ok(match[1] === 'udp' ? udpSyslogSink(host, port, records) : streamSink({ host, port }, frame));
}

const bare = (host = ''): string => host.replace(/^\[|\]$/g, '');

/** As the codec json_lines reads it. */
function logstashLine({ json, time }: ExportRecord): Buffer {
  const stamp = time === undefined ? '' : `"@timestamp":"${new IsoClock().text(0, time)}",`;
  return Buffer.from(`{${stamp}"@version":"1",${json.slice(1)}\n`);
}

/** What went, in words; the error says what did not. */
export function reported(
  { name }: RecordSink,
  what: string,
  { sent, lost, problem }: SinkReport,
): Result<readonly string[], string> {
  const went = `${sent} ${what} to ${name}`;
  if (lost === 0 && problem === undefined) return ok([went]);
  return failure(`${went}, ${lost} lost: ${problem ?? 'refused'}`);
}
