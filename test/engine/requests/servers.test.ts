// SPDX-License-Identifier: Apache-2.0
// Real servers under their own clients: what the recording says of requests is what the client sent and the server counted.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertCounted } from '../../fixtures/payload-count.js';
import { calls, callsOf, freePort, type RequestRow, rowsOf, ServerFolder } from '../../fixtures/servers.js';

const folder = new ServerFolder();
after(() => folder.close());

const run = folder.run.bind(folder);
const ROLES = ['client', 'server'];
const NO_ENV = {};

/** How often each text occurs. */
function tally(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** A client that waits for a CPU between the call and its clock measures something else: up to this load, it does not. */
const isBusy = (): boolean => (loadavg()[0] ?? 0) > 2 * availableParallelism();

/** Median and 99th percentile of what the client measured are those of its rows, within 10 %, unless the machine is busy. */
function assertLatencies(row: RequestRow | undefined, latencies: readonly number[]): void {
  const sorted = [...latencies].sort((a, b) => a - b);
  assert.equal(row?.CALLS, sorted.length);
  near(row?.P50 ?? 0, percentile(sorted, 0.5), 'p50');
  near(row?.P99 ?? 0, percentile(sorted, 0.99), 'p99');
}

const percentile = (sorted: readonly number[], p: number): number =>
  sorted[Math.ceil(sorted.length * p) - 1] ?? Number.NaN;

function near(actual: number, expected: number, what: string): void {
  const both = `${what}: ${actual} ns, the client says ${expected} ns`;
  if (isBusy()) console.log(`the machine is busy, ${both}`);
  else assert.ok(Math.abs(actual - expected) <= expected / 10, both);
}

test('redis: both sides have every command that the server counted', {
  skip: folder.lacks('redis-server', 'redis-benchmark'),
}, async () => {
  const port = await freePort();
  const at = ['-p', String(port)];
  const tid = await folder.serve(
    port,
    NO_ENV,
    'redis-server',
    '--port',
    String(port),
    '--save',
    '',
    '--bind',
    '127.0.0.1',
    '--enable-debug-command',
    'local',
  );
  let measured = '';
  const file = await folder.recorded('redis', () => {
    run('redis-benchmark', ...at, '-n', '500', '-c', '4', '-t', 'set,get,incr', '-P', '4', '-q');
    run('redis-benchmark', ...at, '-n', '320', '-c', '2', '-t', 'ping_mbulk', '-P', '16', '-q');
    run('redis-cli', ...at, 'LPUSH', 'key:__rand_int__', 'x');
    measured = run('redis-benchmark', ...at, '-n', '50', '-c', '1', '--csv', 'DEBUG', 'SLEEP', '0.02');
  });
  const statistics = run('redis-cli', ...at, 'info', 'commandstats');
  const counted = new Map(
    [...statistics.matchAll(/cmdstat_(\w+):calls=(\d+)/g)].map(([, name = '', count]) => [name, Number(count)]),
  );
  for (const role of ROLES) {
    const rows = rowsOf(file, `drill.req.protocol=redis and drill.req.role=${role} and fd.sport=${port}`);
    assert.equal(callsOf(rows, 'PING'), counted.get('ping'), `${role} ping`);
    for (const method of ['set', 'get', 'incr', 'lpush'])
      assert.equal(callsOf(rows, `${method.toUpperCase()} `), counted.get(method), `${role} ${method}`);
    assert.equal(rows.get('LPUSH key:__rand_int__')?.ERRORS, 1);
  }
  assertCounted(file, 'redis', { tid, port });
  const NS_PER_MS = 1e6;
  const [p50 = 0, , p99 = 0] = (measured.match(/^"DEBUG.*$/m)?.[0] ?? '')
    .split(',')
    .slice(4)
    .map((text) => Number(text.replaceAll('"', '')) * NS_PER_MS);
  const slept = rowsOf(file, `drill.req.method startswith DEBUG and drill.req.role=client and fd.sport=${port}`);
  const [row] = [...slept.values()];
  assert.equal(row?.CALLS, 50);
  near(row?.P50 ?? 0, p50, 'p50');
  near(row?.P99 ?? 0, p99, 'p99');
});

test('memcached: hits and misses are those of its statistics', { skip: folder.lacks('memcached') }, async () => {
  const port = await freePort();
  await folder.serve(port, NO_ENV, 'memcached', '-u', 'nobody', '-l', '127.0.0.1', '-p', String(port));
  const talk = (words: string) =>
    run(
      'bash',
      '-c',
      `exec 3<>/dev/tcp/127.0.0.1/${port}\n ends() { while read -r -u 3 l; do echo "$l"; case $l in END*) break;; esac; done; }\n${words}`,
    );
  const file = await folder.recorded('memcached', () => {
    talk(`for i in 1 2 3; do printf 'set k%d 0 0 2\\r\\nab\\r\\n' $i >&3; read -r -u 3 l; done
          for i in 1 2 3 4 5; do printf 'get k%d\\r\\n' $i >&3; ends; done`);
  });
  const statistics = talk("printf 'stats\\r\\n' >&3; ends");
  const counted = (name: string) => Number(statistics.match(new RegExp(`STAT ${name} (\\d+)`))?.[1]);
  const filter = 'drill.req.protocol=memcached and drill.req.role=server';
  const rows = rowsOf(file, filter);
  assert.equal(calls(rows, 'set k*'), counted('cmd_set'));
  assert.equal(calls(rows, 'get k*'), counted('cmd_get'));
  const misses = rowsOf(file, `${filter} and drill.req.status=MISS`);
  assert.equal(calls(misses, 'get k*'), counted('get_misses'));
});

test('DNS: questions and results are those that dig printed and dnsmasq logged', {
  skip: folder.lacks('dnsmasq', 'dig'),
}, async () => {
  const port = await freePort();
  const log = join(folder.path, 'dns.log');
  const zone = ['--address=/a.test/10.1.2.3', '--local=/test/', '--no-resolv', '--no-hosts', '--conf-file=/dev/null'];
  const place = [`--port=${port}`, '--listen-address=127.0.0.1', '--bind-interfaces', '--user=root'];
  const files = ['--log-queries', `--log-facility=${log}`, `--pid-file=${join(folder.path, 'dns.pid')}`];
  await folder.serve(port, NO_ENV, 'dnsmasq', '--keep-in-foreground', ...zone, ...place, ...files);
  const asked: string[] = [];
  const results: string[] = [];
  const file = await folder.recorded('dns', () => {
    for (const words of [['a.test'], ['a.test'], ['nosuch.test'], ['a.test', 'MX'], ['+tcp', 'a.test']]) {
      const answer = run('dig', '@127.0.0.1', '-p', String(port), '+tries=1', ...words);
      const [, name, type] = answer.match(/^;(\S+)\.\s+IN\s+(\w+)/m) ?? [];
      asked.push(`${type} ${name}`);
      results.push(`${answer.match(/status: (\w+)/)?.[1]} ${type} ${name}`);
    }
  });
  const logged = [...readFileSync(log, 'utf8').matchAll(/query\[(\w+)\] (\S+) from/g)];
  assert.deepEqual(tally(logged.map(([, type, name]) => `${type} ${name}`)), tally(asked));
  for (const role of ROLES) {
    const filter = `drill.req.protocol=dns and drill.req.role=${role} and fd.port=${port}`;
    for (const [question, count] of tally(asked))
      assert.equal(calls(rowsOf(file, filter), question), count, `${role} ${question}`);
    for (const [result, count] of tally(results)) {
      const [status = '', ...question] = result.split(' ');
      const rows = rowsOf(file, `${filter} and drill.req.status=${status}`);
      assert.equal(calls(rows, question.join(' ')), count, `${role} ${result}`);
    }
  }
});

const pgBin = run('sh', '-c', 'ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -n 1').trim();
const asPostgres = (...words: string[]) => run('su', 'postgres', '-s', '/bin/sh', '-c', words.join(' '));

/** The latencies of transactions, in ns, that pgbench logged in µs. */
function loggedLatencies(place: string): number[] {
  const logs = readdirSync(place).filter((name) => name.startsWith('latency.'));
  const lines = logs.flatMap((name) => readFileSync(join(place, name), 'utf8').trim().split('\n'));
  return lines.map((line) => Number(line.split(' ')[2]) * 1000);
}

test('PostgreSQL: statements and latencies of pgbench, in each of its protocols', {
  skip: folder.lacks('pgbench', `${pgBin}/initdb`),
}, async () => {
  const port = await freePort();
  const data = join(folder.path, 'pg');
  run('install', '-d', '-o', 'postgres', data);
  asPostgres(`${pgBin}/initdb -D ${data}/d -A trust`);
  const server = `exec ${pgBin}/postgres -D ${data}/d -p ${port} -k ${data} -c listen_addresses=127.0.0.1`;
  await folder.serve(port, NO_ENV, 'su', 'postgres', '-s', '/bin/sh', '-c', server);
  const at = `-h 127.0.0.1 -p ${port}`;
  for (let tries = 0; !asPostgres(`psql ${at} -Atc "select 7"`).startsWith('7') && tries < 100; tries++)
    await sleep(100);
  asPostgres(`createdb ${at} bench && pgbench ${at} -i -q bench`);
  writeFileSync(join(folder.path, 'slow.sql'), '\\set ms random(5, 40)\nselect pg_sleep(:ms / 1000.0);\n');
  const file = await folder.recorded('pg', () => {
    for (const mode of ['simple', 'extended', 'prepared']) asPostgres(`pgbench ${at} -n -c 2 -t 10 -M ${mode} bench`);
    asPostgres(`psql ${at} bench -c "select * from nosuch"`);
    asPostgres(`pgbench ${at} -n -c 1 -t 100 -f ${folder.path}/slow.sql -l --log-prefix=${data}/latency bench`);
  });
  for (const role of ROLES) {
    const rows = rowsOf(file, `drill.req.protocol=postgresql and drill.req.role=${role}`, 'queries');
    assert.equal(callsOf(rows, 'UPDATE pgbench_'), 3 * 60, role);
    assert.equal(callsOf(rows, 'INSERT INTO pgbench_history'), 60, role);
    assert.equal(rows.get('select * from nosuch')?.ERRORS, 1, role);
  }
  const rows = rowsOf(file, 'drill.req.protocol=postgresql and drill.req.role=client', 'queries');
  const [slow] = [...rows.values()].filter(({ key }) => key.startsWith('select pg_sleep('));
  assertLatencies(slow, loggedLatencies(data));
});

test('MariaDB: statements are those of its own log and of its counters', {
  skip: folder.lacks('mariadbd', 'mariadb', 'mariadb-install-db'),
}, async () => {
  const port = await freePort();
  const data = join(folder.path, 'maria');
  const log = join(data, 'general.log');
  run('install', '-d', '-o', 'mysql', data);
  run(
    'mariadb-install-db',
    '--no-defaults',
    '--user=mysql',
    `--datadir=${data}/d`,
    '--auth-root-authentication-method=normal',
  );
  const own = [
    '--no-defaults',
    '--user=mysql',
    `--datadir=${data}/d`,
    `--socket=${data}/sock`,
    '--bind-address=127.0.0.1',
  ];
  const logs = [
    '--general-log',
    `--general-log-file=${log}`,
    `--pid-file=${data}/pid`,
    `--log-error=${data}/error.log`,
  ];
  await folder.serve(port, NO_ENV, 'mariadbd', ...own, `--port=${port}`, ...logs);
  const sql = (words: string) =>
    run(
      'mariadb',
      '--no-defaults',
      '-h',
      '127.0.0.1',
      '-P',
      String(port),
      '-u',
      'root',
      '--skip-ssl',
      '--force',
      '-vvv',
      '-e',
      words,
    );
  sql('create database shop; create table shop.orders (id int primary key, item text)');
  const naps = Array.from({ length: 25 }, (_, i) => `select sleep(${(20 + 3 * i) / 1000});`);
  let printed = '';
  const file = await folder.recorded('maria', () => {
    for (let i = 0; i < 20; i++)
      sql(`insert into shop.orders values (${i}, 'thing ${i}'); select * from shop.orders where id = ${i}`);
    sql('select * from shop.nosuch');
    sql("prepare s from 'select item from shop.orders where id < ?'; set @n = 5; execute s using @n");
    printed = sql(naps.join(' '));
  });
  const logged = readFileSync(log, 'utf8');
  for (const role of ROLES) {
    const rows = rowsOf(file, `drill.req.protocol=mysql and drill.req.role=${role}`, 'queries');
    assert.equal(callsOf(rows, 'insert into shop.orders'), logged.match(/Query\s+insert into/g)?.length, role);
    assert.equal(
      callsOf(rows, 'select * from shop.orders'),
      logged.match(/Query\s+select \* from shop.orders/g)?.length,
      role,
    );
    assert.equal(rows.get('select * from shop.nosuch')?.ERRORS, 1, role);
    assert.equal(callsOf(rows, 'prepare s from'), 1, role);
  }
  const seconds = [...printed.matchAll(/row in set \(([\d.]+) sec\)/g)].map(([, text]) => Number(text) * 1e9);
  const rows = rowsOf(file, 'drill.req.protocol=mysql and drill.req.role=client', 'queries');
  assertLatencies(rows.get('select sleep(?)'), seconds);
});

test('nginx: paths and statuses are those of the access log', {
  skip: folder.lacks('nginx', 'wrk', 'curl'),
}, async () => {
  const port = await freePort();
  const config = join(folder.path, 'nginx.conf');
  const log = join(folder.path, 'access.log');
  const upstream = await freePort();
  const slow = `require('http').createServer((q, r) => setTimeout(() => r.end('ok'), 20 + 3 * Number(q.url.slice(6)))).listen(${upstream}, '127.0.0.1')`;
  await folder.serve(upstream, NO_ENV, process.execPath, '-e', slow);
  const passes = `location /slow { proxy_pass http://127.0.0.1:${upstream}; }`;
  const places = `location / { return 200 "ok"; } location /missing { return 404; } ${passes}`;
  const server = `server { listen 127.0.0.1:${port}; ${places} }`;
  const http = `http { access_log ${log}; ${server} }`;
  writeFileSync(config, `daemon off; pid ${folder.path}/nginx.pid; error_log /dev/null; events {} ${http}\n`);
  await folder.serve(port, NO_ENV, 'nginx', '-c', config, '-p', folder.path);
  let measured = '';
  const file = await folder.recorded('nginx', () => {
    run('wrk', '-t', '1', '-c', '4', '-d', '1s', `http://127.0.0.1:${port}/a`);
    for (let i = 0; i < 3; i++) run('curl', '-s', `http://127.0.0.1:${port}/missing/${i}`);
    const times = ['-w', '\\n%{time_pretransfer} %{time_total}\\n'];
    measured = run('curl', '-s', ...times, `http://127.0.0.1:${port}/slow/[1-25]`);
  });
  const logged = readFileSync(log, 'utf8').split('\n');
  const rows = rowsOf(file, 'drill.req.protocol=http and drill.req.role=server and drill.req.answered=true');
  // wrk gives up the requests that are under way when its time is over: the server has logged or reset them.
  const expected = logged.filter((line) => line.includes('"GET /a ') && line.includes(' 200 ')).length;
  assert.ok(Math.abs(calls(rows, 'GET /a') - expected) <= 4, `${calls(rows, 'GET /a')} of ${expected}`);
  assert.equal(calls(rows, 'GET /missing/:id'), 3);
  assert.equal(rows.get('GET /missing/:id')?.ERRORS, 3);
  assertCounted(file, 'http');
  const latencies = [...measured.matchAll(/^([\d.]+) ([\d.]+)$/gm)].map(
    ([, from, to]) => (Number(to) - Number(from)) * 1e9,
  );
  const asked = rowsOf(file, 'drill.req.role=client and proc.name=curl');
  assertLatencies(asked.get('GET /slow/:id'), latencies);
});

const rabbit = run('sh', '-c', 'ls /usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server 2>/dev/null | tail -n 1').trim();

test('RabbitMQ: what was published and fetched', {
  skip: folder.lacks(rabbit === '' ? 'rabbitmq-server' : rabbit, 'amqp-publish', 'epmd'),
}, async () => {
  const [port, distribution, names] = [await freePort(), await freePort(), await freePort()];
  const data = join(folder.path, 'rabbit');
  const env = {
    HOME: folder.path,
    ERL_EPMD_PORT: String(names),
    RABBITMQ_NODENAME: 'sysdrill@localhost',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_MNESIA_BASE: join(data, 'data'),
    RABBITMQ_LOG_BASE: join(data, 'log'),
    RABBITMQ_PID_FILE: join(data, 'pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(data, 'plugins'),
  };
  // Erlang's register of names stays when its last node is gone.
  folder.atEnd(() => run('env', `ERL_EPMD_PORT=${names}`, 'epmd', '-kill'));
  await folder.serve(port, env, rabbit);
  const url = ['--url', `amqp://guest:guest@127.0.0.1:${port}`];
  run('amqp-declare-queue', ...url, '-q', 'orders');
  const file = await folder.recorded('rabbit', () => {
    for (let i = 0; i < 5; i++) run('amqp-publish', ...url, '-r', 'orders', '-b', `order ${i}`);
    for (let i = 0; i < 3; i++) assert.equal(run('amqp-get', ...url, '-q', 'orders'), `order ${i}`);
    run('amqp-get', ...url, '-q', 'nosuch');
  });
  for (const role of ROLES) {
    const rows = rowsOf(file, `drill.req.protocol=amqp and drill.req.role=${role}`);
    assert.equal(calls(rows, 'basic.publish orders'), 5, role);
    assert.equal(calls(rows, 'basic.get orders'), 3, role);
    assert.equal(rows.get('basic.get nosuch')?.ERRORS, 1, role);
  }
});
