// SPDX-License-Identifier: Apache-2.0
// Captures that the comparisons with the peer run over: our own, and those of the folder that SYSDRILL_CAPTURES names or
// that lies beside the checkout. Where there are none, the comparison is skipped and says so.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Capture } from '../../src/engine/ingest/capture.js';
import { captureProgress } from '../../src/engine/ingest/capture-progress.js';
import { FileRawStore, StreamRawStore } from '../../src/engine/store/raw-store.js';
import { openSource } from '../engine/scap/capture-files.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDERS = [
  join(ROOT, 'test/captures'),
  process.env['SYSDRILL_CAPTURES'] ?? join(ROOT, '../shared/captures'),
  process.env['SYSDRILL_PUBLIC_CAPTURES'] ?? join(ROOT, '../public-captures'),
] as const;

/** The captures that the peer's output was recorded for. */
export const ORACLE_CAPTURES = [
  'files.scap',
  'shell.scap',
  'web.scap',
  'containers.scap',
  'redis.scap',
  'build.scap',
  'curl_google.scap',
  'cat_write.scap',
  'single_ipv6_conn.scap',
  'open-multiple-files.scap',
  'mixed-big.scap.gz',
] as const;

/** The capture that comes with the program under another name. */
const DEMO = { name: 'shell.scap', path: join(ROOT, 'docs/demo.scap') } as const;

/** Path of a capture by its file name or its path; undefined where it is not there. */
export function findCapture(name: string): string | undefined {
  if (name === DEMO.name) return DEMO.path;
  return [name, ...FOLDERS.map((folder) => join(folder, name))].find((path) => existsSync(path));
}

/** The rows of a recording in this folder. */
export function recordedRows<T>(name: string): T[] {
  return readFileSync(join(ROOT, 'test/oracle', name), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

/** Folder of what the peer printed for the captures beside the checkout; undefined where it is not there. */
export function expectedFolder(): string | undefined {
  const folder = process.env['SYSDRILL_EXPECTED'] ?? join(ROOT, '../shared/expected');
  return existsSync(folder) ? folder : undefined;
}

export async function loadCapture(path: string): Promise<Capture> {
  const source = await openSource(path);
  const capture = new Capture(source.isPlainFile ? new FileRawStore(path) : new StreamRawStore(1 << 30));
  for await (const _ of captureProgress(source, capture));
  return capture;
}
