// SPDX-License-Identifier: Apache-2.0
// What sysdrill shows as metrics where nobody says anything: a few numbers of the main views, by labels that few values
// occur of. A view of the user's with the same id brings its own.

import type { View, ViewMetric } from './view.js';

export const VIEW_METRICS: Readonly<Record<string, readonly ViewMetric[]>> = {
  syscalls: [
    {
      name: 'sysdrill_syscall_events_total',
      type: 'counter',
      help: 'Events of system calls: a call counts when it starts and when it ends.',
      column: 'CALLS/S',
      labels: { syscall: 'evt.type' },
      top: 200,
    },
    {
      name: 'sysdrill_syscall_seconds_total',
      type: 'counter',
      help: 'Time inside system calls, all threads together.',
      column: 'TOT TIME',
      labels: { syscall: 'evt.type' },
      top: 200,
    },
    {
      name: 'sysdrill_syscall_duration_seconds',
      type: 'histogram',
      help: 'How long system calls took.',
      field: 'evt.latency',
      filter: 'evt.dir=<',
      labels: { syscall: 'evt.type' },
      top: 20,
    },
  ],
  errors: [
    {
      name: 'sysdrill_syscall_errors_total',
      type: 'counter',
      help: 'System calls that failed, by error.',
      column: 'COUNT',
      labels: { error: 'evt.res' },
      top: 150,
    },
  ],
  procs: [
    {
      name: 'sysdrill_process_cpu_ratio',
      type: 'gauge',
      help: 'CPU of processes; 1 is one core.',
      column: 'CPU',
      labels: { program: 'proc.name' },
    },
    {
      name: 'sysdrill_process_resident_memory_bytes',
      type: 'gauge',
      help: 'Resident memory of the largest process of a program.',
      column: 'RES',
      labels: { program: 'proc.name' },
    },
    {
      name: 'sysdrill_process_file_bytes_total',
      type: 'counter',
      help: 'Bytes that programs read from and wrote to files.',
      column: 'FILE',
      labels: { program: 'proc.name' },
    },
    {
      name: 'sysdrill_process_network_bytes_total',
      type: 'counter',
      help: 'Bytes that programs received and sent over IP sockets.',
      column: 'NET',
      labels: { program: 'proc.name' },
    },
  ],
  files: [
    {
      name: 'sysdrill_file_read_bytes_total',
      type: 'counter',
      help: 'Bytes read, by file.',
      column: 'BYTES IN',
      labels: { file: 'fd.name' },
    },
    {
      name: 'sysdrill_file_written_bytes_total',
      type: 'counter',
      help: 'Bytes written, by file.',
      column: 'BYTES OUT',
      labels: { file: 'fd.name' },
    },
  ],
  connections: [
    {
      name: 'sysdrill_network_received_bytes_total',
      type: 'counter',
      help: 'Bytes received over IP sockets, by program and protocol.',
      column: 'BPS IN',
      labels: { program: 'proc.name', protocol: 'fd.l4proto' },
    },
    {
      name: 'sysdrill_network_sent_bytes_total',
      type: 'counter',
      help: 'Bytes sent over IP sockets, by program and protocol.',
      column: 'BPS OUT',
      labels: { program: 'proc.name', protocol: 'fd.l4proto' },
    },
  ],
  services: [
    {
      name: 'sysdrill_requests_total',
      type: 'counter',
      help: 'Requests, by protocol and who was asked. One between two programs of this machine counts twice.',
      column: 'CALLS/s',
      labels: { protocol: 'drill.req.protocol', server: 'drill.req.server', role: 'drill.req.role' },
    },
    {
      name: 'sysdrill_request_errors_total',
      type: 'counter',
      help: 'Requests that failed.',
      column: 'ERRORS',
      labels: { protocol: 'drill.req.protocol', server: 'drill.req.server', role: 'drill.req.role' },
    },
    {
      name: 'sysdrill_request_duration_seconds',
      type: 'histogram',
      help: 'Time from a request to its answer.',
      field: 'drill.req.latency',
      labels: { protocol: 'drill.req.protocol', server: 'drill.req.server', role: 'drill.req.role' },
      top: 20,
    },
  ],
  containers: [
    {
      name: 'sysdrill_container_cpu_ratio',
      type: 'gauge',
      help: 'CPU of containers; 1 is one core.',
      column: 'CPU',
      labels: { container: 'container.name', image: 'container.image' },
    },
    {
      name: 'sysdrill_container_resident_memory_bytes',
      type: 'gauge',
      help: 'Resident memory of the processes of containers; shared pages count several times.',
      column: 'RES',
      labels: { container: 'container.name', image: 'container.image' },
    },
    {
      name: 'sysdrill_container_file_bytes_total',
      type: 'counter',
      help: 'Bytes that containers read from and wrote to files.',
      column: 'FILE',
      labels: { container: 'container.name', image: 'container.image' },
    },
    {
      name: 'sysdrill_container_network_bytes_total',
      type: 'counter',
      help: 'Bytes that containers received and sent over IP sockets.',
      column: 'NET',
      labels: { container: 'container.name', image: 'container.image' },
    },
  ],
  kubernetes_pods: [
    {
      name: 'sysdrill_pod_cpu_ratio',
      type: 'gauge',
      help: 'CPU of pods; 1 is one core.',
      column: 'CPU',
      labels: { namespace: 'k8s.ns.name', pod: 'k8s.pod.name' },
      top: 200,
    },
    {
      name: 'sysdrill_pod_file_bytes_total',
      type: 'counter',
      help: 'Bytes that pods read from and wrote to files.',
      column: 'FILE',
      labels: { namespace: 'k8s.ns.name', pod: 'k8s.pod.name' },
      top: 200,
    },
    {
      name: 'sysdrill_pod_network_bytes_total',
      type: 'counter',
      help: 'Bytes that pods received and sent over IP sockets.',
      column: 'NET',
      labels: { namespace: 'k8s.ns.name', pod: 'k8s.pod.name' },
      top: 200,
    },
  ],
};

/** A view's own metrics, else those of the table above. */
export function viewMetrics(view: View): readonly ViewMetric[] {
  const { metrics } = view;
  if (metrics === undefined) return VIEW_METRICS[view.id] ?? [];
  return Array.isArray(metrics) ? metrics : [metrics as ViewMetric];
}
