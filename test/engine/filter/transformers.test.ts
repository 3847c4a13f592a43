// SPDX-License-Identifier: Apache-2.0
// tolower toupper b64 basename len join concat getopt, and fields on the right side.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileOperand } from '../../../src/engine/filter/compile.js';
import { parseIp } from '../../../src/engine/scap/ip-address.js';
import { holds, matches } from './compare.js';
import { CATALOGUE, type Values } from './world.js';

function checkAll(values: Values, yes: readonly string[], no: readonly string[] = []): void {
  for (const filter of yes) assert.equal(matches(filter, { values }), true, filter);
  for (const filter of no) assert.equal(matches(filter, { values }), false, filter);
}

test('case changes for ASCII letters only', () => {
  checkAll({ 'x.text': 'NgÄnx' }, [
    'tolower(x.text) = ngÄnx',
    'toupper(x.text) = NGÄNX',
    'toupper(tolower(x.text)) = NGÄNX',
  ]);
});

test('basename is what follows the last slash', () => {
  for (const [path, name] of [
    ['/usr/bin/x', 'x'],
    ['x', 'x'],
    ['/usr/', ''],
    ['/', ''],
    ['', ''],
  ] as const) {
    checkAll({ 'x.path': path }, [`basename(x.path) = "${name}"`]);
  }
});

test('b64 decodes, strictly', () => {
  for (const [text, decoded] of [
    ['aGVsbG8=', 'hello'],
    ['aGVsbG8', 'hello'],
    ['aGVsbA==', 'hell'],
    ['', ''],
    ['/+8=', '\\xff\\xef'],
  ] as const) {
    checkAll({ 'x.text': text }, [`b64(x.text) = "${decoded}"`]);
  }
  for (const text of ['aGVsbG9=', 'aGVs bG8=', 'a', '=', 'aGVsbG8===', '!!!!', 'aGVsbG8=x']) {
    checkAll({ 'x.text': text }, [], ['b64(x.text) exists', 'b64(x.text) != ""']);
  }
  checkAll({ 'x.bytes': Buffer.from('aGVsbG8=\0') }, [
    'b64(x.bytes) = hello',
    'b64(x.bytes) bcontains 656c',
    'len(b64(x.bytes)) = 5',
  ]);
});

test('len counts bytes of a text or buffer, elements of a list', () => {
  checkAll({ 'x.text': 'aé😀' }, [
    'len(x.text) = 7',
    'len(x.text) > 6',
    'len(x.text) in (7)',
    'len(tolower(x.text)) = 7',
  ]);
  checkAll({ 'x.text': 'a\udcff' }, ['len(x.text) = 2']);
  checkAll({ 'x.bytes': Uint8Array.of(0, 1, 2) }, ['len(x.bytes) = 3']);
  checkAll({ 'x.list': ['a', 'b'], 'x.numbers': [] }, ['len(x.list) = 2', 'len(x.numbers) = 0']);
});

test('join puts a separator between the elements of a list', () => {
  checkAll(
    { 'x.text': 'T', 'x.list': ['a', 'b'], 'x.int': 7, 'x.hex': 255, 'x.bool': true, 'x.ip': parseIp('10.0.0.1') },
    [
      'join("-", ("aaa", "bbb")) = aaa-bbb',
      'join("->", ("aaa")) = aaa',
      'join(",", ()) = ""',
      'join("-", x.list) = a-b',
      'join(x.text, ("a", "b")) = aTb',
      'join(",", (x.int, x.hex, x.bool, x.ip, 5)) = "7,FF,true,10.0.0.1,5"',
      'join("-", ("x", x.list, x.text)) = x-a-b-T',
      'join("-", (toupper("q"), join("+", x.list))) = Q-a+b',
      'len(join("-", x.list)) = 3',
      'b64(join("W", ("YWFhL", "JiYg"))) = aaa-bbb',
    ],
  );
});

test('concat is one text', () => {
  checkAll({ 'x.text': 'a', 'x.path': '/b' }, [
    'concat(x.text, x.path) = a/b',
    'concat("p", 1, x.text) = p1a',
    'concat(x.text, concat("-", toupper(x.text))) startswith a-A',
  ]);
});

test('tolower of a list is a list', () => {
  checkAll(
    { 'x.list': ['A', 'B'] },
    ['tolower(x.list) in (a, b)', 'tolower(x.list) intersects (b)', 'join("", tolower(x.list)) = ab'],
    ['tolower(x.list) intersects (B)'],
  );
});

// The cases of falcosecurity/libs, userspace/libsinsp/test/filter_transformer.ut.cpp.
test('getopt lists short options and their values', () => {
  const yes = [
    'getopt(("-n", ""), "n") intersects ("n")',
    'getopt(("-t", "hello"), "t:") intersects ("t")',
    'getopt(("-t", "hello"), "t:") in ("t", "hello")',
    'getopt(("-nt", "hello"), "nt:") in ("n", "t", "hello")',
    'getopt(("-thello"), "t:") in ("t", "hello")',
    'getopt(("-n", "--", "-t"), "nt:") in ("n")',
    'getopt(("-x", "-n"), "n") in ("?", "n")',
    'getopt(("-l", "-p", "8080", "-e", "/bin/sh"), "lp:e:") in ("l", "p", "e", "8080", "/bin/sh")',
    'getopt(("-lpe", "/bin/sh"), "lp:e:") in ("l", "p", "e")',
    'getopt(("-lpe", "/bin/sh"), "lpe:") intersects ("/bin/sh")',
    'getopt(("-t"), "t:") in ("")',
    'getopt(("-t"), ":t:") in ("")',
    'getopt(("--exec", "-n"), "n") in ("n")',
    'getopt(("-n"), "") in ("?")',
  ];
  const no = [
    'getopt(("-n"), "n") intersects ("t")',
    'getopt(("-x", "-n"), "n") intersects ("x")',
    'getopt(("arg", "-n"), "n") intersects ("n")',
    'getopt(("-", "-n"), "n") intersects ("n")',
    'getopt(("--", "-n"), "n") intersects ("n")',
    'getopt((""), "n") intersects ("n")',
    'getopt(("-t"), "t:") intersects ("t")',
  ];
  checkAll({}, yes, no);
});

test('getopt with a letter is the last value of that option', () => {
  checkAll(
    { 'x.list': ['-t', 'a', '-vt', 'b', '-n'] },
    [
      'getopt(x.list, "vnt:")[t] = b',
      'getopt(x.list, "vnt:")[n] = n',
      'getopt(("-t"), "t:")[t] = ""',
      'getopt(("-t?"), "t:")[t] = "?"',
      'len(getopt(x.list, "vnt:")) = 6',
    ],
    ['getopt(x.list, "vnt:")[x] exists', 'getopt(x.list, "n")["?"] exists'],
  );
});

test('the right side may be a field or a transformer', () => {
  checkAll(
    {
      'x.text': 'a',
      'x.text2': 'A',
      'x.path': 'a',
      'x.int': 1,
      'x.uint': 1n,
      'x.byte': 2,
      'x.list': ['a'],
      'x.list2': ['b', 'a'],
      'x.bytes': Uint8Array.of(97),
    },
    [
      'x.text = val(x.path)',
      'x.text != val(x.text2)',
      'x.text = tolower(x.text2)',
      'toupper(x.text) = val(x.text2)',
      'x.text in val(x.path)',
      'x.text startswith val(x.path)',
      'x.text icontains val(x.text2)',
      'x.text glob val(x.path)',
      'x.text > val(x.text2)',
      'x.int = val(x.uint)',
      'x.uint = val(x.int)',
      'x.int < val(x.byte)',
      'x.byte > val(x.uint)',
      'x.int = len(x.text)',
      'x.list in val(x.list2)',
      'x.list intersects val(x.list2)',
      'x.list2 intersects val(x.list)',
      'x.bytes = val(x.bytes)',
      'x.bytes bcontains val(x.bytes)',
      'x.bool = val(x.bool) or x.text exists',
    ],
    [
      'x.text = val(x.text2)',
      'x.int > val(x.byte)',
      'x.list2 in val(x.list)',
      'x.text < val(x.text2)',
      'x.bool = val(x.bool)',
    ],
  );
  checkAll({ 'x.ip': parseIp('::1') }, ['x.ip = val(x.ip)', 'x.ip in val(x.ip)'], ['x.ip != val(x.ip)']);
});

test('constants alone are transformed too', () => {
  checkAll({}, ['tolower("ABC") = abc', 'len("") = 0', 'concat("a", "b") in (ab)'], ['len("abc") = 4']);
});

test('an operand for display', () => {
  const found = compileOperand('len(x.text)', CATALOGUE);
  assert.ok(found.ok);
  assert.equal(found.value.type, 'UINT64');
  assert.equal(
    found.value.read(() => 'abc'),
    3,
  );
  const ends = compileOperand('fd.ip', CATALOGUE);
  assert.equal(ends.ok ? '' : ends.error.message, 'fd.ip is filter only and cannot be used as a display field');
  assert.equal(holds('x.text', 'a', 'exists'), true);
});
