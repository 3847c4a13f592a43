// SPDX-License-Identifier: Apache-2.0
// Real captures for tests: those that the project carries, and, where a folder of more lies beside the project or is
// named by SYSDRILL_CAPTURES, those too.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type ByteSource, openByteSource } from '../../../src/engine/scap/byte-source.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** find, grep, tar and the like: 47,788 events. */
export const FILES_CAPTURE = join(ROOT, 'test', 'captures', 'files.scap');
/** Shells of several users: 86,229 events. */
export const DEMO_CAPTURE = join(ROOT, 'docs', 'demo.scap');

/** Sibling captures that are the same as the project's own. */
const KNOWN: ReadonlySet<string> = new Set(['files.scap', 'shell.scap']);

export interface SiblingCaptures {
  readonly paths: readonly string[];
  /** Why there are none; undefined where there are some. */
  readonly skip: string | undefined;
}

/** Further captures of at most this many bytes on disk, smallest first. */
export function siblingCaptures(most: number): SiblingCaptures {
  const folder = process.env['SYSDRILL_CAPTURES'] ?? join(ROOT, '..', 'shared', 'captures');
  if (!existsSync(folder)) return { paths: [], skip: `there are no further captures in ${folder}` };
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.scap') && !KNOWN.has(name))
    .map((name) => ({ path: join(folder, name), size: statSync(join(folder, name)).size }))
    .filter(({ size }) => size <= most)
    .sort((a, b) => a.size - b.size);
  if (files.length === 0) return { paths: [], skip: `${folder} holds no captures of at most ${most} bytes` };
  return { paths: files.map(({ path }) => path), skip: undefined };
}

/** The sibling capture of this name; undefined where it is not there. */
export function siblingCapture(name: string): string | undefined {
  return siblingCaptures(Number.POSITIVE_INFINITY).paths.find((path) => basename(path) === name);
}

/** A capture's uncompressed bytes. */
export function plainBytes(path: string): Uint8Array {
  const bytes = readFileSync(path);
  return Uint8Array.from(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);
}

/** A source that opens. */
export async function openSource(...input: Parameters<typeof openByteSource>): Promise<ByteSource> {
  const source = await openByteSource(...input);
  assert.ok(source.ok, `${input[0]}: ${source.ok ? '' : source.error}`);
  return source.value;
}
