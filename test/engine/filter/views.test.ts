// SPDX-License-Identifier: Apache-2.0
// The filters of csysdig's 44 views, copied from its view files, compile with the real catalogue. So do those of ours.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookupField } from '../../../src/engine/fields/catalogue.js';
import { compileFilter } from '../../../src/engine/filter/compile.js';
import { VIEWS } from '../../../src/views/index.js';

const FILTERS = [
  "(fd.type=ipv4 or fd.type=ipv6) and fd.name!=''",
  'container.name != host',
  "(fd.type=file or fd.type=directory) and fd.name!=''",
  'evt.type=infra',
  'evt.res != SUCCESS',
  'evt.type=open and evt.dir=<',
  "k8s.rc.id != ''",
  "k8s.deployment.id != ''",
  "k8s.ns.id != ''",
  "k8s.pod.id != ''",
  "k8s.rs.id != ''",
  "k8s.svc.id != ''",
  "marathon.app.id != ''",
  "marathon.group.id != ''",
  "mesos.framework.id != ''",
  "mesos.task.id != ''",
  'evt.type=accept and evt.dir=< and evt.failed=false',
  'evt.type=notification',
  'evt.type!=switch',
  '(evt.type=bind and evt.dir=< and (fd.type=ipv4 or fd.type=ipv6)) or (evt.type=close and evt.dir=> and fd.typechar=2 and fd.type=ipv4)',
  "evt.is_io=true and fd.type=file and (not fd.name contains '/dev/') and evt.latency>1000000",
  'evt.type=accept',
  // csysdig writes %depth+1 and puts the number in its place.
  'span.ntags>=1',
  'span.ntags=1',
  'evt.dir=<',
  'evt.dir=< and fd.type=file',
  'fd.name contains /dev/log and evt.is_io_write=true and evt.dir=< and evt.failed=false',
  '((evt.type=execve and evt.dir=<) or (evt.type=chdir and evt.dir=< and proc.name contains sh and not proc.name contains sshd)) and evt.failed=false',
  'syscall.type exists',
];

test("csysdig's view filters", () => {
  for (const text of FILTERS) {
    const filter = compileFilter(text, { lookupField });
    assert.ok(filter.ok, `${text}: ${filter.ok ? '' : filter.error.message}`);
  }
});

test('terms of a drill-down may be put around any of them', () => {
  for (const text of FILTERS) {
    const filter = compileFilter(`(${text}) and container.id = 3f2a91c07b1e and (proc.pid=4121)`, { lookupField });
    assert.ok(filter.ok && filter.value.plan.kind === 'and', text);
  }
});

test('filters of our views', () => {
  const filters = VIEWS.flatMap((view) => view.filter ?? []);
  assert.ok(filters.length > 20);
  for (const text of filters) {
    const filter = compileFilter(text, { lookupField });
    assert.ok(filter.ok, `${text}: ${filter.ok ? '' : filter.error.message}`);
  }
});
