// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ConfigFile, configDirectory } from '../../../src/ui/config/config-file.js';
import { HistoryFile } from '../../../src/ui/config/history-file.js';
import { Preferences } from '../../../src/ui/config/preferences.js';

let directory = '';
const file = (): string => join(directory, 'config.yaml');

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-config-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

async function load(text: string): Promise<ConfigFile> {
  writeFileSync(file(), text);
  return ConfigFile.load(directory);
}

describe('config.yaml', () => {
  it('is read, every entry', async () => {
    const config = await load(
      [
        'theme: light',
        'view: connections',
        'refresh: 500',
        'mouse: false',
        'ascii: true',
        'totals: false',
        'columns:',
        '  procs: { hidden: [PPID], order: [Command, PID], widths: { PID: 9 } }',
        'keys: { palette: [F11, ":"], search: "/" }',
      ].join('\n'),
    );
    assert.deepEqual(config.problems, []);
    assert.deepEqual(config.settings, {
      theme: 'light',
      view: 'connections',
      refresh: 500,
      mouse: false,
      ascii: true,
      totals: false,
      columns: { procs: { hidden: ['PPID'], order: ['Command', 'PID'], widths: { PID: 9 } } },
      keys: { palette: ['F11', ':'], search: ['/'] },
    });
  });

  it('may be missing or empty', async () => {
    assert.deepEqual((await ConfigFile.load(directory)).settings, {});
    for (const text of ['', '# nothing\n', 'null\n', '---\n']) {
      const config = await load(text);
      assert.deepEqual([config.settings, config.problems], [{}, []], JSON.stringify(text));
    }
  });

  it('says which line is wrong, and keeps the others', async () => {
    const config = await load(
      [
        '# mine',
        'theme: pink',
        'view: files',
        'refresh: fast',
        'colour: red',
        'columns:',
        '  procs:',
        '    hiden: [PID]',
        '  files: { widths: { PATH: 0 } }',
        'keys:',
        '  sort: F9',
        '  search: 7',
      ].join('\n'),
    );
    assert.deepEqual(config.settings, { view: 'files', columns: {}, keys: { sort: ['F9'] } });
    assert.deepEqual(
      config.problems.map(({ line, message }) => [line, message.split(':')[0]]),
      [
        [2, 'theme'],
        [4, 'refresh'],
        [5, 'colour'],
        [8, 'columns.procs.hiden'],
        [9, 'columns.files.widths.PATH'],
        [12, 'keys.search'],
      ],
    );
    assert.match(config.complaint ?? '', /^config\.yaml:2: theme: .*; and 5 more/);
  });

  it('that is not YAML, or holds no settings, is said to be so and left alone', async () => {
    const config = await load('theme: dark\nview: "x\n');
    assert.deepEqual(config.settings, {});
    assert.ok((config.problems[0]?.line ?? 0) >= 2);
    assert.match((await config.set(['theme'], 'light')) ?? '', /not remembered: .* is not YAML/);
    assert.equal(readFileSync(file(), 'utf8'), 'theme: dark\nview: "x\n');
    const list = await load('- dark\n');
    assert.match(list.complaint ?? '', /expected settings/);
    assert.match((await list.set(['theme'], 'light')) ?? '', /not remembered/);
    assert.equal(readFileSync(file(), 'utf8'), '- dark\n');
  });

  it('that cannot be read is said to be so', async () => {
    mkdirSync(file());
    const config = await ConfigFile.load(directory);
    assert.match(config.complaint ?? '', /cannot be read/);
    rmSync(file(), { recursive: true });
  });

  it('keeps comments, order and style of what the user wrote', async () => {
    const text = '# my settings\ntheme: dark # at night\n\n# views\nview: files\nkeys:\n  search: [ "/" ]\n';
    const config = await load(text);
    assert.equal(await config.set(['theme'], 'light'), undefined);
    assert.equal(readFileSync(file(), 'utf8'), text.replace('dark', 'light'));
    assert.equal(await config.set(['columns', 'procs'], { hidden: ['PPID'] }), undefined);
    const after = readFileSync(file(), 'utf8');
    assert.ok(after.startsWith(text.replace('dark', 'light')), after);
    assert.deepEqual((await ConfigFile.load(directory)).settings.columns, { procs: { hidden: ['PPID'] } });
    await config.set(['columns', 'procs'], undefined);
    assert.equal(readFileSync(file(), 'utf8'), text.replace('dark', 'light'));
  });

  it('is made where there is none, for its owner alone', async () => {
    const config = await ConfigFile.load(join(directory, 'new', 'deep'));
    assert.equal(await config.set(['theme'], 'light'), undefined);
    const path = join(directory, 'new', 'deep', 'config.yaml');
    assert.equal(readFileSync(path, 'utf8'), 'theme: light\n');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(directory, 'new', 'deep')), ['config.yaml']);
  });

  it('stays a link, and keeps its rights', async () => {
    const real = join(directory, 'dotfiles.yaml');
    writeFileSync(real, 'theme: dark\n');
    chmodSync(real, 0o640);
    symlinkSync(real, file());
    const config = await ConfigFile.load(directory);
    await config.set(['theme'], 'light');
    assert.ok(lstatSync(file()).isSymbolicLink());
    assert.equal(readFileSync(real, 'utf8'), 'theme: light\n');
    assert.equal(statSync(real).mode & 0o777, 0o640);
  });

  it('takes many changes at once, one after the other, also of two programs', async () => {
    const [one, two] = [await load('theme: dark\n'), await ConfigFile.load(directory)];
    await Promise.all([one.set(['view'], 'files'), one.set(['mouse'], false), one.set(['theme'], 'light')]);
    await two.set(['ascii'], true);
    assert.deepEqual((await ConfigFile.load(directory)).settings, {
      theme: 'light',
      view: 'files',
      mouse: false,
      ascii: true,
    });
  });

  it('says why nothing is remembered', async () => {
    writeFileSync(join(directory, 'plain'), '');
    const config = await ConfigFile.load(join(directory, 'plain'));
    assert.match((await config.set(['theme'], 'light')) ?? '', /^not remembered: /);
  });

  it('is where XDG says', () => {
    assert.equal(configDirectory({ XDG_CONFIG_HOME: '/x' }), '/x/sysdrill');
    assert.match(configDirectory({ XDG_CONFIG_HOME: 'relative' }), /\/\.config\/sysdrill$/);
    assert.match(configDirectory({}), /\/\.config\/sysdrill$/);
  });
});

describe('preferences', () => {
  it('hold at once, are written, and are forgotten again', async () => {
    const config = await load('');
    const failed: string[] = [];
    const preferences = new Preferences(config, (reason) => failed.push(reason));
    preferences.set('theme', 'light');
    preferences.setColumns('procs', { hidden: ['PPID'], order: [], widths: {} });
    assert.deepEqual(preferences.settings, { theme: 'light', columns: { procs: { hidden: ['PPID'] } } });
    preferences.set('theme', undefined);
    assert.deepEqual(preferences.columnsOf('procs'), { hidden: ['PPID'] });
    assert.deepEqual(preferences.columnsOf('files'), {});
    await config.set(['view'], 'files');
    assert.deepEqual((await ConfigFile.load(directory)).settings, {
      view: 'files',
      columns: { procs: { hidden: ['PPID'] } },
    });
    assert.deepEqual(failed, []);
  });

  it('hold without a file, too', () => {
    const preferences = new Preferences(undefined, () => assert.fail('nothing is written'));
    preferences.set('totals', false);
    assert.equal(preferences.settings.totals, false);
  });
});

describe('history.json', () => {
  it('keeps what was entered, newest last, each once, of all programs', async () => {
    const [one, two] = [new HistoryFile(directory), new HistoryFile(directory)];
    await one.add('filter', 'proc.pid=1');
    await two.add('filter', 'proc.name="a\nb"');
    await one.add('filter', 'proc.pid=1');
    await one.add('search', 'x');
    assert.deepEqual(await two.load(), { filter: ['proc.name="a\nb"', 'proc.pid=1'], search: ['x'], palette: [] });
    assert.equal(statSync(join(directory, 'history.json')).mode & 0o777, 0o600);
  });

  it('that is damaged is an empty one', async () => {
    const history = new HistoryFile(directory);
    for (const text of ['{', '[]', '{"filter": 7}', '{"filter": [1, null, "x"]}', 'null']) {
      writeFileSync(join(directory, 'history.json'), text);
      const { filter } = await history.load();
      assert.deepEqual(filter, text.includes('"x"') ? ['x'] : [], text);
    }
  });
});
