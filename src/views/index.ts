// SPDX-License-Identifier: Apache-2.0
// All views that sysdrill brings along, in the order of a list that nobody has sorted: the start view first.

import { alertList, alerts } from './alerts.js';
import { backlog } from './backlog.js';
import { blocked } from './blocked.js';
import { connections } from './connections.js';
import { containers } from './containers.js';
import { containersErrors } from './containers-errors.js';
import { cores } from './cores.js';
import { dependencies } from './dependencies.js';
import { directories } from './directories.js';
import { dns } from './dns.js';
import { dockerEvents } from './docker-events.js';
import { errors } from './errors.js';
import { failedCalls } from './failed-calls.js';
import { fileOpens } from './file-opens.js';
import { files } from './files.js';
import { filesTime } from './files-time.js';
import { httplog } from './httplog.js';
import { httptop } from './httptop.js';
import { incomingConnections } from './incoming-connections.js';
import { fileChanges, integrity } from './integrity.js';
import { ioByType } from './io-by-type.js';
import { kernelModules } from './kernel-modules.js';
import { kubernetesControllers } from './kubernetes-controllers.js';
import { kubernetesDeployments } from './kubernetes-deployments.js';
import { kubernetesNamespaces } from './kubernetes-namespaces.js';
import { kubernetesPods } from './kubernetes-pods.js';
import { kubernetesReplicasets } from './kubernetes-replicasets.js';
import { kubernetesServices } from './kubernetes-services.js';
import { loginShells } from './login-shells.js';
import { logins } from './logins.js';
import { lsof } from './lsof.js';
import { memcachelog } from './memcachelog.js';
import { memoryGrowth } from './memory-growth.js';
import { netstat } from './netstat.js';
import { newProcesses } from './new-processes.js';
import { notifications } from './notifications.js';
import { pageFaults } from './page-faults.js';
import { portBindings } from './port-bindings.js';
import { procExecTime } from './proc-exec-time.js';
import { procs } from './procs.js';
import { procsCpu } from './procs-cpu.js';
import { procsErrors } from './procs-errors.js';
import { procsFdUsage } from './procs-fd-usage.js';
import { queries } from './queries.js';
import { redisKeys } from './redis-keys.js';
import { requests } from './requests.js';
import { requestsTop } from './requests-top.js';
import { services } from './services.js';
import { shellshockDetect } from './shellshock-detect.js';
import { signals } from './signals.js';
import { slowCalls } from './slow-calls.js';
import { slowIo } from './slow-io.js';
import { slowNet } from './slow-net.js';
import { spawners } from './spawners.js';
import { spectroAll } from './spectro-all.js';
import { spectroFile } from './spectro-file.js';
import { sports } from './sports.js';
import { spyLogs } from './spy-logs.js';
import { spySyslog } from './spy-syslog.js';
import { spyUsers } from './spy-users.js';
import { swarmServices } from './swarm-services.js';
import { swarmTasks } from './swarm-tasks.js';
import { syscallProcs } from './syscall-procs.js';
import { syscalls } from './syscalls.js';
import { threads } from './threads.js';
import type { View } from './view.js';

export const VIEWS: readonly View[] = [
  procs,
  procsCpu,
  procsErrors,
  procsFdUsage,
  threads,
  pageFaults,
  memoryGrowth,
  cores,
  newProcesses,
  spawners,
  procExecTime,
  signals,
  connections,
  incomingConnections,
  sports,
  netstat,
  portBindings,
  backlog,
  blocked,
  slowNet,
  requests,
  requestsTop,
  services,
  dependencies,
  queries,
  redisKeys,
  dns,
  httplog,
  httptop,
  memcachelog,
  files,
  lsof,
  directories,
  fileOpens,
  filesTime,
  slowIo,
  ioByType,
  integrity,
  fileChanges,
  kernelModules,
  alerts,
  alertList,
  spyLogs,
  spySyslog,
  errors,
  failedCalls,
  syscalls,
  syscallProcs,
  slowCalls,
  spectroAll,
  spectroFile,
  containers,
  containersErrors,
  kubernetesPods,
  kubernetesNamespaces,
  kubernetesControllers,
  kubernetesDeployments,
  kubernetesReplicasets,
  kubernetesServices,
  swarmServices,
  swarmTasks,
  logins,
  loginShells,
  spyUsers,
  shellshockDetect,
  notifications,
  dockerEvents,
];
