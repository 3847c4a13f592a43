// SPDX-License-Identifier: Apache-2.0
// Records what the peer prints for every field of the catalogue: `node build/test/oracle/record-fields.js PROGRAM > FILE`,
// where PROGRAM is a sysdig. Run by hand when captures or fields are added; fields.test.ts reads the recording. Differences
// without a kind are complained about on stderr.

import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { fieldDifferenceOf } from './field-differences.js';
import { digestOfLines, type FieldLine, fieldLines, printableFields } from './field-lines.js';
import { findCapture, loadCapture } from './oracle-captures.js';

export const FIELD_CAPTURES = [
  'files.scap',
  'shell.scap',
  'web.scap',
  'containers.scap',
  'redis.scap',
  'curl_google.scap',
  'cat_write.scap',
  'single_ipv6_conn.scap',
  'open-multiple-files.scap',
];

export interface RecordedField {
  readonly capture: string;
  readonly field: string;
  /** Digest of the peer's lines. */
  readonly digest: string;
  /** Where ours differ: their digest, and how many lines differ by kind. */
  readonly ours?: string;
  readonly kinds?: Readonly<Record<string, number>>;
}

const SEPARATOR = ' ~ ~ ';

/** The peer's lines; undefined where it does not know the field. A value may hold line ends. */
function peerLines(program: string, path: string, field: string): FieldLine[] | undefined {
  const format = `*%evt.num${SEPARATOR}%${field}`;
  const env = { ...process.env, TZ: 'UTC' };
  const known = spawnSync(program, ['-r', path, '-n', '1', '-p', format], { env });
  if (known.status !== 0) return undefined;
  const { stdout } = spawnSync(program, ['-r', path, '-p', format], { env, encoding: 'latin1', maxBuffer: 1 << 30 });
  return stdout
    .split(/\n(?=\d+ ~ ~ )/)
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf(SEPARATOR);
      return { num: Number(line.slice(0, at)), event: '', value: line.slice(at + SEPARATOR.length).replace(/\n$/, '') };
    });
}

async function main(program: string, only: readonly string[]): Promise<void> {
  for (const name of FIELD_CAPTURES) {
    const path = findCapture(name);
    if (path === undefined) continue;
    const capture = await loadCapture(path);
    for (const field of only.length > 0 ? only : printableFields()) {
      const theirs = peerLines(program, path, field);
      if (theirs === undefined) continue;
      const ours = [...fieldLines(capture, field)];
      const digest = digestOfLines(theirs);
      const own = digestOfLines(ours);
      const entry: RecordedField = { capture: basename(path), field, digest };
      const kinds = own === digest ? undefined : kindsOf(field, theirs, ours, name);
      process.stdout.write(`${JSON.stringify(kinds === undefined ? entry : { ...entry, ours: own, kinds })}\n`);
    }
    process.stderr.write(`${name} done\n`);
  }
}

function kindsOf(
  field: string,
  theirs: readonly FieldLine[],
  ours: readonly FieldLine[],
  name: string,
): Record<string, number> {
  const byNumber = new Map(theirs.map((line) => [line.num, line.value]));
  const kinds: Record<string, number> = {};
  let complaints = 0;
  if (theirs.length !== ours.length)
    process.stderr.write(`${name} ${field}: ${theirs.length} lines, ours ${ours.length}\n`);
  for (const { num, event, value } of ours) {
    const other = byNumber.get(num);
    if (other === undefined || other === value) continue;
    const kind = fieldDifferenceOf({ field, event, theirs: other, ours: value })?.kind;
    if (kind !== undefined) kinds[kind] = (kinds[kind] ?? 0) + 1;
    else if (complaints++ < 3) {
      process.stderr.write(
        `${name} ${field} ${num} ${event}: theirs ${other.slice(0, 80)}, ours ${value.slice(0, 80)}\n`,
      );
    }
  }
  return kinds;
}

if (process.argv[1]?.endsWith('record-fields.js') === true)
  await main(process.argv[2] ?? 'sysdig', process.argv.slice(3));
