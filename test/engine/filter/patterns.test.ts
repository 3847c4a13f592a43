// SPDX-License-Identifier: Apache-2.0
// glob, pmatch and regex by themselves, and the tables of networks and services.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { globMatcher } from '../../../src/engine/filter/glob.js';
import { isInNetwork, parseNetwork } from '../../../src/engine/filter/networks.js';
import { pathPrefixMatcher } from '../../../src/engine/filter/pmatch.js';
import { regexMatcher } from '../../../src/engine/filter/regex.js';
import { parseServices, servicesFrom } from '../../../src/engine/filter/services.js';
import { compareText, containsText, endsWithText, startsWithText } from '../../../src/engine/filter/text-compare.js';
import { decodeText, encodeText } from '../../../src/engine/scap/text.js';
import { capturedText } from './random-ast.js';

type Patterns = Readonly<Record<string, readonly [yes: readonly string[], no: readonly string[]]>>;

function checkGlobs(patterns: Patterns, ignoreCase: boolean): void {
  for (const [pattern, [yes, no]] of Object.entries(patterns)) {
    for (const text of yes) assert.equal(globMatcher(pattern, ignoreCase)(text), true, `${pattern} ${text}`);
    for (const text of no) assert.equal(globMatcher(pattern, ignoreCase)(text), false, `${pattern} ${text}`);
  }
}

// All of these were compared with fnmatch(3) of glibc.
test('glob is fnmatch without flags', () => {
  checkGlobs(
    {
      '': [[''], ['a']],
      '*': [['', 'a', 'a/b', '.x'], []],
      '?': [
        ['a', '/', '.', 'é', '😀'],
        ['', 'ab'],
      ],
      'a*b*c': [
        ['abc', 'aXbYc', 'abbc', 'abcabc'],
        ['ab', 'acb', 'abcd'],
      ],
      '*a*': [
        ['a', 'bab'],
        ['b', ''],
      ],
      '[abc]': [
        ['a', 'c'],
        ['d', '', 'ab'],
      ],
      '[a-c]x': [['bx'], ['dx', 'x']],
      '[!a-c]': [['d', '!'], ['a']],
      '[^a-c]': [['d', '^'], ['a']],
      '[]a]': [[']', 'a'], ['[']],
      '[!]a]': [['b'], [']', 'a']],
      '[a-]': [['a', '-'], ['b']],
      '[c-a]': [[], ['a', 'b', 'c']],
      '[[:digit:]x]': [
        ['5', 'x'],
        ['a', ':'],
      ],
      '[![:alpha:]]': [['5'], ['a', 'Z']],
      '[[:nope:]]': [[], ['n']],
      '[\\]]': [[']'], ['\\']],
      'a\\*': [['a*'], ['ab']],
      'a\\b': [['ab'], ['a\\b']],
      'a\\': [[], ['a', 'a\\']],
      '[a': [['[a'], ['a']],
      '[': [['['], ['']],
    },
    false,
  );
});

test('iglob folds ASCII letters, but classes look at the letter itself', () => {
  checkGlobs(
    {
      'A*z': [['aZ', 'AxxZ'], ['b']],
      '[A-C]': [['b', 'B'], ['d']],
      '[!a]': [['b'], ['A', 'a']],
      '[[:upper:]]': [['A'], ['a']],
      Ä: [['Ä'], ['ä']],
    },
    true,
  );
});

test('many stars take no exponential time', () => {
  const matches = globMatcher(`${'a*'.repeat(60)}b`);
  assert.equal(matches('a'.repeat(5000)), false);
});

test('pmatch: a prefix of components', () => {
  const rows: readonly (readonly [prefixes: readonly string[], yes: readonly string[], no: readonly string[]])[] = [
    [['/usr'], ['/usr', '/usr/', '/usr/lib/x', 'usr/lib', '//usr'], ['/usrlocal', '/', '', '/var/usr']],
    [['/usr/lib/'], ['/usr/lib', '/usr//lib/x'], ['/usr', '/usr/li', '/usr/lib64']],
    [
      ['/var/run', '/etc'],
      ['/var/run/docker', '/etc'],
      ['/var', '/boot'],
    ],
    [['/'], ['/', '/x', '', 'x'], []],
    [[''], ['/x'], []],
    [[], [], ['/', '']],
    [['/usr/*'], ['/usr/a', '/usr/a/b'], ['/usr', '/usr/']],
    [['/usr/*/x'], ['/usr/a/x/y'], ['/usr/x', '/usr/a/b/x']],
    [
      ['/usr/li?', '/e[a-t]c'],
      ['/usr/lib/x', '/etc/passwd'],
      ['/usr/lib64', '/ezc'],
    ],
    // The reference loses a branch when two patterns start alike.
    [['/a*/x', '/ab/y'], ['/ab/x', '/ab/y', '/ac/x'], ['/ac/y']],
  ];
  for (const [prefixes, yes, no] of rows) {
    const matches = pathPrefixMatcher(prefixes);
    for (const path of yes) assert.equal(matches(path), true, `${prefixes} ${path}`);
    for (const path of no) assert.equal(matches(path), false, `${prefixes} ${path}`);
  }
});

test('regex: RE2, the whole value, lines', () => {
  const rows: readonly (readonly [pattern: string, yes: readonly string[], no: readonly string[]])[] = [
    ['a.c', ['abc', 'a\u{FFFD}c', 'a\udcffc', 'a😀c'], ['xabc', 'abcx', 'a\nc', 'ac']],
    ['.*', ['', 'x'], ['x\ny']],
    ['(a|b)+', ['abab'], ['', 'abc']],
    ['^abc$', ['abc'], ['abcd']],
    ['[^a]', ['b', '\n'], ['a']],
    ['a$\\nb', ['a\nb'], []],
    ['[[:alpha:]]{2,3}', ['ab', 'abc'], ['a', 'abcd', 'a1']],
    ['\\d+\\.\\d+', ['1.2'], ['1x2']],
    ['(?i)abc', ['ABC'], []],
    ['', [''], ['a']],
  ];
  for (const [pattern, yes, no] of rows) {
    const matcher = regexMatcher(pattern);
    assert.ok(matcher.ok, pattern);
    for (const text of yes) assert.equal(matcher.value(text), true, `${pattern} ${text}`);
    for (const text of no) assert.equal(matcher.value(text), false, `${pattern} ${text}`);
  }
  for (const pattern of ['(', '[a', 'a**', 'a(?=b)', '\\1', 'a{2,1}']) {
    const matcher = regexMatcher(pattern);
    assert.ok(!matcher.ok, pattern);
    assert.match(matcher.error, /^invalid regex pattern: /);
    assert.doesNotMatch(matcher.error, /\(\?m\)/);
  }
});

test('a regex that would take a backtracker years', () => {
  const matcher = regexMatcher('(a+)+(b|c+)*x');
  assert.ok(matcher.ok);
  assert.equal(matcher.value('a'.repeat(20000)), false);
});

test('an address is in a network where the leading bits agree', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(4, 16),
      fc.infiniteStream(fc.nat(255)),
      fc.nat(128),
      fc.nat(127),
      (size, bytes, length, flip) => {
        const take = () => String.fromCharCode(...[...bytes.take(size)]);
        const address = take();
        const prefix = Math.min(length, size * 8);
        const bit = flip % (size * 8);
        const codes = [...address].map((c) => c.charCodeAt(0));
        codes[bit >> 3] = (codes[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
        const other = String.fromCharCode(...codes);
        const text = size === 4 ? codesToDotted(address) : codesToGroups(address);
        const network = parseNetwork(`${text}/${prefix}`);
        assert.ok(network.ok, text);
        assert.equal(isInNetwork(address, network.value), true);
        assert.equal(isInNetwork(other, network.value), bit >= prefix);
        assert.equal(isInNetwork(address + address, network.value), false);
      },
    ),
  );
});

function codesToDotted(address: string): string {
  return [...address].map((c) => c.charCodeAt(0)).join('.');
}

function codesToGroups(address: string): string {
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((address.charCodeAt(i) << 8) | address.charCodeAt(i + 1)).toString(16));
  return groups.join(':');
}

test('services: names and aliases, the first wins', () => {
  const ports = parseServices('# c\nhttp\t80/tcp www # web\nhttp 8080/udp\n\nbad line\ndomain 53/udp\n');
  assert.deepEqual(
    [...ports],
    [
      ['http', 80],
      ['www', 80],
      ['domain', 53],
    ],
  );
});

test('services are read once, when first asked, and may be missing', () => {
  let reads = 0;
  const services = servicesFrom(() => {
    reads++;
    return 'x 1/tcp';
  });
  assert.equal(reads, 0);
  assert.equal(services.port('x'), 1);
  assert.equal(services.port('y'), undefined);
  assert.equal(reads, 1);
  const none = servicesFrom(() => {
    throw new Error('no file');
  });
  assert.equal(none.port('x'), undefined);
});

test('text operators do to texts what bytes operators do to their bytes', () => {
  fc.assert(
    fc.property(capturedText, capturedText, capturedText, (a, b, c) => {
      const whole = Buffer.concat([encodeText(a), encodeText(b), encodeText(c)]);
      const text = whole.toString('latin1');
      const part = Buffer.from(encodeText(b));
      const decoded = decodeText(whole, 0, whole.length);
      assert.equal(containsText(b)(decoded), whole.includes(part));
      assert.equal(startsWithText(b)(decoded), text.startsWith(part.toString('latin1')));
      assert.equal(endsWithText(b)(decoded), text.endsWith(part.toString('latin1')));
      assert.equal(Math.sign(compareText(a, b)), Buffer.compare(encodeText(a), encodeText(b)));
    }),
    { numRuns: 2000 },
  );
});
