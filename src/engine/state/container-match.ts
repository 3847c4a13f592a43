// SPDX-License-Identifier: Apache-2.0
// Container ids from cgroup paths, without asking anybody: the rules by which engines name their cgroups. Explicit
// prefixes come before the bare `/<64 hex digits>` that Docker and Kubernetes share, so that offline captures get the
// engine right as often as possible.

import type { ContainerType } from './container-info.js';

export interface ContainerMatch {
  readonly id: string;
  /** The whole 64 digits, where the path has them. */
  readonly fullId: string;
  readonly type: ContainerType;
}

type Cgroups = readonly (readonly [subsystem: string, path: string])[];

const HEX_64 = /^[0-9a-fA-F]{64}$/;
const SHORT = 12;

/** What is between the last `prefix` of a path and the `suffix` after it, if that is a full container id. */
function between(path: string, prefix: string, suffix: string): string | undefined {
  const start = path.lastIndexOf(prefix);
  if (start < 0) return undefined;
  const from = start + prefix.length;
  // The nearest suffix: a container may run a systemd, with scopes of its own below.
  const to = suffix === '' ? path.length : path.indexOf(suffix, from);
  if (to - from !== 64) return undefined;
  const id = path.slice(from, to);
  return HEX_64.test(id) ? id : undefined;
}

type Rule = readonly [type: ContainerType, prefix: string, suffix: string];

const RULES: readonly Rule[] = [
  ['podman', '/libpod-', '.scope'],
  ['podman', '/libpod-', '.scope/container'],
  ['podman', '/libpod-', ''],
  ['docker', '/docker-', '.scope'],
  ['docker', '/docker/', ''],
  ['cri-o', '/crio-', '.scope'],
  ['cri-o', '/crio-', ''],
  ['containerd', '/cri-containerd-', '.scope'],
  ['containerd', ':cri-containerd:', ''],
];

/** The container that a thread with these cgroups is in; undefined on the host. */
export function matchContainer(cgroups: Cgroups): ContainerMatch | undefined {
  for (const [, path] of cgroups) {
    if (path.length < 5) continue;
    const found = matchHex(path) ?? matchNamed(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function matchHex(path: string): ContainerMatch | undefined {
  for (const [type, prefix, suffix] of RULES) {
    const id = between(path, prefix, suffix);
    if (id !== undefined) return hexMatch(id, type);
  }
  const id = between(path, '/', '');
  if (id === undefined) return matchPodmanScope(path);
  if (path.includes('/user.slice/user-')) return hexMatch(id, 'podman');
  return hexMatch(id, path.includes('kubepods') ? 'cri' : 'docker');
}

function hexMatch(id: string, type: ContainerType): ContainerMatch {
  return { id: id.slice(0, SHORT), fullId: id, type };
}

/** Rootless podman under systemd: `…/podman-1234.scope/<id>`. */
function matchPodmanScope(path: string): ContainerMatch | undefined {
  const match = /podman-\d+\.scope\/([0-9a-f]{64})/.exec(path);
  return match?.[1] === undefined ? undefined : hexMatch(match[1], 'podman');
}

/** Scopes of libvirt's virtual machines: hypervisor, number, name; the dashes are escaped. Its containers are `lxc`. */
const VIRTUAL_MACHINE = /^(?:qemu|xen|ch|bhyve)\\x2d\d+\\x2d/;

function matchNamed(path: string): ContainerMatch | undefined {
  const libvirt =
    /\/([^/]+)\.libvirt-lxc(?:$|\/)/.exec(path) ??
    // The name stays as systemd escapes it, number of the domain included: that is the id in other tools.
    /-lxc\\x2.([^/]+?)\.scope(?:\/libvirt)?$/.exec(path) ??
    /\/libvirt\/lxc\/([^/]+)/.exec(path);
  if (libvirt?.[1] !== undefined) return named(libvirt[1], 'libvirt-lxc');
  // Not `/lxc.` alone: lxc.service is not a container.
  const lxc = /\/lxc(?:\/|\.payload[/.])([^/]+)/.exec(path);
  if (lxc?.[1] !== undefined) return named(lxc[1], 'lxc');
  if (path.startsWith('/default/') && !/\.(service|slice|scope)$/.test(path)) {
    const name = path.slice('/default/'.length);
    if (name.length >= 1 && name.length <= 64 && !name.includes('/')) {
      return { id: name.slice(0, SHORT), fullId: name, type: 'containerd' };
    }
  }
  const nspawn =
    /\/machine\.slice\/machine-([^/]+)\.scope/.exec(path) ??
    /\/machine\.slice\/systemd-nspawn@([^/]+)\.service/.exec(path);
  if (nspawn?.[1] !== undefined && !VIRTUAL_MACHINE.test(nspawn[1])) return named(unescapeSystemd(nspawn[1]), 'nspawn');
  const bpm = /\/bpm-([A-Za-z0-9._-]+?)(?:\.scope|$|\/)/.exec(path);
  return bpm?.[1] === undefined ? undefined : named(bpm[1], 'bpm');
}

function named(id: string, type: ContainerType): ContainerMatch {
  return { id, fullId: id, type };
}

/** systemd escapes bytes of unit names as `\xHH`. */
function unescapeSystemd(name: string): string {
  return name.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Kubernetes pod uid in a cgroup path, with dashes; undefined outside of pods. */
export function podUid(cgroups: Cgroups): string | undefined {
  for (const [, path] of cgroups) {
    const match = /pod([0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{4}[-_][0-9a-f]{12})/.exec(path);
    if (match?.[1] !== undefined) return match[1].replaceAll('_', '-');
  }
  return undefined;
}
