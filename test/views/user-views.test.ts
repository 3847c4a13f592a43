// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { VIEWS } from '../../src/views/index.js';
import { loadUserViews, mergeViews, userViewDirectory } from '../../src/views/user-views.js';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sysdrill-views-'));
});
afterEach(() => rm(directory, { recursive: true }));

const checker = {
  field: (text: string) => (/^(evt|proc|fd)\./.test(text) ? undefined : `there is no field ${text}`),
  filter: (text: string) => (text.includes('&&') ? 'there is no &&; write and' : undefined),
};

function load(files: readonly string[] = []) {
  return loadUserViews({ directory, files, builtIn: VIEWS, checker: async () => checker });
}

const SOUND = `id: slow_fsync
name: Slow fsync
filter: evt.type=fsync and evt.latency > 1000000
key: proc.pid
drillDown: threads
columns:
  - { name: PID, field: proc.pid, width: 8 }
  - { name: TIME, field: evt.latency, width: 10, aggregate: SUM, unit: ns }
  - { name: Command, field: proc.exeline, width: 0 }
sort: { column: TIME, descending: true }
`;

test('a view in YAML becomes a view with defaults', async () => {
  await writeFile(join(directory, 'a.yaml'), SOUND);
  const { views, problems } = await load();
  assert.deepEqual(problems, []);
  const view = views[0];
  assert.equal(view?.id, 'slow_fsync');
  assert.equal(view?.kind, 'table');
  assert.deepEqual(view?.appliesTo, ['']);
  assert.equal(view?.useDefaults, true);
  assert.equal(view?.columns[1]?.aggregate, 'SUM');
});

test('without files nothing is loaded and nothing is wrong', async () => {
  assert.deepEqual(await load(), { views: [], problems: [] });
  await rm(directory, { recursive: true });
  assert.deepEqual(await load(), { views: [], problems: [] });
  directory = await mkdtemp(join(tmpdir(), 'sysdrill-views-'));
});

test('mistakes are reported with file, line and place; the other views of the file load', async () => {
  const file = join(directory, 'mine.yaml');
  const broken = SOUND.replace('slow_fsync', 'broken').replace('width: 10', 'width: wide').replace('key:', 'keys:');
  await writeFile(file, `${SOUND}---\n${broken}`);
  const { views, problems } = await load();
  assert.deepEqual(
    views.map((v) => v.id),
    ['slow_fsync'],
  );
  assert.deepEqual(
    problems.map((p) => [p.file, p.line, p.message.split(':')[0]]),
    [
      [file, 19, 'columns[1].width'],
      [file, 15, 'keys'],
    ],
  );
});

test('fields, filters and drill-down are checked against what exists', async () => {
  const file = join(directory, 'mine.yaml');
  await writeFile(
    file,
    SOUND.replace('proc.exeline', 'prc.exeline').replace(' and evt', ' && evt').replace('threads', 'threds'),
  );
  const first = await load();
  assert.deepEqual(
    first.problems.map((p) => [p.line, p.message]),
    [
      [3, 'filter: there is no &&; write and'],
      [9, 'columns[2].field: there is no field prc.exeline'],
    ],
  );
  await writeFile(file, SOUND.replace('threads', 'threds'));
  assert.deepEqual((await load()).problems, [{ file, line: 1, message: 'drillDown: there is no view "threds"' }]);
  await writeFile(file, SOUND.replace('threads', 'files').replace('key: proc.pid', 'key: evt.num'));
  assert.match((await load()).problems[0]?.message ?? '', /"files" does not apply to a selection of evt.num/);
});

test('rules between settings', async () => {
  const file = join(directory, 'mine.yaml');
  const message = async (text: string) => {
    await writeFile(file, text);
    return (await load()).problems.map((p) => `${p.line} ${p.message}`);
  };
  assert.deepEqual(await message(SOUND.replace('column: TIME', 'column: CPU')), [
    '10 sort.column: no column is named "CPU"',
  ]);
  assert.deepEqual(await message(SOUND.replace('width: 8', 'width: 0')), [
    '7 columns[0].width: only the last column may have width 0, the rest of the line',
  ]);
  assert.deepEqual(await message(SOUND.replace(/key.*\n/, '').replace(/drill.*\n/, '')), [
    '1 key: a table needs a key: the field that says what a row is',
  ]);
  assert.deepEqual(await message(SOUND.replace('key:', 'kind: list\nkey:')), [
    '5 key: a list has one row per event and no key',
  ]);
});

test('YAML that is not YAML names its line', async () => {
  const file = join(directory, 'mine.yml');
  await writeFile(file, 'id: x\nname: "unclosed\n');
  const { views, problems } = await load();
  assert.deepEqual(views, []);
  assert.equal(problems[0]?.file, file);
  assert.ok((problems[0]?.line ?? 0) >= 2);
});

test('a missing --view-file is a problem, a second view of the same id too', async () => {
  const missing = join(directory, 'nowhere.yaml');
  assert.match((await load([missing])).problems[0]?.message ?? '', /cannot be read.*ENOENT/);
  await writeFile(join(directory, 'a.yaml'), SOUND);
  const other = join(directory, 'b.view');
  await writeFile(other, `\n${SOUND}`);
  const { views, problems } = await load([other]);
  assert.equal(views.length, 1);
  assert.deepEqual(problems, [
    { file: other, line: 2, message: `id: "slow_fsync" is also in ${join(directory, 'a.yaml')}` },
  ]);
});

test('a user view replaces the built-in one of its id in place', async () => {
  await writeFile(
    join(directory, 'a.yaml'),
    SOUND.replace('slow_fsync', 'threads').replace('drillDown: threads\n', ''),
  );
  const { views } = await load();
  const merged = mergeViews(VIEWS, views);
  assert.equal(merged.length, VIEWS.length);
  assert.equal(
    merged.findIndex((v) => v.id === 'threads'),
    VIEWS.findIndex((v) => v.id === 'threads'),
  );
  assert.equal(merged.find((v) => v.id === 'threads')?.name, 'Slow fsync');
});

test('the directory follows XDG_CONFIG_HOME', () => {
  assert.equal(userViewDirectory({ XDG_CONFIG_HOME: '/x' }), '/x/sysdrill/views');
  assert.match(userViewDirectory({}), /\/\.config\/sysdrill\/views$/);
});
