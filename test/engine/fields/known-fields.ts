// SPDX-License-Identifier: Apache-2.0
// Every field name that sysdig 0.29, 0.36 or the libraries of 2026 know: old filters and formats must keep working.

/** Names by prefix. */
// biome-ignore format: a table
export const KNOWN_FIELDS: Readonly<Record<string, string>> = {
  'container.':
    'cni.json duration full_id healthcheck host_ipc host_network host_pid id image image.digest image.id ' +
    'image.repository image.tag ip liveness_probe mount mount.dest mount.mode mount.propagation ' +
    'mount.rdwr mount.source mounts name privileged readiness_probe start_ts type',
  'evt.':
    'abspath arg args around asynctype buffer buflen buflen.file buflen.file.in buflen.file.out buflen.in ' +
    'buflen.net buflen.net.in buflen.net.out buflen.out category count count.error count.error.file ' +
    'count.error.memory count.error.net count.error.other count.exit count.procinfo count.threadinfo cpu ' +
    'datetime datetime.s deltatime deltatime.ns deltatime.s dir failed hostname info ' +
    'infra.docker.container.id infra.docker.container.image infra.docker.container.name infra.docker.name ' +
    'io_dir is_async is_io is_io_read is_io_write is_open_create is_open_exec is_open_read is_open_write ' +
    'is_syslog is_wait latency latency.human latency.ns latency.quantized latency.s num outputtime ' +
    'plugininfo pluginname rawarg rawres rawtime rawtime.ns rawtime.s reltime reltime.ns reltime.s res ' +
    'source time time.iso8601 time.s type type.is wait_latency',
  'evtin.span.': 'arg args id nargs ntags tag tags',
  'evtin.span.m.': 'arg args id nargs ntags tag tags',
  'evtin.span.p.': 'arg args id nargs ntags tag tags',
  'evtin.span.s.': 'arg args id nargs ntags tag tags',
  'fd.':
    'cip cip.name cnet connected containerdirectory containername cport cproto dev dev.major dev.minor ' +
    'directory filename ino ip is_lower_layer is_server is_upper_layer l4proto lip lip.name lnet lport ' +
    'lproto name name_changed nameraw net num port proto rip rip.name rnet rport rproto sip sip.name snet ' +
    'sockfamily sport sproto type typechar types uid',
  'fdlist.': 'cips cports names nums sips sports',
  'fs.path.': 'name nameraw source sourceraw target targetraw',
  'group.': 'gid name',
  'k8s.deployment.': 'id label labels name',
  'k8s.ns.': 'id label labels name',
  'k8s.pod.': 'cni.json full_sandbox_id id ip label labels name sandbox_id uid',
  'k8s.rc.': 'id label labels name',
  'k8s.rs.': 'id label labels name',
  'k8s.svc.': 'id label labels name',
  'marathon.app.': 'id label labels name',
  'marathon.group.': 'id name',
  'mesos.framework.': 'id name',
  'mesos.task.': 'id label labels name',
  'proc.':
    'aargs acmdline aenv aexe aexepath aname apid args cmdlenargs cmdline cmdnargs cwd duration env exe ' +
    'exe_ino exe_ino.ctime exe_ino.ctime_duration_pidns_start exe_ino.ctime_duration_proc_start ' +
    'exe_ino.mtime exeline exepath fdlimit fdopencount fdusage is_container_healthcheck ' +
    'is_container_liveness_probe is_container_readiness_probe is_exe_from_memfd is_exe_lower_layer ' +
    'is_exe_upper_layer is_exe_writable is_pgid_leader is_sid_leader is_vpgid_leader loginshellid name ' +
    'nchilds nthreads pcmdline pexe pexepath pgid pgid.exe pgid.exepath pgid.name pid pid.ts ' +
    'pidns_init_start_ts pname ppid ppid.duration ppid.ts pvpid sid sid.exe sid.exepath sname stderr.name ' +
    'stderr.type stdin.name stdin.type stdout.name stdout.type tty vmrss vmsize vmswap vpgid vpgid.exe ' +
    'vpgid.exepath vpgid.name vpid',
  'span.':
    'arg args childcount.fortag count count.fortag duration duration.fortag duration.human ' +
    'duration.quantized enterarg enterargs id idtag nargs ntags rawparenttime rawtime tag tags time',
  'syscall.': 'type',
  'syslog.': 'facility facility.str message severity severity.str',
  'thread.':
    'cap_effective cap_inheritable cap_permitted cgroup cgroups cpu cpu.system cpu.user exectime ismain ' +
    'nametid pfmajor pfminor tid totexectime vmrss vmrss.b vmsize vmsize.b vtid',
  'user.': 'homedir loginname loginuid name shell uid',
  'util.': 'cnt',
};
