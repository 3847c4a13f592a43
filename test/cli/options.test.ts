// SPDX-License-Identifier: Apache-2.0
// The command line as data: what is an option, what is a word of the filter.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Options, parseOptions } from '../../src/cli/options.js';

function parsed(...argv: string[]): Options {
  const options = parseOptions(argv, 1 << 30);
  assert.ok(options.ok, options.ok ? '' : options.error);
  return options.value;
}

test('all words that are no options are one filter', () => {
  assert.deepEqual(parsed('-r', 'a', 'proc.name', '=', 'x').words, ['proc.name', '=', 'x']);
  assert.deepEqual(parsed('proc.name=x', 'and', 'evt.failed=true').words, ['proc.name=x', 'and', 'evt.failed=true']);
});

test('options may stand behind the filter, as in sysdig', () => {
  const { words, print, count, read } = parsed('proc.name=x', '-p', '%evt.num', 'and', '-n', '3', 'fd.num>1', '-ra');
  assert.deepEqual(words, ['proc.name=x', 'and', 'fd.num>1']);
  assert.deepEqual([print, count, read], ['%evt.num', 3, ['a']]);
  assert.equal(parsed('proc.name=x', '--json').json, true);
  assert.equal(parsed('proc.name=x', '-pc').containers, true);
});

test('what begins with a dash and is no option stays in the filter', () => {
  assert.deepEqual(parsed('evt.rawres', '<', '-1').words, ['evt.rawres', '<', '-1']);
  assert.deepEqual(parsed('-j', '--', '-r', 'x').words, ['-r', 'x']);
  assert.deepEqual(parsed('evt.rawres', 'in', '(-1,', '-2)').words, ['evt.rawres', 'in', '(-1,', '-2)']);
});

test('in front of the filter an unknown option is a mistake', () => {
  const wrong = parseOptions(['--nosuch', 'proc.name=x'], 1 << 30);
  assert.ok(!wrong.ok && /Unknown option '--nosuch'/.test(wrong.error));
});

test('values may begin with a dash, be empty or stand in the same word', () => {
  const { from, print, json } = parsed('--from', '-30s', '-jp', '%evt.num');
  assert.deepEqual([from, print, json], ['-30s', '%evt.num', true]);
  assert.equal(parsed('-p', '').print, '');
  assert.deepEqual(parsed('-r', '-', '-rb').read, ['-', 'b']);
});
