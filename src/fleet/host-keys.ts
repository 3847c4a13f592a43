// SPDX-License-Identifier: Apache-2.0
// Whether rows with the same key on two hosts are two things (a process) or one (a file name, a system call).

import type { ViewPlan } from '../engine/query/view-plan.js';

/** Keys that mean something on their host only. */
const OF_HOST: ReadonlySet<string> = new Set([
  'proc.pid',
  'thread.tid',
  'proc.loginshellid',
  'drill.fd.id',
  'fd.num',
  'evt.cpu',
  'evt.num',
  'evt.rawtime',
  'container.id',
  'k8s.pod.id',
  'k8s.pod.uid',
]);

/** Events belong to their host, too. */
export function isOfHost({ view, key, groupBy }: ViewPlan): boolean {
  const name = (groupBy ?? key)?.field.name;
  return name === undefined || (view.ofHost ?? OF_HOST.has(name));
}
