// SPDX-License-Identifier: Apache-2.0
// What doctor looks at, gathered: files, environment, an attempt to load the probe. No judgement here (doctor-checks.ts).

import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { delimiter, join } from 'node:path';
import { DEFAULT_NATIVE_OPTIONS, loadNative, NativeCapture, type NativeError } from '../capture/native.js';
import { askEngines } from '../containers/container-feed.js';
import type { SourceReport } from '../containers/container-metadata.js';
import { helperPlans } from '../containers/container-sockets.js';

export interface DoctorFacts {
  readonly platform: string;
  readonly arch: string;
  readonly kernel: string;
  readonly node: string;
  readonly nodePath: string;
  readonly hasBtf: boolean;
  /** Effective capabilities, bit n is capability n; undefined where /proc does not say. */
  readonly capabilities: bigint | undefined;
  /** Text of /sys/kernel/security/lockdown; undefined where there is none. */
  readonly lockdown: string | undefined;
  /** Of /proc/self/status: 0 none, 1 strict, 2 a filter. */
  readonly seccomp: number;
  /** Columns of NSpid: more than one inside a pid namespace. */
  readonly pidNamespaceDepth: number;
  /** Whether the first process can be looked at in /proc: hidepid hides others' processes. */
  readonly seesInit: boolean;
  readonly library: { readonly path: string; readonly exists: boolean; readonly error: NativeError | undefined };
  /** Which of the tools that build the library are there. */
  readonly tools: Readonly<Record<'clang' | 'make' | 'cc' | 'libbpf headers', boolean>>;
  /** How loading the probe went; undefined where it made no sense to try. */
  readonly probe: { readonly error: NativeError | undefined; readonly milliseconds: number } | undefined;
  readonly sources: readonly SourceReport[];
  readonly terminal: {
    readonly isTerminal: boolean;
    readonly name: string;
    readonly columns: number;
    readonly rows: number;
    readonly colours: number;
    readonly isUtf8: boolean;
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

export async function gatherFacts(environment: Environment): Promise<DoctorFacts> {
  const status = read('/proc/self/status') ?? '';
  const path = DEFAULT_NATIVE_OPTIONS.library;
  const native = process.platform === 'linux' ? loadNative(path) : undefined;
  const error = native === undefined || native.ok ? undefined : native.error;
  const { stdout } = process;
  return {
    platform: process.platform,
    arch: process.arch,
    kernel: release(),
    node: process.versions.node,
    nodePath: process.execPath,
    hasBtf: existsSync('/sys/kernel/btf/vmlinux'),
    capabilities: capabilitiesOf(status),
    lockdown: read('/sys/kernel/security/lockdown')?.trim(),
    seccomp: Number(/^Seccomp:\s*(\d+)/m.exec(status)?.[1] ?? 0),
    pidNamespaceDepth: /^NSpid:((?:\s+\d+)+)$/m.exec(status)?.[1]?.trim().split(/\s+/).length ?? 1,
    seesInit: read('/proc/1/cmdline') !== undefined,
    library: { path, exists: existsSync(path), error },
    tools: {
      clang: isProgram('clang', environment),
      make: isProgram('make', environment),
      cc: isProgram('cc', environment) || isProgram('gcc', environment),
      'libbpf headers': existsSync('/usr/include/bpf/bpf.h'),
    },
    probe: native?.ok === true ? tryProbe() : undefined,
    sources: await askEngines(helperPlans(environment, process.geteuid?.() === 0)),
    terminal: {
      isTerminal: stdout.isTTY === true,
      name: environment['TERM'] ?? '',
      columns: stdout.columns ?? 0,
      rows: stdout.rows ?? 0,
      colours: stdout.isTTY === true ? 2 ** stdout.getColorDepth(environment) : 0,
      isUtf8: isUtf8(environment),
    },
  };
}

function capabilitiesOf(status: string): bigint | undefined {
  const hex = /^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1];
  return hex === undefined ? undefined : BigInt(`0x${hex}`);
}

/** Loads and unloads it: the one proof that the kernel takes it. Nothing is attached. */
function tryProbe(): DoctorFacts['probe'] {
  const start = performance.now();
  const opened = NativeCapture.open(DEFAULT_NATIVE_OPTIONS, 0);
  const milliseconds = Math.round(performance.now() - start);
  if (!opened.ok) return { error: opened.error, milliseconds };
  opened.value.close();
  return { error: undefined, milliseconds };
}

/** The first of these that is set decides, as for every program (setlocale(3)). */
function isUtf8(environment: Environment): boolean {
  const locale = [environment['LC_ALL'], environment['LC_CTYPE'], environment['LANG']].find((value) => value);
  return /utf-?8/i.test(locale ?? '');
}

function isProgram(name: string, environment: Environment): boolean {
  return (environment['PATH'] ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
