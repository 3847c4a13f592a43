// SPDX-License-Identifier: Apache-2.0
// What root does not write into: names at which somebody else has laid something.

import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  closeSync,
  lchownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { openOutput, openReplacement } from '../../../src/engine/scap/block-output.js';
import { openOwnFile } from '../../../src/engine/scap/own-file.js';

const skip = process.getuid?.() === 0 ? false : 'needs root, to give files to others';
const UID = 54321;
const OWNER = { uid: UID, gid: UID };
let directory = '';
const at = (name: string) => join(directory, name);

/** A directory as /tmp is. */
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-own-'));
  chmodSync(directory, 0o1777);
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(path: string, owner = undefined as typeof OWNER | undefined): void {
  const file = openOwnFile(path, owner);
  writeSync(file, 'new');
  closeSync(file);
}

function made(name: string, mode: number, uid = 0): string {
  writeFileSync(at(name), 'older text');
  chmodSync(at(name), mode);
  chownSync(at(name), uid, uid);
  return at(name);
}

test('a new file is for its owner alone, and that is who called sudo', { skip }, () => {
  write(at('a'));
  assert.deepEqual([statSync(at('a')).mode & 0o777, statSync(at('a')).uid], [0o600, 0]);
  write(at('b'), OWNER);
  assert.deepEqual([statSync(at('b')).mode & 0o777, statSync(at('b')).uid], [0o600, UID]);
});

test("one's own file is overwritten, and closed to others", { skip }, () => {
  write(made('a', 0o644));
  assert.equal(readFileSync(at('a'), 'utf8'), 'new');
  assert.equal(statSync(at('a')).mode & 0o777, 0o600);
  write(made('b', 0o600, UID), OWNER);
  assert.equal(statSync(at('b')).uid, UID);
});

test('a file of another user is left alone', { skip }, () => {
  for (const [name, path] of [
    ['a', made('a', 0o666, UID)],
    ['b', made('b', 0o600, UID)],
  ] as const) {
    assert.throws(() => openOwnFile(path, undefined), /it belongs to another user/);
    assert.equal(readFileSync(at(name), 'utf8'), 'older text');
  }
});

test('so is one that others may write to, or know by another name', { skip }, () => {
  assert.throws(() => openOwnFile(made('a', 0o622), undefined), /others may write to it/);
  linkSync(made('b', 0o600), at('c'));
  assert.throws(() => openOwnFile(at('c'), undefined), /another name/);
  mkdirSync(at('open'));
  chmodSync(at('open'), 0o777);
  assert.throws(() => openOwnFile(made('open/d', 0o600), undefined), /its directory is open to them/);
});

test('links, directories and pipes of others', { skip }, () => {
  const target = made('target', 0o600);
  symlinkSync(target, at('link'));
  for (const open of [
    () => openOwnFile(at('link'), undefined),
    () => openOutput(at('link'), false),
    () => openReplacement(at('link'), false),
  ]) {
    spoil(at('link'));
    assert.throws(open, /it is a link that another user has made/);
  }
  mkdirSync(at('directory'));
  assert.throws(() => openOutput(at('directory'), false), /it is a directory/);
  assert.equal(readFileSync(target, 'utf8'), 'older text');
});

/** Gives the link itself to the other user. */
function spoil(link: string): void {
  rmSync(link);
  symlinkSync(at('target'), link);
  lchownSync(link, UID, UID);
}
