// SPDX-License-Identifier: Apache-2.0
// sysdig, where it is installed: what it prints for a capture. The tests compare; they are skipped where there is none.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface PeerOutput {
  readonly lines: readonly string[];
  /** False where it complained. */
  readonly succeeded: boolean;
  readonly complaint: string;
}

export interface Peer {
  readonly name: string;
  /** Prints the capture in these bytes, an event a line. */
  print(bytes: Uint8Array, format: string, ...options: readonly string[]): PeerOutput;
}

/** The sysdigs of this machine, newest first. */
export function peers(): readonly Peer[] {
  return ['sysdig036', 'sysdig']
    .filter((program) => spawnSync(program, ['--version']).status === 0)
    .map((program) => ({
      name: program,
      print: (bytes, format, ...options) => print(program, bytes, format, options),
    }));
}

export const NO_PEER = 'sysdig is not installed';

function print(program: string, bytes: Uint8Array, format: string, options: readonly string[]): PeerOutput {
  const folder = mkdtempSync(join(tmpdir(), 'sysdrill-peer-'));
  try {
    const path = join(folder, 'case.scap');
    writeFileSync(path, bytes);
    const { stdout, stderr, status } = spawnSync(program, ['-r', path, ...options, '-p', format], {
      encoding: 'latin1',
      env: { ...process.env, TZ: 'UTC' },
      maxBuffer: 1 << 28,
    });
    const lines = stdout.split('\n').filter((line) => line !== '');
    return { lines, succeeded: status === 0, complaint: stderr.trim() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
