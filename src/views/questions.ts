// SPDX-License-Identifier: Apache-2.0
// Views by the question that they answer, in the order in which people ask them. The list of views has this order.

import type { View } from './view.js';

const QUESTIONS: readonly (readonly [question: string, ids: string])[] = [
  ['processes', 'procs threads new_processes spawners proc_exec_time signals'],
  ['CPU', 'procs_cpu cores'],
  ['memory', 'memory_growth page_faults'],
  ['errors', 'errors failed_calls procs_errors'],
  ['slow', 'slow_calls slow_io slow_net blocked spectro_all spectro_file'],
  ['files', 'files directories file_opens lsof files_time io_by_type procs_fd_usage'],
  ['network', 'connections sports incoming_connections netstat port_bindings backlog'],
  ['requests', 'requests requests_top httptop httplog queries redis_keys dns memcachelog'],
  ['services', 'services dependencies'],
  ['calls', 'syscalls syscall_procs'],
  ['containers', 'containers containers_errors swarm_services swarm_tasks docker_events'],
  [
    'Kubernetes',
    'kubernetes_pods kubernetes_namespaces kubernetes_controllers kubernetes_deployments kubernetes_replicasets kubernetes_services',
  ],
  ['people', 'spy_users logins login_shells shellshock_detect'],
  ['logs', 'spy_syslog spy_logs notifications alerts alert_list'],
  ['security', 'integrity file_changes kernel_modules'],
];

interface Place {
  readonly question: string;
  readonly order: number;
}

const PLACES: ReadonlyMap<string, Place> = new Map(
  QUESTIONS.flatMap(([question, ids]) => ids.split(' ').map((id) => [question, id] as const)).map(
    ([question, id], order) => [id, { question, order }],
  ),
);

/** What a view is about, in a word; "" for those that have no place, as users' own. */
export function questionOf({ id }: View): string {
  return PLACES.get(id)?.question ?? '';
}

/** By question; views without one come last, by name. */
export function byQuestion(views: readonly View[]): View[] {
  const order = (view: View): number => PLACES.get(view.id)?.order ?? PLACES.size;
  return [...views].sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name));
}
