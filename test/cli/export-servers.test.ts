// SPDX-License-Identifier: Apache-2.0
// `sysdrill export` to servers: Elasticsearch, OTLP, Fluentd and Logstash by checkers of their published formats, syslog by
// Debian's rsyslog. Every event arrives once, also where the receiver is busy; what it refuses is counted.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { has } from '../fixtures/live-capture.js';
import { freePort, until } from '../fixtures/prometheus.js';
import { bulkDocuments, type Reply, receiveHttp, receiveStream, unpack } from '../fixtures/receivers.js';
import { DEMO, run } from './program.js';

const FILTER = 'proc.name=bash and evt.dir=<';
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-servers-'));
after(() => rmSync(folder, { recursive: true }));

const toServer = (...target: string[]) => run(['export', '-r', DEMO, ...target, FILTER]);

async function rows(): Promise<readonly Record<string, unknown>[]> {
  const { out } = await toServer('--ndjson', '-');
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const expected = await rows();
const numbers = expected.map((row) => row['evt.num']);

test('Elasticsearch: every document once, also those that are asked for again', async () => {
  const taken: unknown[] = [];
  let posts = 0;
  const server = await receiveHttp(({ path, type, body, authorization }): Reply => {
    assert.deepEqual([path, type, authorization], ['/_bulk', 'application/x-ndjson', 'Basic dXNlcjpwYXNz']);
    const documents = bulkDocuments(body);
    posts++;
    if (posts === 1) return { status: 503 };
    if (posts === 2 && documents.length > 10) return { status: 413 };
    const items = documents.map(({ index, source }, k) => {
      assert.equal(index, 'lake');
      // Each seventh is one too many for now.
      if (posts === 3 && k % 7 === 0) return { create: { status: 429, error: { type: 'rejected', reason: 'busy' } } };
      taken.push(source['evt.num']);
      return { create: { status: 201 } };
    });
    return { status: 200, body: JSON.stringify({ errors: items.some(({ create }) => create.status !== 201), items }) };
  });
  const ended = await toServer('--elastic', `${server.url.replace('//', '//user:pass@')}/lake`);
  assert.equal(ended.err, `sysdrill: ${numbers.length} events to lake at ${server.url}\n`);
  assert.equal(ended.status, 0);
  assert.deepEqual(
    taken.sort((a, b) => Number(a) - Number(b)),
    numbers,
  );
  await server.close();
});

test('Elasticsearch: what it refuses is counted and said', async () => {
  const server = await receiveHttp(({ body }) => {
    const items = bulkDocuments(body).map(({ source }) =>
      source['evt.type'] === 'read'
        ? { create: { status: 400, error: { type: 'mapper_parsing_exception', reason: 'failed to parse' } } }
        : { create: { status: 201 } },
    );
    return { status: 200, body: JSON.stringify({ errors: true, items }) };
  });
  const reads = expected.filter((row) => row['evt.type'] === 'read').length;
  assert.ok(reads > 0);
  const ended = await toServer('--elastic', server.url);
  assert.equal(ended.status, 1);
  const line = `${numbers.length - reads} events to sysdrill at ${server.url}, ${reads} lost: mapper_parsing_exception: failed to parse`;
  assert.equal(ended.err, `sysdrill: ${line}\n`);
  await server.close();
});

interface LogRecord {
  readonly timeUnixNano: string;
  readonly severityNumber: number;
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

test('OTLP: log records with typed attributes', async () => {
  const taken: Record<string, unknown>[] = [];
  let posts = 0;
  const server = await receiveHttp(({ path, type, body }) => {
    assert.deepEqual([path, type], ['/v1/logs', 'application/json']);
    if (++posts === 1) return { status: 429, headers: { 'Retry-After': '0' } };
    const { resourceLogs } = JSON.parse(body) as {
      resourceLogs: { resource: object; scopeLogs: { logRecords: LogRecord[] }[] }[];
    };
    for (const { timeUnixNano, severityNumber, attributes } of resourceLogs[0]?.scopeLogs[0]?.logRecords ?? []) {
      assert.match(timeUnixNano, /^17\d{17}$/);
      assert.equal(severityNumber, 9);
      taken.push(Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)])));
    }
    return { status: 200, body: '{}' };
  });
  const ended = await toServer('--otlp', server.url);
  assert.equal(ended.err, `sysdrill: ${numbers.length} events to ${server.url}/v1/logs\n`);
  const present = expected.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
  assert.deepEqual(taken, present);
  await server.close();
});

/** One member, by its type. */
function plainValue(value: Record<string, unknown>): unknown {
  const [[type, one] = []] = Object.entries(value);
  if (type === 'intValue') {
    assert.equal(typeof one, 'string');
    return Number(one);
  }
  assert.ok(type === 'stringValue' || type === 'boolValue' || type === 'doubleValue', type);
  return one;
}

interface Point {
  readonly asDouble?: number;
  readonly count?: string;
  readonly bucketCounts?: readonly string[];
  readonly explicitBounds?: readonly number[];
}

interface OtlpMetric {
  readonly name: string;
  readonly sum?: {
    readonly aggregationTemporality: number;
    readonly isMonotonic: boolean;
    readonly dataPoints: readonly Point[];
  };
  readonly histogram?: { readonly dataPoints: readonly Point[] };
}

test('OTLP: metrics of a capture, once', async () => {
  let metrics: readonly OtlpMetric[] = [];
  const server = await receiveHttp(({ path, body }) => {
    assert.equal(path, '/v1/metrics');
    const { resourceMetrics } = JSON.parse(body) as {
      resourceMetrics: { scopeMetrics: { metrics: OtlpMetric[] }[] }[];
    };
    metrics = resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
    return { status: 200, body: '{"partialSuccess":{}}' };
  });
  const ended = await run(['serve', '--otlp', server.url, '-r', DEMO]);
  assert.equal(ended.status, 0, ended.err);
  assert.match(ended.err, /^sysdrill: \d+ metrics to .*\/v1\/metrics, 1 times$/m);
  const errors = metrics.find(({ name }) => name === 'sysdrill_syscall_errors');
  assert.deepEqual([errors?.sum?.aggregationTemporality, errors?.sum?.isMonotonic], [2, true]);
  const view = (await run(['-r', DEMO, '-v', 'errors', '--json'])).out.trimEnd().split('\n');
  const count = view.reduce((sum, line) => sum + (JSON.parse(line) as { COUNT: number }).COUNT, 0);
  assert.equal(
    errors?.sum?.dataPoints.reduce((sum, { asDouble = 0 }) => sum + asDouble, 0),
    count,
  );
  for (const { count: all, bucketCounts = [], explicitBounds } of metrics.find(
    ({ histogram }) => histogram !== undefined,
  )?.histogram?.dataPoints ?? []) {
    assert.equal(bucketCounts.length, (explicitBounds?.length ?? 0) + 1);
    assert.equal(
      Number(all),
      bucketCounts.reduce((sum, one) => sum + Number(one), 0),
    );
  }
  await server.close();
});

test('Fluentd: each batch until it is acknowledged', async () => {
  const taken = new Map<unknown, unknown>();
  let connections = 0;
  const server = await receiveStream((socket) => {
    connections++;
    let bytes = Buffer.alloc(0);
    socket.on('data', (data) => {
      bytes = Buffer.concat([bytes, data]);
      try {
        const { value, end } = unpack(bytes);
        bytes = bytes.subarray(end);
        const [tag, entries, option] = value as [
          string,
          [bigint, Record<string, unknown>][],
          { chunk: string; size: number },
        ];
        assert.equal(tag, 'sysdrill.event');
        assert.equal(option.size, entries.length);
        // The first connection breaks before its acknowledgement.
        if (connections === 1) return void socket.destroy();
        for (const [time, record] of entries) {
          assert.ok(time > 1_700_000_000_000_000_000n);
          taken.set(record['evt.num'], record);
        }
        socket.write(
          Buffer.concat([
            Buffer.of(0x81, 0xa3),
            Buffer.from('ack'),
            Buffer.of(0xa0 | option.chunk.length),
            Buffer.from(option.chunk),
          ]),
        );
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    });
  });
  const ended = await toServer('--fluentd', `127.0.0.1:${server.port}`);
  assert.equal(ended.err, `sysdrill: ${numbers.length} events to fluentd at 127.0.0.1:${server.port}\n`);
  assert.deepEqual([...taken.values()], expected);
  await server.close();
});

test('Logstash: lines of JSON with time and version', async () => {
  let text = '';
  const server = await receiveStream((socket) => {
    socket.setEncoding('utf8').on('data', (data) => {
      text += data;
    });
    socket.on('end', () => socket.end());
  });
  const ended = await toServer('--logstash', `tcp://127.0.0.1:${server.port}`);
  assert.equal(ended.status, 0, ended.err);
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    lines.map((line) => line['evt.num']),
    numbers,
  );
  assert.ok(lines.every((line) => line['@version'] === '1' && line['@timestamp'] === line['evt.time']));
  await server.close();
});

test('syslog: rsyslog writes what was sent', { skip: has('rsyslogd') ? false : 'no rsyslogd' }, async () => {
  const port = await freePort();
  const [config, log] = [join(folder, 'rsyslog.conf'), join(folder, 'log')];
  writeFileSync(
    config,
    `global(workDirectory="${folder}" maxMessageSize="64k")
module(load="imtcp")
input(type="imtcp" address="127.0.0.1" port="${port}")
template(name="all" type="string" string="%syslogseverity-text% %syslogfacility-text% %app-name% %timereported:::date-rfc3339% %msg%\\n")
action(type="omfile" file="${log}" template="all")
`,
  );
  const check = spawnSync('rsyslogd', ['-N1', '-f', config], { encoding: 'utf8' });
  assert.equal(check.status, 0, check.stderr);
  const daemon = spawn('rsyslogd', ['-n', '-f', config, '-i', join(folder, 'pid')], { stdio: 'ignore' });
  try {
    await until(() => canConnect(port));
    const ended = await toServer('--syslog', `tcp://127.0.0.1:${port}`);
    assert.equal(ended.err, `sysdrill: ${numbers.length} events to tcp://127.0.0.1:${port}\n`);
    const lines = () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []);
    await until(async () => lines().length >= numbers.length);
    const records = lines().map((line) => {
      const match = /^info user sysdrill \d{4}-\S+ (?:\ufeff)?(\{.*\})$/.exec(line);
      assert.ok(match !== null, line);
      return JSON.parse(match[1] ?? '') as Record<string, unknown>;
    });
    assert.deepEqual(records, expected);
  } finally {
    daemon.kill();
    await once(daemon, 'close');
  }
});

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket
      .on('connect', () => resolve(true))
      .on('error', () => resolve(false))
      .on('connect', () => socket.destroy());
  });
}

test('a wrong address is reported', async () => {
  for (const [option, value, words] of [
    ['--elastic', 'localhost:9200', /--elastic wants an address such as/],
    ['--otlp', 'nonsense', /--otlp wants an address/],
    ['--syslog', 'localhost', /--syslog wants udp:/],
    ['--fluentd', 'a/b', /--fluentd wants HOST:PORT/],
  ] as const) {
    const ended = await toServer(option, value);
    assert.equal(ended.status, 1);
    assert.match(ended.err, words);
  }
});
