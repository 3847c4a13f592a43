// SPDX-License-Identifier: Apache-2.0
// Facts → findings: what works here, what does not, and the one thing to do next about each. Pure.

import type { DoctorFacts } from './doctor-facts.js';

/** note: worth knowing. bad: something does not work. fatal: nothing live works. */
export type FindingState = 'ok' | 'note' | 'bad' | 'fatal';

export interface Finding {
  readonly topic: string;
  readonly state: FindingState;
  readonly text: string;
  /** A command or a step; "" where there is nothing to do. */
  readonly next: string;
}

/** Ring buffers and tp_btf programs that may sleep on nothing: 5.8 has all that the probe uses. */
const OLDEST_KERNEL = [5, 8] as const;
const CAP = { DAC_READ_SEARCH: 2, SYS_PTRACE: 19, SYS_ADMIN: 21, PERFMON: 38, BPF: 39 } as const;
const NEEDED = 'cap_bpf,cap_perfmon,cap_sys_ptrace,cap_dac_read_search';

export function findings(facts: DoctorFacts): readonly Finding[] {
  if (facts.platform !== 'linux') {
    const text = `${facts.platform}: captures can be read here, live capture needs Linux`;
    return [finding('system', 'fatal', text), terminal(facts)];
  }
  const rights = privileges(facts);
  return [
    system(facts),
    btf(facts),
    rights,
    ...lockdown(facts),
    ...seccomp(facts),
    ...namespace(facts),
    ...hiddenProcesses(facts),
    library(facts),
    // Without the right to load it, that it was not loaded says nothing new.
    ...(rights.state === 'fatal' ? [] : probe(facts)),
    finding('tracefs', 'ok', 'not needed'),
    ...facts.sources.map(source).filter((found) => found !== undefined),
    ...noSources(facts),
    terminal(facts),
  ];
}

/** Whether `sysdrill` without -r will work. */
export function canCapture(list: readonly Finding[]): boolean {
  return list.every(({ state }) => state !== 'fatal');
}

function finding(topic: string, state: FindingState, text: string, next = ''): Finding {
  return { topic, state, text, next };
}

function system(facts: DoctorFacts): Finding {
  const [major = 0, minor = 0] = facts.kernel.split(/[.-]/).map(Number);
  const isOld = major < OLDEST_KERNEL[0] || (major === OLDEST_KERNEL[0] && minor < OLDEST_KERNEL[1]);
  const text = `Linux ${facts.kernel} on ${facts.arch}, Node ${facts.node}`;
  if (facts.arch !== 'x64' && facts.arch !== 'arm64') {
    return finding(
      'system',
      'fatal',
      `${text}: the probe knows the system calls of x86-64 and arm64 only`,
      'read captures with -r',
    );
  }
  if (isOld)
    return finding(
      'system',
      'fatal',
      `${text}: too old for the probe`,
      `a kernel of ${OLDEST_KERNEL.join('.')} or newer`,
    );
  return finding('system', 'ok', text);
}

function btf(facts: DoctorFacts): Finding {
  if (facts.hasBtf) return finding('type information', 'ok', 'the kernel describes its types (BTF)');
  const text = 'there is no /sys/kernel/btf/vmlinux: the probe cannot find its way in this kernel';
  return finding('type information', 'fatal', text, 'a kernel built with CONFIG_DEBUG_INFO_BTF=y');
}

function privileges(facts: DoctorFacts): Finding {
  const { capabilities } = facts;
  if (capabilities === undefined) return finding('privileges', 'bad', '/proc/self/status says nothing of capabilities');
  const has = (bit: number): boolean => ((capabilities >> BigInt(bit)) & 1n) === 1n;
  if (!has(CAP.SYS_ADMIN) && !(has(CAP.BPF) && has(CAP.PERFMON))) {
    const setcap = `sudo setcap ${NEEDED}+ep ${facts.nodePath}`;
    const next = `sudo sysdrill; or, for every program that this node runs: ${setcap}`;
    return finding('privileges', 'fatal', 'no right to load a probe', next);
  }
  if (!has(CAP.SYS_PTRACE)) {
    const text =
      'the probe may be loaded, but processes of others cannot be looked at: their files and sockets from before the start stay unknown';
    return finding('privileges', 'bad', text, 'add cap_sys_ptrace, or run as root');
  }
  return finding('privileges', 'ok', 'the probe may be loaded, all processes may be looked at');
}

function lockdown({ lockdown: text }: DoctorFacts): Finding[] {
  const mode = /\[(\w+)\]/.exec(text ?? '')?.[1];
  if (mode === undefined || mode === 'none') return [];
  if (mode === 'integrity') return [finding('lockdown', 'ok', 'integrity: does not concern the probe')];
  return [
    finding(
      'lockdown',
      'fatal',
      `${mode}: the kernel lets nobody read its memory`,
      'boot without lockdown=confidentiality',
    ),
  ];
}

function seccomp(facts: DoctorFacts): Finding[] {
  if (facts.seccomp === 0) return [];
  const text = 'this process runs under a seccomp filter, as in a container: it may forbid bpf(2)';
  const state = facts.probe?.error === undefined && facts.probe !== undefined ? 'ok' : 'bad';
  return [
    finding('seccomp', state, text, state === 'ok' ? '' : 'run on the host, or with --security-opt seccomp=unconfined'),
  ];
}

function namespace(facts: DoctorFacts): Finding[] {
  if (facts.pidNamespaceDepth <= 1) return [];
  const text = 'sysdrill runs inside a pid namespace: processes of the host will be numbers without names';
  return [finding('namespace', 'bad', text, 'run on the host, or in a container with --pid=host')];
}

function hiddenProcesses({ seesInit }: DoctorFacts): Finding[] {
  if (seesInit) return [];
  const text = '/proc hides processes from this user (hidepid), or is not mounted: they will be numbers without names';
  return [finding('processes', 'bad', text, 'add cap_sys_ptrace, run as root, or mount -o remount,hidepid=0 /proc')];
}

function library(facts: DoctorFacts): Finding {
  const { path, exists, error } = facts.library;
  if (error === undefined) return finding('library', 'ok', path);
  if (exists) return finding('library', 'fatal', error.message, error.hint);
  const missing = Object.entries(facts.tools).flatMap(([tool, isThere]) => (isThere ? [] : [tool]));
  if (missing.length === 0) return finding('library', 'fatal', 'not built yet', 'make -C libscap-shim');
  const next = 'apt-get install clang llvm libbpf-dev libelf-dev make gcc, then make -C libscap-shim';
  return finding('library', 'fatal', `not built yet, and to build it ${missing.join(', ')} are missing`, next);
}

function probe(facts: DoctorFacts): Finding[] {
  if (facts.probe === undefined) return [];
  const { error, milliseconds } = facts.probe;
  if (error === undefined) return [finding('probe', 'ok', `the kernel takes it (${milliseconds} ms)`)];
  return [finding('probe', 'fatal', `${error.message} (${error.code})`, error.hint)];
}

function source({ name, state }: DoctorFacts['sources'][number]): Finding | undefined {
  switch (state.kind) {
    case 'connected':
      return finding('containers', 'ok', `${name}: ${state.version}`);
    case 'refused':
      return finding('containers', 'bad', `${name}: ${state.reason}`, state.hint);
    case 'absent':
      return undefined;
  }
}

function noSources({ sources }: DoctorFacts): Finding[] {
  if (sources.some(({ state }) => state.kind !== 'absent')) return [];
  const text = `no engine answers (looked for ${[...new Set(sources.map((s) => s.name))].join(', ')}): containers will have ids, not names`;
  return [finding('containers', 'note', text)];
}

function terminal({ terminal: t }: DoctorFacts): Finding {
  if (!t.isTerminal) return finding('terminal', 'note', 'standard output is not a terminal: sysdrill prints text');
  const text = `${t.name}, ${t.columns} × ${t.rows}, ${t.colours} colours${t.isUtf8 ? '' : ', no UTF-8'}`;
  if (t.name === '' || t.name === 'dumb')
    return finding('terminal', 'bad', `TERM is "${t.name}"`, 'export TERM=xterm-256color');
  if (t.columns < 80 || t.rows < 24)
    return finding('terminal', 'note', `${text}: small`, '80 × 24 or more shows most views whole');
  if (!t.isUtf8) return finding('terminal', 'note', text, 'a UTF-8 locale, or sysdrill --ascii');
  return finding('terminal', 'ok', text);
}
