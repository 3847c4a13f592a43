// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fieldsOf, fillCommand } from '../../../src/ui/actions/command-template.js';
import { HOSTILE_NAMES } from '../hostile-names.js';

function fill(command: readonly string[], values: Readonly<Record<string, string | null>>): readonly string[] | string {
  const filled = fillCommand(command, new Map(Object.entries(values)));
  return filled.ok ? filled.argv : filled.reason;
}

describe('the command of an action', () => {
  it('names the fields that it needs, each once', () => {
    assert.deepEqual(fieldsOf(['x', '%proc.pid', '--ns=%k8s.ns.name', '%proc.pid', '100%']), [
      'proc.pid',
      'k8s.ns.name',
    ]);
    assert.deepEqual(fieldsOf(['renice', '-n', '%nice+1', '-p', '%proc.pid']), ['nice', 'proc.pid']);
  });

  it('has its values in place, one argument each', () => {
    assert.deepEqual(fill(['kill', '-9', '%proc.pid'], { 'proc.pid': '4121' }), ['kill', '-9', '4121']);
    assert.deepEqual(
      fill(['kubectl', '--namespace=%k8s.ns.name', 'logs', '--', '%k8s.pod.name'], {
        'k8s.ns.name': '-a b',
        'k8s.pod.name': '-x $(y)',
      }),
      ['kubectl', '--namespace=-a b', 'logs', '--', '-x $(y)'],
    );
  });

  it('never puts a captured text in more than its own argument, whatever it is', () => {
    const name = fc.oneof(fc.constantFrom(...HOSTILE_NAMES), fc.string({ unit: 'binary' }), fc.string());
    fc.assert(
      fc.property(name, (value) => {
        const argv = fill(['less', '--', '%user.name', 'end'], { 'user.name': value });
        if (typeof argv === 'string') return;
        assert.deepEqual(argv, ['less', '--', value, 'end']);
      }),
    );
  });

  it('is refused where a value is not known', () => {
    for (const value of [null, '', '<NA>']) {
      assert.equal(fill(['kill', '%proc.pid'], { 'proc.pid': value }), 'proc.pid is not known for this row');
    }
    assert.equal(fill(['kill', '%proc.pid'], {}), 'proc.pid is not known for this row');
  });

  it('is refused for numbers that mean many processes, or none', () => {
    for (const value of ['0', '-1', '-4121', '1 2', '1;2', '0x10', '1e3', ' 7', '99999999999']) {
      assert.match(String(fill(['kill', '%proc.pid'], { 'proc.pid': value })), /is not the number of a process/, value);
    }
  });

  it('is refused where a program would take a name for an option', () => {
    assert.match(String(fill(['x', '%user.name'], { 'user.name': '--evil' })), /take it for an option/);
    assert.deepEqual(fill(['x', '--', '%user.name'], { 'user.name': '--evil' }), ['x', '--', '--evil']);
  });

  it('is refused for invalid containers, addresses, ports and paths', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['container.id', 'host'],
      ['container.id', '-it'],
      ['container.id', 'a b'],
      ['fd.rip', '1.2.3.4 and port 80'],
      ['fd.rip', 'example.org'],
      ['fd.lport', '80x'],
      ['fd.sport', ''],
      ['fd.name', 'relative'],
      ['fd.name', '127.0.0.1:80->127.0.0.1:81'],
    ];
    for (const [field, value] of cases) {
      assert.equal(typeof fill(['x', `%${field}`], { [field]: value }), 'string', `${field}=${value}`);
    }
    assert.deepEqual(fill(['x', '%fd.rip'], { 'fd.rip': '2001:db8::1' }), ['x', '2001:db8::1']);
  });

  it('is refused for what no argument can carry', () => {
    assert.match(String(fill(['less', '--', '%fd.name'], { 'fd.name': '/a\0b' })), /NUL/);
    assert.match(String(fill(['less', '--', '%fd.name'], { 'fd.name': '/a\udcffb' })), /not text/);
    assert.match(String(fill(['less', '--', '%fd.name'], { 'fd.name': `/${'x'.repeat(200_000)}` })), /too long/);
  });

  it('knows one nice value more or less, within what there is', () => {
    const renice = ['renice', '-n', '%nice+1', '-p', '%proc.pid'];
    const at = (nice: string): string | undefined => {
      const argv = fill(renice, { nice, 'proc.pid': '7' });
      return typeof argv === 'string' ? argv : argv[2];
    };
    assert.deepEqual(['0', '-5', '19'].map(at), ['1', '-4', '19']);
    assert.deepEqual(fill(['renice', '-n', '%nice-1', '7'], { nice: '0' }), ['renice', '-n', '-1', '7']);
  });
});
