// SPDX-License-Identifier: Apache-2.0
// Records what the peers print for every event type: `node build/test/oracle/record-synthetic.js SYSDIG NEWEST`, where
// SYSDIG is sysdig 0.36 and NEWEST a program of the newest libraries with the options -a -s FILE -o FORMAT. Writes
// test/oracle/synthetic.json.gz and complains about differences without a kind.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { EVENT_TYPES } from '../../src/engine/scap/event-types.js';
import { captureOfType, ROUNDS } from './synthetic-capture.js';
import {
  hasAllParams,
  ourEvents,
  type RecordedEvents,
  roundOf,
  SYNTHETIC_FORMAT,
  syntheticDifferences,
} from './synthetic-lines.js';

const FILE = fileURLToPath(new URL('../../../test/oracle/synthetic.json.gz', import.meta.url));
const END = '\x03';
const folder = mkdtempSync(join(tmpdir(), 'sysdrill-synthetic-'));
const path = join(folder, 'events.scap');

function ask(program: string, args: readonly string[]): (string | null)[] {
  const { stdout } = spawnSync(program, args, { encoding: 'latin1', env: { ...process.env, TZ: 'UTC' } });
  const lines = new Array<string | null>(ROUNDS).fill(null);
  for (const text of stdout.split(END)) {
    const found = /\d{19} .*$/s.exec(text)?.[0];
    if (found === undefined) continue;
    const [round, line] = roundOf(found);
    if (round >= 0 && round < ROUNDS) lines[round] = line;
  }
  return lines;
}

function record(sysdig: string, newest: string): readonly RecordedEvents[] {
  return EVENT_TYPES.map((type): RecordedEvents => {
    writeFileSync(path, captureOfType(type));
    const ours = ourEvents(type);
    const format = SYNTHETIC_FORMAT + END;
    const latest = ask(newest, ['-a', '-s', path, '-o', format]);
    const isAsItIs = latest.some((line, i) => line !== null && hasAllParams(line, ours[i] ?? ''));
    const hasMeaning = !latest.some((line) => line?.includes('=(n.a.)'));
    const lines = isAsItIs && hasMeaning ? latest : ask(sysdig, ['-r', path, '-D', '-p', format]);
    const peer = lines.every((line) => line === null) ? 'none' : lines === latest ? 'newest' : '0.36';
    for (const [round, theirs] of lines.entries()) {
      const own = ours[round] ?? '';
      if (theirs === null || theirs === own || syntheticDifferences(type, theirs, own) !== undefined) continue;
      process.stderr.write(`${type.key} ${round} (${peer})\n  theirs ${theirs}\n  ours   ${own}\n`);
    }
    return { key: type.key, peer, lines };
  });
}

const events = record(process.argv[2] ?? 'sysdig', process.argv[3] ?? 'sinsp-example');
writeFileSync(FILE, gzipSync(JSON.stringify(events), { level: 9 }));
rmSync(folder, { recursive: true });
