// SPDX-License-Identifier: Apache-2.0
// Where bytes come from: plain and compressed files, standard input, pipes, and everything that is none of these.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ByteSource, breakReason, openByteSource } from '../../../src/engine/scap/byte-source.js';
import { openSource } from './capture-files.js';
import { below, random } from './random.js';

const folder = mkdtempSync(join(tmpdir(), 'sysdrill-source-'));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** Bytes that do not compress well, three and a half chunks of them. */
const next = random(42);
const content = Uint8Array.from({ length: 3_670_016 + 17 }, () => below(next, 200));

/** All bytes of a source, and the error that ended it. */
async function readAll(source: ByteSource): Promise<{ bytes: Buffer; error: string | undefined }> {
  const parts: Uint8Array[] = [];
  let error: string | undefined;
  try {
    for await (const chunk of source.chunks()) parts.push(Uint8Array.from(chunk));
  } catch (thrown) {
    error = breakReason(thrown);
  }
  await source.close();
  return { bytes: Buffer.concat(parts), error };
}

async function failure(path: string): Promise<string> {
  const opened = await openByteSource(path);
  return opened.ok ? assert.fail(`${path} was opened`) : opened.error;
}

test('files, plain and compressed, whole and in order', async () => {
  for (const [name, bytes, isPlain] of [
    ['plain', content, true],
    ['packed', gzipSync(content), false],
    ['two members', Buffer.concat([gzipSync(content.subarray(0, 1000)), gzipSync(content.subarray(1000))]), false],
    ['one byte', content.subarray(0, 1), true],
    ['exactly a chunk', content.subarray(0, 1 << 20), true],
  ] as const) {
    const source = await openSource(write(name, bytes));
    assert.equal(source.isPlainFile, isPlain, name);
    assert.equal(source.name, join(folder, name));
    const { bytes: read, error } = await readAll(source);
    assert.equal(error, undefined);
    assert.ok(read.equals(isPlain ? bytes : content), name);
    assert.equal(source.progress(), 1, name);
  }
});

test('progress grows from nothing', async () => {
  for (const path of [write('a', content), write('a.gz', gzipSync(content))]) {
    const source = await openSource(path);
    const steps = [source.progress() ?? -1];
    for await (const _ of source.chunks()) steps.push(source.progress() ?? -1);
    await source.close();
    assert.equal(steps[0], 0);
    assert.equal(steps.at(-1), 1);
    assert.deepEqual(
      steps,
      [...steps].sort((x, y) => x - y),
    );
  }
});

test('what cannot be opened, with the reason', async () => {
  assert.equal(await failure(join(folder, 'nowhere')), 'does not exist');
  assert.match(await failure(join(write('file', content), 'below')), /cannot be read \(ENOTDIR\)/);
  mkdirSync(join(folder, 'dir'));
  assert.match(await failure(join(folder, 'dir')), /is a directory/);
  assert.equal(await failure(write('empty', new Uint8Array(0))), 'is empty');
  assert.match(await failure('\0'), /cannot be read/);
});

const setUser = process.seteuid?.bind(process);
const mayDrop = process.getuid?.() === 0 && setUser !== undefined;
test('a file that this user may not read', {
  skip: mayDrop || process.getuid?.() !== 0 ? false : 'is root',
}, async () => {
  const path = write('secret', content);
  chmodSync(path, 0);
  chmodSync(folder, 0o755);
  // Some user without rights, while the file is opened.
  if (mayDrop) setUser(65534);
  try {
    assert.equal(await failure(path), 'may not be read by this user');
  } finally {
    if (mayDrop) setUser(0);
  }
});

/** Pieces as a pipe might bring them. */
function* pieces(bytes: Uint8Array, size: number): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

test('standard input, plain and compressed, in any pieces', async () => {
  const small = content.subarray(0, 3000);
  for (const [bytes, expected, size] of [
    [content, content, 65536],
    [gzipSync(content), content, 10_000],
    [small, small, 1],
    [gzipSync(small), small, 1],
    [small.subarray(0, 1), small.subarray(0, 1), 1],
    [Buffer.from([0x1f]), Buffer.from([0x1f]), 1],
  ] as const) {
    const source = await openSource('-', Readable.from(pieces(bytes, size)));
    assert.equal(source.isPlainFile, false);
    assert.equal(source.name, '-');
    const { bytes: read, error } = await readAll(source);
    assert.equal(error, undefined);
    assert.ok(read.equals(expected), `${bytes.length} bytes in pieces of ${size}`);
    assert.equal(source.progress(), undefined);
  }
});

test('standard input that is empty, breaks off or is damaged', async () => {
  const none = await readAll(await openSource('-', Readable.from([])));
  assert.deepEqual([none.bytes.length, none.error], [0, undefined]);

  const packed = gzipSync(content);
  const early = await readAll(await openSource('-', Readable.from(pieces(packed.subarray(0, 1_000_000), 4096))));
  assert.match(early.error ?? '', /ends early/);
  assert.ok(early.bytes.length > 900_000 && early.bytes.equals(content.subarray(0, early.bytes.length)));

  async function* broken(): AsyncIterable<Buffer> {
    yield Buffer.from(content.subarray(0, 5000));
    throw Object.assign(new Error('gone'), { code: 'EIO' });
  }
  const failed = await readAll(await openSource('-', Readable.from(broken())));
  assert.match(failed.error ?? '', /reading failed \(EIO\)/);
  assert.ok(failed.bytes.equals(content.subarray(0, 5000)));
});

test('a damaged stream gives what zlib has inflated, up to the piece with the damage', async () => {
  const packed = gzipSync(content);
  const damaged = Uint8Array.from(packed);
  damaged.fill(0xff, 1_000_000, 1_000_400);
  const { bytes, error } = await readAll(await openSource('-', Readable.from(pieces(damaged, 65536))));
  assert.match(error ?? '', /damaged/);
  assert.ok(bytes.length > 800_000, `${bytes.length} bytes`);
  assert.ok(bytes.equals(content.subarray(0, bytes.length)));
});

test('a named pipe', { skip: process.platform === 'win32' ? 'no named pipes' : false }, async () => {
  for (const [name, bytes] of [
    ['plain.pipe', content],
    ['packed.pipe', gzipSync(content)],
  ] as const) {
    const pipe = join(folder, name);
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'cat "$0" > "$1"', write(`${name}.file`, bytes), pipe]);
    const { bytes: read, error } = await readAll(await openSource(pipe));
    assert.equal(error, undefined);
    assert.ok(read.equals(content), name);
    if (writer.exitCode === null) await new Promise((resolve) => writer.on('exit', resolve));
  }
});

test('a device that is always empty', { skip: process.platform === 'win32' ? 'no /dev/null' : false }, async () => {
  const { bytes, error } = await readAll(await openSource('/dev/null'));
  assert.deepEqual([bytes.length, error], [0, undefined]);
});

test('closing in the middle ends the reading', async () => {
  for (const path of [write('b', content), write('b.gz', gzipSync(content))]) {
    const source = await openSource(path);
    for await (const _ of source.chunks()) break;
    await source.close();
  }
  const input = Readable.from(pieces(content, 1000));
  const source = await openSource('-', input);
  for await (const _ of source.chunks()) break;
  await source.close();
  assert.equal(input.destroyed, true);
});
