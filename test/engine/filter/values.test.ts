// SPDX-License-Identifier: Apache-2.0
// Right-hand sides that do not fit their field, and other things that only the catalogue can know. Sentences that the
// reference has are the reference's.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookupField } from '../../../src/engine/fields/catalogue.js';
import { compileFilter } from '../../../src/engine/filter/compile.js';
import { servicesFrom } from '../../../src/engine/filter/services.js';
import { withoutUnit } from '../../../src/engine/filter/unit-constant.js';
import { compiled, complaint, holds, matches } from './compare.js';
import { kindOf, OPEN } from './world.js';

const ROWS: readonly (readonly [filter: string, complaint: string])[] = [
  ['x.int = abc', 'abc is not a valid number @ abc'],
  ['x.int = ""', ' is not a valid number @ ""'],
  ['x.int = 5.0', '5.0 is not a valid number @ 5.0'],
  ['x.int = "5 "', '5  is not a valid number @ "5 "'],
  ['x.int < 5e+2', '5e+2 is not a valid number @ 5e+2'],
  ['x.int in (1, x, 2)', 'x is not a valid number @ x, 2)'],
  ['x.int = anyof (1, x)', 'x is not a valid number @ x)'],
  ['x.int = 10ms', '10ms is not a valid number @ 10ms'],
  ['x.double = x', 'x is not a valid number @ x'],
  ['x.double = .5', '.5 is not a valid number @ .5'],
  ['x.bool = 1', 'unrecognized boolean value 1 @ 1'],
  ['x.bool = True', 'unrecognized boolean value True @ True'],
  ['x.port = nope', 'unrecognized protocol nope @ nope'],
  ['x.port = +53', 'unrecognized protocol +53 @ +53'],
  ['x.ip = 1', 'unrecognized IPv6 address 1 @ 1'],
  ['x.ip = 1.2.3', 'unrecognized IPv4 address 1.2.3 @ 1.2.3'],
  ['x.ip = ::ffff:1.2.3.4', 'unrecognized IPv4 address ::ffff:1.2.3.4 @ ::ffff:1.2.3.4'],
  ['x.ip = 10.0.0.0/8', 'unrecognized IPv4 address 10.0.0.0/8 @ 10.0.0.0/8'],
  ['x.ip in (::1, 1.2.3.256)', 'unrecognized IPv4 address 1.2.3.256 @ 1.2.3.256)'],
  ['x.net = 1.2.3.4', 'unrecognized IP network 1.2.3.4 @ 1.2.3.4'],
  ['x.net = ::1', 'invalid v6 netmask: ::1 @ ::1'],
  ['x.net = 1.0.0.0/33', 'invalid netmask 33 @ 1.0.0.0/33'],
  ['x.net = ::/129', 'invalid v6 netmask 129 @ ::/129'],
  ['x.net = 1.0.0.0/', ' is not a valid number @ 1.0.0.0/'],
  ['x.net = 1.0.0.0/x', 'x is not a valid number @ 1.0.0.0/x'],
  ['x.net = 1.0.0/8', 'unrecognized IP address 1.0.0/8 @ 1.0.0/8'],
  ['x.net = fe80/10', 'unrecognized IPv6 address fe80/10 @ fe80/10'],
  ['x.bytes bcontains xyz', 'bcontains and bstartswith operator support hex strings only @ xyz'],
  ['x.bytes bstartswith 474', 'bcontains and bstartswith operator support hex strings only @ 474'],
  ['x.text = "a\\x00b"', 'filter value cannot contain a NUL byte (\\x00) @ "a\\x00b"'],
  ['x.text regex "a(b"', 'invalid regex pattern: error parsing regexp: missing closing ): `a(b` @ "a(b"'],
  ['evt.type = nope', 'unknown event type nope @ nope'],
  ['evt.type in (open, nope)', 'unknown event type nope @ nope)'],
  ['evt.type != anyof (open, nope)', 'unknown event type nope @ nope)'],
  ['evt.around[1]>1', "evt.around supports only '=' comparison operator @ >1"],
  ['evt.around[1] in (1)', "evt.around supports only '=' comparison operator @ in (1)"],
  ['evt.around[1]=x', 'x is not a valid number @ x'],
  ['evt.outputtime = x', "field 'evt.outputtime' can be printed but not compared @ evt.outputtime = x"],
  ['x.int = 1 and foo.bar = 2', 'there is no field foo.bar @ foo.bar = 2'],
  ['x.int = 1 or foo', "unexpected identifier 'foo' @ foo"],
  [
    'tolower(x.int) = a',
    "can't add field transformer: type 'INT64' is not supported by 'tolower' transformer applied on field 'x.int' @ tolower(x.int) = a",
  ],
  [
    'len(x.bool) = 1',
    "can't add field transformer: type 'BOOL' is not supported by 'len' transformer applied on field 'x.bool' @ len(x.bool) = 1",
  ],
  [
    'b64(x.path) = a',
    "can't add field transformer: type 'FSPATH' is not supported by 'b64' transformer applied on field 'x.path' @ b64(x.path) = a",
  ],
  [
    'tolower(x.numbers) in (a)',
    "can't add field transformer: type 'UINT64' is not supported by 'tolower' transformer applied on list field 'x.numbers' @ tolower(x.numbers) in (a)",
  ],
  ['tolower(fd.ip) = a', "field 'fd.ip' does not support transformers @ fd.ip) = a"],
  ['concat(x.text, proc.aname) = a', "field 'proc.aname' does not support transformers @ proc.aname) = a"],
  ['tolower(x.text, x.text2) = a', 'tolower() requires exactly 1 argument @ tolower(x.text, x.text2) = a'],
  ['tolower(x.text)[0] = a', "transformer 'tolower' does not support field arguments @ tolower(x.text)[0] = a"],
  ['join("-") = a', 'join() requires exactly 2 arguments: separator and list @ join("-") = a'],
  ['join("-", "a", "b") = a', 'join() requires exactly 2 arguments: separator and list @ join("-", "a", "b") = a'],
  [
    'join(x.list, ("a")) = a',
    'join() first argument (separator) must be a single value, not a list @ join(x.list, ("a")) = a',
  ],
  ['join("-", "a") = a', 'join() second argument must be a list @ join("-", "a") = a'],
  ['concat("a") = a', 'concat() requires at least 2 arguments @ concat("a") = a'],
  ['concat("a", x.int) = a', 'concat() arguments must be strings @ concat("a", x.int) = a'],
  ['concat("a", x.list) = a', 'concat() arguments must be strings @ concat("a", x.list) = a'],
  ['getopt(("a")) in (n)', 'getopt() requires exactly 2 arguments: args list and optstring @ getopt(("a")) in (n)'],
  ['getopt("a", "n") in (n)', 'getopt() first argument must be a list @ getopt("a", "n") in (n)'],
  [
    'getopt(("a"), ("n")) in (n)',
    'getopt() second argument (optstring) must be a single value @ getopt(("a"), ("n")) in (n)',
  ],
  ['getopt(x.numbers, "n") in (n)', 'getopt() arguments must be strings @ getopt(x.numbers, "n") in (n)'],
  [
    'getopt(("a"), "n")[xy] = n',
    'getopt() field argument must be a single option character @ getopt(("a"), "n")[xy] = n',
  ],
  ['len(x.text) contains 1', "'contains' not supported for numeric filters @ contains 1"],
  [
    'x.text = val(x.int)',
    "field 'x.text' has type 'CHARBUF' while the right-hand side field 'x.int' has incompatible type 'INT64' @ val(x.int)",
  ],
  [
    'x.text in val(x.list)',
    "field 'x.text' has type 'CHARBUF' while the right-hand side field 'x.list' has incompatible type 'CHARBUF (list)' @ val(x.list)",
  ],
  [
    'x.text = len(x.text)',
    "field 'x.text' has type 'CHARBUF' while the right-hand side field 'x.text' has incompatible type 'UINT64' @ len(x.text)",
  ],
  ['x.text pmatch val(x.path)', "operator 'pmatch' doesn't support right-hand side fields @ val(x.path)"],
  ['x.text regex val(x.path)', "operator 'regex' doesn't support right-hand side fields @ val(x.path)"],
  ['x.net = val(x.ip)', "field type 'IPNET' doesn't support right-hand side fields @ val(x.ip)"],
  ['fd.port = val(x.port)', "field 'fd.port' doesn't support right-hand side fields @ val(x.port)"],
  ['x.port = val(fd.port)', "field 'fd.port' can't be used as a right-hand side field @ val(fd.port)"],
  ['x.text = val(nope.nope)', 'there is no field nope.nope @ nope.nope)'],
];

test('what does not fit is named, and pointed at', () => {
  for (const [filter, expected] of ROWS) assert.equal(complaint(filter), expected);
});

test('event types are names of events or of system calls', () => {
  const kind = kindOf('openat', 0);
  assert.equal(matches('evt.type in (open, openat, openat2)', { kind }), true);
  for (const name of [
    'switch',
    'container',
    'notification',
    'infra',
    'bpf',
    'perf_event_open',
    'syscall',
    'pkey_alloc',
  ]) {
    assert.equal(matches(`evt.type = ${name}`, { kind }), false);
  }
  // Only whole names are looked up.
  assert.equal(matches('evt.type startswith open', { kind }), true);
  assert.equal(matches('evt.type glob ope?a*', { kind: OPEN }), false);
});

test('evt.around compares a distance', () => {
  assert.equal(holds('evt.around[1534527348519227972]', 0.9, '= 1'), true);
  assert.equal(holds('evt.around[1534527348519227972]', 1, '= 1'), true);
  assert.equal(holds('evt.around[1534527348519227972]', 1.1, '= 1'), false);
  assert.equal(holds('evt.around[1534527348519227972]', undefined, '= 1'), false);
});

test('parameters of unknown type compare as what they turn out to be', () => {
  const rows = [
    [3, ['= 3', '!= 4', '< 4', '= 0x3', 'in (3, x)', 'exists'], ['= 4', 'contains 3', '= x']],
    [3n, ['= 3', '>= 3'], ['!= 3']],
    ['abc', ['= abc', 'contains b', 'glob a*', '!= 3', 'in (3, abc)', 'regex a.c'], ['= 3', '< 3', 'contains x']],
    [Uint8Array.of(0x61), ['= a', 'bcontains 61', 'startswith a'], ['= b', 'bcontains 62', 'glob a']],
    [true, ['= true', '!= false'], ['= false', '= 1']],
  ] as const;
  for (const [value, yes, no] of rows) {
    // `in (3, x)` is a list of numbers only where all of it is.
    for (const condition of yes.filter((c) => c !== 'in (3, x)')) {
      assert.equal(holds('evt.rawarg[0]', value, condition), true, `${value} ${condition}`);
    }
    for (const condition of no) assert.equal(holds('evt.rawarg[0]', value, condition), false, `${value} ${condition}`);
  }
  assert.equal(holds('evt.rawarg[0]', 3, 'in (3, x)'), false);
});

test('parameters have the type that all of their name have', () => {
  assert.equal(holds('evt.rawarg[fd]', -1, '= -1'), true);
  assert.equal(holds('evt.rawarg[uid]', 4294967295, '= -1'), true);
  // Flags are 32 bits wide in some events and 8 in others: the constant is cut to neither.
  assert.equal(holds('evt.rawarg[flags]', 4294967297, '= 4294967297'), true);
  assert.equal(complaint('evt.rawarg[fd] contains 3'), "'contains' not supported for numeric filters @ contains 3");
  assert.equal(complaint('evt.rawarg[fd] = abc'), 'abc is not a valid number @ abc');
  assert.equal(holds('evt.rawarg[data]', Uint8Array.of(0x47), 'bcontains 47'), true);
});

test('services are looked up only when a name is used', () => {
  compiled('x.port = 53');
  compiled('x.port = domain');
});

test('numbers with a unit are numbers of what the field counts', () => {
  for (const text of [
    'evt.latency > 5ms',
    'evt.latency>=1.5s and proc.name=a',
    'evt.latency in (5ms, 10ms)',
    'thread.vmrss > 10MB',
    'evt.buflen >= 20K',
    'evt.buflen=1MiB',
  ]) {
    const filter = compileFilter(
      text,
      { lookupField },
      servicesFrom(() => ''),
    );
    assert.ok(filter.ok, `${text}: ${filter.ok ? '' : filter.error.message}`);
  }
  const plain = (text: string, name: string): string => {
    const found = lookupField(name);
    return found.ok ? withoutUnit(text, found.value.field) : '';
  };
  assert.equal(plain('5ms', 'evt.latency'), '5000000');
  assert.equal(plain('1.5s', 'evt.latency'), '1500000000');
  assert.equal(plain('2m', 'proc.duration'), '120000000000');
  assert.equal(plain('10MB', 'thread.vmrss'), '10240');
  assert.equal(plain('20K', 'evt.count'), '20000');
  assert.equal(plain('5ms', 'evt.buflen'), '5ms', 'no length');
  assert.equal(plain('5s', 'evt.latency.s'), '5s', 'a part of a time counts in itself');
  assert.equal(plain('0x5B', 'evt.num'), '0x5B');
  assert.match(complaint('x.int > 5ms'), /5ms is not a valid number/);
});
