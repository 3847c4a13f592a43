// SPDX-License-Identifier: Apache-2.0
// sysdig's chisels by name: the view that answers what each answered, or what to type instead. docs/chisels.md says more.

export interface ChiselView {
  /** Id of a view, or of a page to start with. */
  readonly view: string;
  /** Column to order by, where it is not the view's own. */
  readonly sort?: string;
}

type Successor =
  | ChiselView
  /** What to do instead, as the end of a sentence. */
  | { readonly instead: string };

const FILTERED_ECHO = (filter: string): Successor => ({
  instead: `give ${filter} as the filter, and press F5 to read along`,
});
const OWN_VIEW: Successor = {
  instead: 'procs, files, connections or io_by_type count by their keys; --view-file any other',
};
const GONE: Successor = { instead: 'no tool writes tracer events any more' };
const OVERVIEW: Successor = { view: 'overview' };

const CHISELS: Readonly<Record<string, Successor>> = {
  around: { instead: 'give evt.around[TIMESTAMP]=MILLISECONDS as the filter' },
  bottlenecks: { view: 'slow_calls' },
  echo_fds: { view: 'echo' },
  fdbytes_by: OWN_VIEW,
  fdcount_by: OWN_VIEW,
  fdtime_by: OWN_VIEW,
  fileslower: { view: 'slow_io' },
  flame: GONE,
  httplog: { view: 'httplog' },
  httptop: { view: 'httptop' },
  iobytes: OVERVIEW,
  iobytes_file: OVERVIEW,
  iobytes_net: OVERVIEW,
  list_login_shells: { view: 'login_shells' },
  lscontainers: { view: 'containers' },
  lsof: { view: 'lsof' },
  memcachelog: { view: 'memcachelog' },
  netlower: { view: 'slow_net' },
  netstat: { view: 'netstat' },
  proc_exec_time: { view: 'proc_exec_time' },
  ps: { view: 'procs' },
  scallslower: { view: 'slow_calls' },
  shellshock_detect: { view: 'shellshock_detect' },
  spectrogram: { view: 'spectro_all' },
  spy_file: FILTERED_ECHO('fd.name=…'),
  spy_ip: FILTERED_ECHO('fd.ip=…'),
  spy_logs: { view: 'spy_logs' },
  spy_port: FILTERED_ECHO('fd.port=…'),
  spy_syslog: { view: 'spy_syslog' },
  spy_users: { view: 'spy_users' },
  stderr: FILTERED_ECHO('fd.num=2'),
  stdin: FILTERED_ECHO('fd.num=0'),
  stdout: FILTERED_ECHO('fd.num=1'),
  subsecoffset: { view: 'spectro_all' },
  topconns: { view: 'connections' },
  topcontainers_cpu: { view: 'containers' },
  topcontainers_error: { view: 'containers_errors' },
  topcontainers_file: { view: 'containers', sort: 'FILE' },
  topcontainers_net: { view: 'containers', sort: 'NET' },
  topfiles_bytes: { view: 'files' },
  topfiles_errors: { view: 'files', sort: 'ERRORS' },
  topfiles_time: { view: 'files_time' },
  topports_server: { view: 'sports' },
  topprocs_cpu: { view: 'procs' },
  topprocs_errors: { view: 'procs_errors' },
  topprocs_file: { view: 'procs', sort: 'FILE' },
  topprocs_net: { view: 'procs', sort: 'NET' },
  topscalls: { view: 'syscalls' },
  topscalls_time: { view: 'syscalls', sort: 'TOT TIME' },
  tracers_2_statsd: GONE,
  udp_extract: FILTERED_ECHO('fd.l4proto=udp'),
};

/** Names of all chisels that sysdig lists. */
export const CHISEL_NAMES: readonly string[] = Object.keys(CHISELS);

/** What replaced a chisel. */
export function successorOf(chisel: string): Successor | undefined {
  return Object.hasOwn(CHISELS, chisel) ? CHISELS[chisel] : undefined;
}
