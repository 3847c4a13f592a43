// SPDX-License-Identifier: Apache-2.0
// What is known of a container: from container events of the capture, or only its id from the cgroups.

/** Engine that runs a container, as container.type prints it. */
export type ContainerType =
  | 'docker'
  | 'lxc'
  | 'libvirt-lxc'
  | 'mesos'
  | 'rkt'
  | 'custom'
  | 'cri'
  | 'containerd'
  | 'cri-o'
  | 'bpm'
  | 'static'
  | 'podman'
  | 'nspawn'
  | 'unknown';

export interface ContainerMount {
  readonly source: string;
  readonly destination: string;
  readonly mode: string;
  readonly readWrite: boolean;
  readonly propagation: string;
}

export interface ContainerProbe {
  readonly exe: string;
  readonly args: readonly string[];
}

export interface ContainerInfo {
  /** 12 characters, or the name where the engine has only names. */
  readonly id: string;
  readonly fullId: string;
  readonly type: ContainerType;
  /** "" until known. */
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  readonly imageRepository: string;
  readonly imageTag: string;
  readonly imageDigest: string;
  readonly privileged: boolean | undefined;
  readonly hostPid: boolean | undefined;
  readonly hostNetwork: boolean | undefined;
  readonly hostIpc: boolean | undefined;
  readonly isPodSandbox: boolean;
  /** Seconds since the epoch; 0 unknown. */
  readonly createdTime: number;
  /** Dotted; "" unknown. */
  readonly ip: string;
  readonly cniJson: string;
  readonly podSandboxId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly podSandboxLabels: Readonly<Record<string, string>>;
  readonly mounts: readonly ContainerMount[];
  readonly env: readonly string[];
  readonly user: string;
  readonly healthcheck: ContainerProbe | undefined;
  readonly livenessProbe: ContainerProbe | undefined;
  readonly readinessProbe: ContainerProbe | undefined;
  /** False while only the id is known. */
  readonly hasMetadata: boolean;
}
