// SPDX-License-Identifier: Apache-2.0
// The command line as data: what is an option, what is a word of the filter.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { capturePaths } from '../../src/cli/capture-paths.js';
import { CHISEL_NAMES } from '../../src/cli/chisels.js';
import { misspelledCommand } from '../../src/cli/command-table.js';
import { type Options, parseOptions } from '../../src/cli/options.js';
import { noSuchView } from '../../src/cli/own-views.js';
import { rowOrder } from '../../src/cli/row-order.js';
import { START_PAGES } from '../../src/ui/start-pages.js';
import { VIEWS } from '../../src/views/index.js';

function parsed(...argv: string[]): Options {
  const options = parseOptions(argv, 1 << 30);
  assert.ok(options.ok, options.ok ? '' : options.error);
  return options.value;
}

test('all words that are not options are one filter', () => {
  assert.deepEqual(parsed('-r', 'a', 'proc.name', '=', 'x').words, ['proc.name', '=', 'x']);
  assert.deepEqual(parsed('proc.name=x', 'and', 'evt.failed=true').words, ['proc.name=x', 'and', 'evt.failed=true']);
});

test('options may follow the filter, as in sysdig', () => {
  const { words, print, count, read } = parsed('proc.name=x', '-p', '%evt.num', 'and', '-n', '3', 'fd.num>1', '-ra');
  assert.deepEqual(words, ['proc.name=x', 'and', 'fd.num>1']);
  assert.deepEqual([print, count, read], ['%evt.num', 3, ['a']]);
  assert.equal(parsed('proc.name=x', '--json').json, true);
  assert.equal(parsed('proc.name=x', '-pc').containers, true);
});

test('words that begin with a dash and are not options stay in the filter', () => {
  assert.deepEqual(parsed('evt.rawres', '<', '-1').words, ['evt.rawres', '<', '-1']);
  assert.deepEqual(parsed('-j', '--', '-r', 'x').words, ['-r', 'x']);
  assert.deepEqual(parsed('evt.rawres', 'in', '(-1,', '-2)').words, ['evt.rawres', 'in', '(-1,', '-2)']);
});

test('in front of the filter an unknown option is a mistake', () => {
  const wrong = parseOptions(['--nosuch', 'proc.name=x'], 1 << 30);
  assert.ok(!wrong.ok && /Unknown option '--nosuch'/.test(wrong.error));
});

test('values may begin with a dash, be empty or be in the same word', () => {
  const { from, print, json } = parsed('--from', '-30s', '-jp', '%evt.num');
  assert.deepEqual([from, print, json], ['-30s', '%evt.num', true]);
  assert.equal(parsed('-p', '').print, '');
  assert.deepEqual(parsed('-r', '-', '-rb').read, ['-', 'b']);
});

function problem(...argv: string[]): string {
  const options = parseOptions(argv, 1 << 30);
  assert.ok(!options.ok, argv.join(' '));
  return options.error;
}

test('formats that have a name', () => {
  assert.match(parsed('-p', 'default').print ?? '', /^\*%evt\.num .*%evt\.info$/);
  const pods = parsed('-pk');
  assert.deepEqual([pods.print, pods.containers, pods.pods], [undefined, true, true]);
  assert.equal(parsed('-pkubernetes').pods, true);
  assert.equal(parsed('-pcontainer').pods, false);
});

test('every chisel is a view now, or the message says what to do instead', () => {
  const known = new Set([...VIEWS.map(({ id }) => id), ...START_PAGES.keys()]);
  let views = 0;
  for (const name of CHISEL_NAMES) {
    const options = parseOptions(['-c', name], 1 << 30);
    if (options.ok) {
      views++;
      const { view, sort } = options.value;
      assert.ok(known.has(view ?? ''), `${name}: ${view}`);
      const found = VIEWS.find(({ id }) => id === view);
      assert.ok(sort === undefined || (found !== undefined && rowOrder(found, sort, false).ok), name);
    } else assert.match(options.error, new RegExp(`^the chisel ${name} is gone: \\w.{20}`));
  }
  assert.ok(views >= 35 && CHISEL_NAMES.length >= 51, `${views} of ${CHISEL_NAMES.length}`);
  assert.equal(parsed('-c', 'topprocs_cpu', '-v', 'files').view, 'files', 'a view that is named wins');
  assert.match(problem('-cl'), /--list-views/);
  assert.match(problem('-c', 'nosuch'), /no chisel nosuch/);
  assert.match(problem('-c', 'constructor'), /no chisel constructor/);
});

test('the column that a view is ordered by', () => {
  const procs = VIEWS.find(({ id }) => id === 'procs') ?? assert.fail();
  const order = (name: string, containers = false) => {
    const result = rowOrder(procs, name, containers);
    return result.ok ? result.value : result.error;
  };
  assert.deepEqual(order('net'), { column: 'NET', index: 8, descending: true });
  assert.deepEqual(order('NET/s', true), { column: 'NET', index: 9, descending: true });
  assert.deepEqual(order('user'), { column: 'USER', index: 3, descending: false });
  assert.match(String(order('nosuch')), /^procs has no column nosuch: it has PID, PPID, CPU, /);
  assert.equal(parsed('-c', 'topprocs_net').sort, 'NET');
  assert.equal(parsed('-c', 'topprocs_net', '--sort', 'RES').sort, 'RES');
  assert.equal(parsed('-c', 'topprocs_net', '-v', 'files').sort, undefined, 'that of another view');
});

test('options of sysdig that do not exist here', () => {
  assert.match(problem('-S'), /-v syscalls/);
  assert.match(problem('-rx', '-N'), /unless -R/);
  assert.match(problem('--summary'), /-v syscalls/);
  assert.match(problem('--nothing-like-it'), /See sysdrill --help/);
});

test('near misses', () => {
  assert.match(problem('--form', '+5'), /Did you mean --from\?/);
  assert.match(problem('-c', 'topproc_cpu'), /did you mean topprocs_cpu\?/);
  assert.match(problem('-B', 'probe.o'), /always eBPF/);
  assert.match(problem('--cri', 'x'), /Container engines/);
  assert.equal(misspelledCommand('captur'), 'capture');
  assert.equal(misspelledCommand('rule'), 'rules');
  assert.equal(misspelledCommand('proc.name=x'), undefined);
  assert.match(noSuchView('file', VIEWS, START_PAGES.keys()), /did you mean files\?/);
});

test('numbers with a unit', () => {
  assert.deepEqual([parsed('-d', '1.5s').refresh, parsed('-M', '2m').seconds], [1500, 120]);
  assert.deepEqual([parsed('-s', '2K').snaplen, parsed('-n', '20K').count], [2048, 20_000]);
  const kept = (...words: string[]) => parsed(...words).requestsSnaplen;
  assert.deepEqual([kept(), kept('-s', '2K'), kept('-s', '80', '--requests-snaplen', '1K')], [512, 0, 1024]);
  assert.equal(parsed('--memory', '1.5GB').memory, 1.5 * 1024 ** 3);
  const rotation = (size: string): number => parsed('-w', 'x', '-C', size).rotate.megabytes;
  assert.deepEqual([rotation('10'), rotation('10MB'), rotation('1G')], [10, 10, 1000]);
  assert.match(problem('-M', '5MB'), /-M wants a number/);
});

test('files right after -r are captures too, wherever a shell has put them', () => {
  const files = new Set(['ring0', 'ring1', 'ring2']);
  const read = (...argv: string[]) => {
    const options = parseOptions(argv, 1 << 30, (word) => files.has(word));
    return options.ok ? [options.value.read, options.value.words] : options.error;
  };
  assert.deepEqual(read('-r', 'ring0', 'ring1', 'ring2', 'proc.name=x'), [
    ['ring0', 'ring1', 'ring2'],
    ['proc.name=x'],
  ]);
  assert.deepEqual(read('-r', 'ring0', '-v', 'files', 'ring1'), [['ring0'], ['ring1']]);
  assert.deepEqual(read('proc.name=x', '-r', 'ring0', 'ring1'), [['ring0', 'ring1'], ['proc.name=x']]);
});

test('folders and patterns name the captures in them, numbers by size', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-paths-'));
  try {
    const head = Uint8Array.of(0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0);
    for (const name of ['r.scap2', 'r.scap10', 'other.scap']) writeFileSync(join(folder, name), head);
    writeFileSync(join(folder, 'notes.txt'), 'no capture');
    const named = (path: string) => {
      const paths = capturePaths([join(folder, path)]);
      return paths.ok ? paths.value.map((name) => basename(name)) : paths.error;
    };
    assert.deepEqual(named('.'), ['other.scap', 'r.scap2', 'r.scap10']);
    assert.deepEqual(named('r.*'), ['r.scap2', 'r.scap10']);
    assert.deepEqual(named('r.scap[0-9]'), ['r.scap2']);
    assert.deepEqual(named('notes.txt'), ['notes.txt'], 'a file is itself');
    assert.match(String(named('z*')), /^no file matches .*z\*$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
