// SPDX-License-Identifier: Apache-2.0
// What people call things whose names here are others: `memory`, `kill`, `shell`, `who`. The palette and the list of
// views find entries by these words too.

const VIEWS: Readonly<Record<string, string>> = {
  procs: 'top htop ps cpu memory mem ram',
  procs_cpu: 'top load busy',
  threads: 'cpu top',
  cores: 'cpu cpus load steal numa',
  memory_growth: 'memory mem ram leak leaks grow growing oom rss',
  page_faults: 'memory mem ram swap',
  files: 'disk io iotop growing write',
  files_time: 'disk io slow',
  directories: 'disk io du',
  file_opens: 'opensnoop open path missing',
  lsof: 'fd fds handles files',
  procs_fd_usage: 'fd fds handles leak limit nofile ulimit',
  slow_calls: 'slow latency hang stuck',
  slow_io: 'slow latency disk biosnoop',
  slow_net: 'slow latency network',
  spectro_all: 'slow latency heatmap histogram',
  spectro_file: 'slow latency heatmap histogram disk',
  requests: 'slow latency api rest',
  requests_top: 'slow latency api rest',
  httptop: 'slow web api rest url',
  httplog: 'web api rest url access',
  queries: 'sql postgres mysql redis database slow',
  redis_keys: 'cache database',
  dns: 'names resolver lookup nxdomain',
  connections: 'network tcp udp traffic iftop',
  netstat: 'ss sockets listening established',
  port_bindings: 'ss listening listen ports',
  sports: 'network listening services traffic',
  backlog: 'queue listen accept',
  incoming_connections: 'accept tcpaccept clients',
  dependencies: 'map graph topology who',
  errors: 'errno fail failure failed enoent permission denied',
  procs_errors: 'fail failure failed',
  containers: 'docker podman pods ctop images',
  containers_errors: 'docker fail failure failed',
  kubernetes_pods: 'k8s kubectl',
  kubernetes_namespaces: 'k8s kubectl',
  kubernetes_controllers: 'k8s kubectl statefulset daemonset job cronjob rc',
  kubernetes_deployments: 'k8s kubectl deploy',
  kubernetes_replicasets: 'k8s kubectl rs',
  kubernetes_services: 'k8s kubectl svc endpoints',
  swarm_services: 'docker stack service',
  swarm_tasks: 'docker stack replica ps',
  docker_events: 'restart oom died',
  new_processes: 'exec execsnoop spawn fork env start',
  spawners: 'fork bomb storm parents children respawn restart loop',
  proc_exec_time: 'exit died crash ended',
  signals: 'kill killed killsnoop sigkill oom',
  spy_users: 'who shell commands history bash',
  login_shells: 'who users shell bash',
  logins: 'who users ssh sudo su last',
  spy_syslog: 'log logs journal',
  spy_logs: 'log logs tail',
  syscalls: 'strace',
  syscall_procs: 'strace who',
  io_by_type: 'disk network pipe',
};

const COMMANDS: Readonly<Record<string, string>> = {
  actions: 'kill shell exec do menu signal',
  dig: 'events strace trace',
  'dig-all': 'events strace trace',
  echo: 'payload data bytes tcpdump conversation read written',
  'echo-all': 'payload data bytes tcpdump conversation',
  spectrogram: 'slow latency heatmap histogram',
  breakdown: 'where time went latency slow request trace waterfall',
  map: 'services dependencies graph topology who asks requests',
  overview: 'dashboard summary home machine',
  filter: 'where grep only',
  'add-term': 'only filter where',
  'exclude-term': 'hide not filter without',
  explain: 'why events',
  columns: 'fields setup hide show',
  ended: 'hide alive dead exited',
  tree: 'pstree parents children forest',
  'save-capture': 'export record dump write pcap',
  'save-table': 'export csv json write',
  pause: 'freeze stop hold',
  quit: 'exit leave bye',
  help: 'keys shortcuts bindings manual',
  compare: 'diff before after change deploy regression growth leak',
  legend: 'explain columns help meaning',
  views: 'menu list tables',
  goto: 'jump seek time',
  mouse: 'select copy',
  meters: 'cpu memory load swap disk network gauges header',
};

const COLUMNS: Readonly<Record<string, string>> = {
  RES: 'memory mem ram rss leak',
  VIRT: 'memory virtual',
  CPU: 'cpu busy load',
  FILE: 'disk io',
  NET: 'network traffic',
  LATENCY: 'slow',
  USER: 'who',
};

/** By the program of an action. */
const ACTIONS: readonly (readonly [start: string, words: string])[] = [
  ['kill', 'kill end stop terminate signal'],
  ['docker exec', 'shell exec bash sh console enter'],
  ['docker attach', 'console'],
  ['docker kill', 'kill end stop terminate'],
  ['docker stop', 'kill end stop terminate'],
  ['docker restart', 'reboot'],
  ['docker logs', 'log logs tail output'],
  ['docker inspect', 'env settings config limits mounts'],
  ['docker pause', 'freeze'],
  ['docker unpause', 'unfreeze thaw'],
  ['docker history', 'image'],
  ['gdb', 'debug stack backtrace pstack'],
  ['gcore', 'core dump'],
  ['ltrace', 'trace'],
  ['strace', 'trace'],
  ['lsof', 'fd fds handles files'],
  ['renice', 'priority nice slow'],
];

/** The other words for an entry of the palette, by its id; "" where there are none. */
export function aliasesOf(id: string, command: readonly string[] = []): string {
  const [kind = '', name = '', column = ''] = id.split(' ');
  switch (kind) {
    case 'view':
      return viewAliases(name);
    case 'command':
      return COMMANDS[name] ?? '';
    case 'sort':
      return COLUMNS[column] ?? '';
    case 'action': {
      const text = command.join(' ');
      return ACTIONS.find(([start]) => text.startsWith(start))?.[1] ?? '';
    }
    default:
      return '';
  }
}

export const VIEW_ALIAS_IDS: readonly string[] = Object.keys(VIEWS);

export function viewAliases(id: string): string {
  return Object.hasOwn(VIEWS, id) ? (VIEWS[id] ?? '') : '';
}
