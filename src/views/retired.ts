// SPDX-License-Identifier: Apache-2.0
// csysdig's views of data that no capture of the last years holds, with what to use in their place. `-v ID` with one of
// these says so, instead of "unknown view".

const MESOS = 'needs data of Mesos and Marathon, which no capture tool writes any more; try containers';
const TRACERS = 'needs tracer events, which no capture tool writes any more; try syscalls or slow_calls';

/** Sentence by view id, to follow "The view ID ". */
export const RETIRED_VIEWS: Readonly<Record<string, string>> = {
  mesos_frameworks: MESOS,
  mesos_tasks: MESOS,
  marathon_apps: MESOS,
  marathon_groups: MESOS,
  spans_list: TRACERS,
  spans_summary: TRACERS,
  spectro_traces: TRACERS,
  traces_list: TRACERS,
  traces_summary: TRACERS,
  spy_users_wsysdig: 'is a twin of spy_users for another program; use spy_users',
};
