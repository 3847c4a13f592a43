// SPDX-License-Identifier: Apache-2.0
// Groups of key fields for `appliesTo`: which selections a view may be opened on. A view lists a group when looking at
// "these rows, but only of that selection" answers a question. `''` is the whole machine.

export const MACHINE = [''] as const;

/** Things that hold processes. */
export const PLACES = [
  'container.id',
  'k8s.pod.id',
  'k8s.ns.name',
  'k8s.deployment.id',
  'k8s.rs.id',
  'k8s.svc.id',
  'drill.k8s.controller.id',
  'drill.swarm.service',
  'drill.swarm.task',
] as const;

export const PROCESSES = ['proc.pid', 'thread.tid', 'thread.nametid', 'proc.name', 'proc.loginshellid'] as const;

export const FILES = ['fd.name', 'fd.containername', 'fd.directory', 'fd.containerdirectory'] as const;

export const CONNECTIONS = ['fd.name', 'fd.containername'] as const;

/** The two ends of a connection, by port. */
export const PORTS = [
  'fd.sport',
  'fd.sproto',
  'fd.cport',
  'fd.cproto',
  'fd.lport',
  'fd.lproto',
  'fd.rport',
  'fd.rproto',
  'fd.port',
  'fd.proto',
] as const;

/** Requests of HTTP, by method and URL. */
export const REQUESTS = ['drill.http.request'] as const;

/** Requests of any protocol, by what they have in common and by who serves them. */
export const ROUTES = [
  'drill.req.route',
  'drill.req.server',
  'drill.req.target',
  'drill.req.status',
  'drill.req.edge',
] as const;

/** Kinds of event: by call, by result, by type of the fd, by CPU. */
export const KINDS = ['evt.type', 'evt.res', 'fd.type', 'evt.cpu'] as const;
