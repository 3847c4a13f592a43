// SPDX-License-Identifier: Apache-2.0
// Captures that other projects have in public repositories, of many ages and drivers: their lines are compared with the
// peer's too, where the folder that SYSDRILL_PUBLIC_CAPTURES names has them under these names. They are not ours to copy.

/** File name here, repository and path there (the last commit that has it). */
export const PUBLIC_CAPTURES: readonly (readonly [name: string, repository: string, path: string])[] = [
  ['docker-curl-https.scap', 'xxradar/stratoshark-http-https', 'traces/docker-curl-https.scap'],
  ['docker-kubernetes.scap', 'bencer/troubleshooting-docker-kubernetes-sysdig', 'capture.scap'],
  ['falco-connect_localhost.scap', 'falcosecurity/falco', 'test/trace_files/connect_localhost.scap'],
  ['falco-empty.scap', 'falcosecurity/falco', 'test/trace_files/empty.scap'],
  ['falco-ping_sendto.scap', 'falcosecurity/falco', 'test/trace_files/ping_sendto.scap'],
  ['falco-psp_privileged.scap', 'falcosecurity/falco', 'test/trace_files/psp/privileged.scap'],
  [
    'falco-psp_run_as_user_0_container.scap',
    'falcosecurity/falco',
    'test/trace_files/psp/run_as_user_0_container.scap',
  ],
  [
    'falco-psp_run_as_user_65534_container.scap',
    'falcosecurity/falco',
    'test/trace_files/psp/run_as_user_65534_container.scap',
  ],
  ['falco-psp_write_tmp_test.scap', 'falcosecurity/falco', 'test/trace_files/psp/write_tmp_test.scap'],
  ['falco-syscall.scap', 'falcosecurity/falco', 'test/trace_files/syscall.scap'],
  ['forensics-nginx.scap', 'draios/sysdig-workshop-forensics', 'example0/nginx.scap'],
  ['inspect-502error.scap', 'draios/sysdig-inspect', 'capture-samples/502error.scap'],
  ['libs-sample.scap', 'falcosecurity/libs', 'userspace/libsinsp/test/resources/sample.scap'],
  ['libs-test_ipv6_client.scap', 'falcosecurity/libs', 'test/libsinsp_e2e/resources/captures/test_ipv6_client.scap'],
  ['sf-alpine_alpine.scap', 'sysflow-telemetry/sf-collector', 'tests/alpine/alpine.scap'],
  [
    'sf-client-server_tcp-client-server.scap',
    'sysflow-telemetry/sf-collector',
    'tests/client-server/tcp-client-server.scap',
  ],
  ['sf-files_files.scap', 'sysflow-telemetry/sf-collector', 'tests/files/files.scap'],
  ['sf-files_filesat.scap', 'sysflow-telemetry/sf-collector', 'tests/files/filesat.scap'],
  ['sf-mpm-event_cold_start_capture.scap', 'sysflow-telemetry/sf-collector', 'tests/mpm-event/cold_start_capture.scap'],
  ['sf-mpm-event_full_capture.scap', 'sysflow-telemetry/sf-collector', 'tests/mpm-event/full_capture.scap'],
  [
    'sf-mpm-preforked_cold_start_capture.scap',
    'sysflow-telemetry/sf-collector',
    'tests/mpm-preforked/cold_start_capture.scap',
  ],
  ['sf-mpm-preforked_full_capture.scap', 'sysflow-telemetry/sf-collector', 'tests/mpm-preforked/full_capture.scap'],
  [
    'sf-mpm-worker_cold_start_capture.scap',
    'sysflow-telemetry/sf-collector',
    'tests/mpm-worker/cold_start_capture.scap',
  ],
  ['sf-mpm-worker_full_capture.scap', 'sysflow-telemetry/sf-collector', 'tests/mpm-worker/full_capture.scap'],
  ['sf-namespaces_setns.scap', 'sysflow-telemetry/sf-collector', 'tests/namespaces/setns.scap'],
  ['sf-nginx_nginx.scap', 'sysflow-telemetry/sf-collector', 'tests/nginx/nginx.scap'],
  ['sf-objectstore_download.scap', 'sysflow-telemetry/sf-collector', 'tests/objectstore/download.scap'],
  ['sf-objectstore_ls.scap', 'sysflow-telemetry/sf-collector', 'tests/objectstore/ls.scap'],
  ['sf-objectstore_upload.scap', 'sysflow-telemetry/sf-collector', 'tests/objectstore/upload.scap'],
  ['sf-rename_rename.scap', 'sysflow-telemetry/sf-collector', 'tests/rename/rename.scap'],
  ['sf-rename_rename2at.scap', 'sysflow-telemetry/sf-collector', 'tests/rename/rename2at.scap'],
  ['sf-setuid_setuid.scap', 'sysflow-telemetry/sf-collector', 'tests/setuid/setuid.scap'],
];
