// SPDX-License-Identifier: Apache-2.0
// `sysdrill export --parquet`, read back by DuckDB: the rows that NDJSON has, and sums equal to those of the views.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { DEMO, run } from './program.js';

/** A reader of Parquet that is not ours; undefined where it was not installed for this machine. */
const duckdb = await import('@duckdb/node-api').catch(() => undefined);
const arrow = await import('apache-arrow').catch(() => undefined);
const skip = duckdb === undefined || arrow === undefined ? 'no DuckDB or no Arrow for this machine' : false;

const folder = mkdtempSync(join(tmpdir(), 'sysdrill-parquet-'));
after(() => rmSync(folder, { recursive: true }));

type Row = readonly (string | number | boolean | null)[];

async function query(sql: string): Promise<readonly Row[]> {
  assert.ok(duckdb !== undefined);
  const instance = await duckdb.DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowsJson();
  connection.closeSync();
  return rows as readonly Row[];
}

async function exported(name: string, ...args: string[]): Promise<string> {
  const target = join(folder, name);
  const ended = await run(['export', '-r', DEMO, '--parquet', target, ...args]);
  assert.equal(ended.status, 0, ended.err);
  assert.match(ended.err, /^sysdrill: \d+ (events|rows of \w+) to .*: \d+ files?, [\d.]+ MB$/m);
  return `read_parquet('${target}/**/*.parquet', hive_partitioning = true)`;
}

async function viewRows(view: string, ...words: string[]): Promise<readonly Record<string, string | number>[]> {
  const { out } = await run(['-r', DEMO, '-v', view, '--json', ...words]);
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string | number>);
}

suite('Parquet', { skip }, () => {
  test('the rows of NDJSON, with their types, by host, date and hour', async () => {
    const table = await exported('whole');
    const json = join(folder, 'whole.ndjson');
    await run(['export', '-r', DEMO, '--ndjson', json]);
    const lines = readFileSync(json, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, never>);
    const names = Object.keys(lines[0] ?? {}).filter((name) => name !== 'evt.time');
    const columns = names.map((name) => name.replaceAll('.', '_'));
    const rows = await query(`SELECT ${columns.join(', ')} FROM ${table} ORDER BY evt_num`);
    assert.equal(rows.length, lines.length);
    for (const [k, row] of rows.entries()) {
      for (const [c, name] of names.entries()) {
        const value = row[c] ?? null;
        const plain = typeof lines[k]?.[name] === 'number' && value !== null ? Number(value) : value;
        assert.equal(plain, lines[k]?.[name] ?? null, `${name} of ${row[0]}`);
      }
    }
    const types = await query(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${table})`);
    const type = new Map(types.map(([name, one]) => [name, one]));
    const asked = ['evt_num', 'proc_name', 'evt_latency'].map((name) => type.get(name));
    assert.deepEqual(asked, ['BIGINT', 'VARCHAR', 'BIGINT']);
    assert.match(String(type.get('evt_time')), /TIMESTAMP/);
    const [first] = await query(
      `SELECT epoch_ns(evt_time)::VARCHAR, date::VARCHAR FROM ${table} ORDER BY evt_num LIMIT 1`,
    );
    const raw = await run(['-r', DEMO, '-p', '%evt.rawtime', '-n', '1']);
    assert.ok(raw.out.trim().startsWith(String(first?.[0]).slice(0, 16)), `${first?.[0]}, not ${raw.out}`);
    assert.equal(first?.[1], '2026-11-23');
  });

  test('GROUP BY comes to what the view does', async () => {
    const table = await exported(
      'errors',
      '-p',
      'evt.res evt.rawres evt.failed fd.name fd.type evt.buflen.file.in evt.dir',
    );
    const errors = await query(`SELECT evt_res, count(*) FROM ${table} WHERE evt_failed GROUP BY 1`);
    const view = (await viewRows('errors')).map((row) => [row['ERROR'], Number(row['COUNT'])]);
    const pairs = (rows: readonly (readonly unknown[])[]) => rows.map(([name, n]) => `${name} ${Number(n)}`).sort();
    assert.deepEqual(pairs(errors), pairs(view));
    const files = `SELECT fd_name, sum(evt_buflen_file_in) FROM ${table} WHERE fd_type IN ('file', 'directory') AND fd_name <> '' GROUP BY 1`;
    const read = (await viewRows('files')).map((row) => [row['FILENAME'], row['BYTES IN']]);
    assert.deepEqual(pairs(await query(files)), pairs(read));
  });

  test('a view is a file too', async () => {
    const table = await exported('procs', '-v', 'procs');
    const [sum] = await query(`SELECT count(*), sum("RES") FROM ${table}`);
    const rows = await viewRows('procs');
    assert.deepEqual(sum?.map(Number), [rows.length, rows.reduce((total, row) => total + Number(row['RES']), 0)]);
  });

  test('a filter, the choice of fields, the rights, and no half file', async () => {
    const table = await exported('few', '-p', 'proc.name,evt.type', 'proc.name=bash and evt.type=openat');
    const json = await run(['-r', DEMO, '-p', '%evt.num', 'proc.name=bash and evt.type=openat']);
    const [count] = await query(`SELECT count(*) FROM ${table}`);
    assert.equal(Number(count?.[0]), json.out.trimEnd().split('\n').length);
    const files = readdirSync(join(folder, 'few'), { recursive: true })
      .map(String)
      .filter((name) => statSync(join(folder, 'few', name)).isFile());
    assert.equal(files.length, 1);
    assert.match(files[0] ?? '', /^host=[^/]+\/date=2026-11-23\/hour=\d\d\/events-\S+\.parquet$/);
    assert.equal(statSync(join(folder, 'few', files[0] ?? '')).mode & 0o777, 0o600);
    const nothing = await run(['export', '-r', DEMO, '--parquet', join(folder, 'none'), 'proc.name=nobody']);
    assert.match(nothing.err, /^sysdrill: 0 events to /);
    assert.ok(!existsSync(join(folder, 'none')));
    const blocked = await run(['export', '-r', DEMO, '--parquet', DEMO.replace('demo', 'nosuch/../demo')]);
    assert.equal(blocked.status, 1);
    assert.doesNotMatch(blocked.err, /at .*:\d+/);
  });
});
