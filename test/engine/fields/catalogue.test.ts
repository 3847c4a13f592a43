// SPDX-License-Identifier: Apache-2.0
// The catalogue as a whole, and the names of fields taken apart.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allFields, lookupField, lookupPrefix } from '../../../src/engine/fields/catalogue.js';
import type { FieldUse } from '../../../src/engine/fields/field.js';
import { KNOWN_FIELDS } from './known-fields.js';

test('every field that any sysdig knew is there, once', () => {
  const known = Object.entries(KNOWN_FIELDS).flatMap(([prefix, names]) =>
    names.split(' ').map((name) => prefix + name),
  );
  const names = allFields().map(({ name }) => name);
  assert.deepEqual(
    known.filter((name) => !names.includes(name)),
    [],
  );
  assert.equal(new Set(names).size, names.length);
});

test('every entry says what it is, and its flags fit each other', () => {
  for (const field of allFields()) {
    const { name, description, retired, argument, dottedArgument, source } = field;
    assert.match(name, /^[a-z0-9]+(\.[a-z0-9_]+)+$/);
    assert.match(description, /^\S.{6,}\S$/, name);
    assert.ok(description.endsWith('.') || description.includes(': '), `${name}: a sentence ends`);
    assert.ok(name.startsWith(`${field.class}.`) || name.startsWith('drill.'), name);
    assert.ok(field.filterOnly !== true || field.printOnly !== true, name);
    assert.ok(field.isList !== true || source.kind === 'event', name);
    if (dottedArgument !== undefined) assert.ok(argument === 'required' || argument === 'optional', name);
    if (retired !== undefined) assert.match(retired, /\.$/);
    const isText = ['CHARBUF', 'FSPATH', 'BYTEBUF'].includes(field.type);
    assert.ok(
      isText ||
        !['NA', 'ID'].includes(field.format) ||
        field.format === 'ID' ||
        !/INT|TIME/.test(field.type) ||
        name === 'evt.type.is',
    );
    if (source.kind === 'metric') assert.ok(/INT/.test(field.type), name);
    // A cell is a number.
    if (source.kind === 'column') assert.ok(/INT|TIME|DOUBLE/.test(field.type), name);
  }
});

test('a retired field has no value and takes the arguments that it took', () => {
  const retired = allFields().filter((field) => field.retired !== undefined);
  assert.ok(retired.length > 50);
  for (const { name, argument, source } of retired) {
    assert.equal(lookupField(argument === 'required' ? `${name}.x` : name).ok, true, name);
    if (source.kind === 'type') {
      const kind = { name: 'read', syscall: 'read', isExit: true, category: 'file', flags: 0, typeId: 7 };
      assert.equal(source.of(kind), undefined);
    }
  }
});

function found(text: string): FieldUse {
  const result = lookupField(text);
  if (!result.ok) throw new Error(`${text}: ${result.error}`);
  return result.value;
}

test('names with arguments', () => {
  const samples: readonly (readonly [text: string, name: string, argument: string | undefined, number?: number])[] = [
    ['proc.name', 'proc.name', undefined],
    ['proc.aname', 'proc.aname', undefined],
    ['proc.aname[2]', 'proc.aname', '2', 2],
    ['proc.env[HOME]', 'proc.env', 'HOME'],
    ['proc.env["HOME"]', 'proc.env', 'HOME'],
    ["proc.env['A]B']", 'proc.env', 'A]B'],
    ['proc.env[A]B]', 'proc.env', 'A]B'],
    ['evt.arg.fd', 'evt.arg', 'fd'],
    ['evt.arg[fd]', 'evt.arg', 'fd'],
    ['evt.arg[0]', 'evt.arg', '0', 0],
    ['evt.args', 'evt.args', undefined],
    ['evt.type.is.3', 'evt.type.is', '3', 3],
    ['evt.type.is.open', 'evt.type.is', 'open'],
    ['evt.time.s', 'evt.time.s', undefined],
    ['evt.abspath', 'evt.abspath', undefined],
    ['evt.abspath.dst', 'evt.abspath', 'dst'],
    ['evt.around[1404996934793590564]', 'evt.around', '1404996934793590564'],
    ['fd.types[1]', 'fd.types', '1', 1],
    ['thread.cgroup.cpuset', 'thread.cgroup', 'cpuset'],
    ['thread.cgroup[cpuset]', 'thread.cgroup', 'cpuset'],
    ['thread.cgroups', 'thread.cgroups', undefined],
    ['k8s.pod.label.app/x-y.z', 'k8s.pod.label', 'app/x-y.z'],
    ['k8s.pod.labels', 'k8s.pod.labels', undefined],
    ['container.mount.source[/usr/local]', 'container.mount.source', '/usr/local'],
    ['container.mount[0]', 'container.mount', '0', 0],
  ];
  for (const [text, name, argument, number] of samples) {
    const use = found(text);
    assert.equal(use.field.name, name, text);
    assert.equal(use.argument?.text, argument, text);
    assert.equal(use.argument?.number, number, text);
    assert.equal(use.text, text);
  }
});

test('what is not a field', () => {
  const samples: readonly (readonly [text: string, error: string])[] = [
    ['', 'there is no field '],
    ['fd.nmae', 'there is no field fd.nmae; did you mean fd.name?'],
    ['no.such.thing.at.all', 'there is no field no.such.thing.at.all'],
    ['proc.name1', 'there is no field proc.name1; did you mean proc.name?'],
    ['proc.name[1]', 'unexpected "[1]" after the field proc.name'],
    ['evt.arg', 'evt.arg needs an argument: evt.arg.res'],
    ['evt.arg.nonsense', 'no event has a parameter "nonsense" (evt.arg)'],
    ['evt.arg[nonsense]', 'no event has a parameter "nonsense" (evt.arg)'],
    ['proc.aname[', 'proc.aname[ has no closing bracket'],
    ['proc.aname[]', 'proc.aname[] needs something between its brackets'],
    ['evt.type.is', 'evt.type.is needs an argument: evt.type.is.open'],
    ['container.mount', 'container.mount needs an argument: container.mount[…]'],
  ];
  for (const [text, error] of samples) {
    const result = lookupField(text);
    assert.equal(result.ok ? 'found' : result.error, error, text);
  }
});

test('a field at the start of something longer', () => {
  const samples: readonly (readonly [text: string, use: string])[] = [
    ['proc.name (', 'proc.name'],
    ['proc.name1', 'proc.name'],
    ['proc.name.', 'proc.name'],
    ['proc.aname[2]]', 'proc.aname[2]'],
    ['evt.arg.fdx', 'evt.arg.fd'],
    ['evt.args ', 'evt.args'],
    ['evt.argsx', 'evt.args'],
    ['evt.time.sx', 'evt.time.s'],
    ['evt.abspath.srcx', 'evt.abspath.src'],
    ['proc.aname[2', ''],
    ['xproc.name', ''],
  ];
  for (const [text, use] of samples) {
    const result = lookupPrefix(text);
    assert.equal(result.ok ? result.value.use.text : '', use, text);
    if (result.ok) assert.equal(result.value.length, use.length);
  }
});

test('evt.rawarg has the type of its parameter', () => {
  assert.equal(found('evt.rawarg.res').field.type, 'INT64');
  assert.equal(found('evt.rawarg.name').field.type, 'FSPATH');
  assert.equal(found('evt.rawarg.size').field.type, 'UINT32');
  assert.equal(found('evt.rawarg.data').field.type, 'BYTEBUF');
  assert.equal(found('evt.rawarg.mode').field.format, 'OCT');
});
