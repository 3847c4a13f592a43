// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { quoteArgument, shellLine } from '../../../src/ui/actions/shell-quote.js';
import { safeText } from '../../../src/ui/safe-text.js';
import { HOSTILE_NAMES } from '../hostile-names.js';

/** Without its files: bash reads ~/.bashrc where its input is a socket, as it is here, and that may take seconds. */
const BASH = ['--norc', '-c'];

const hasBash = spawnSync('bash', [...BASH, 'true']).status === 0;

/** What bash makes of a line of arguments. */
function readBack(line: string): Buffer[] {
  const out = execFileSync('bash', [...BASH, `printf '%s\\0' ${line}`], {
    env: { LC_ALL: 'C.UTF-8', PATH: process.env['PATH'] },
  });
  const words: Buffer[] = [];
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(0, at);
    words.push(out.subarray(at, end));
    at = end + 1;
  }
  return words;
}

/** The bytes that a text stands for, undecodable ones as they were. */
function bytesOf(text: string): Buffer {
  const parts = [...text].map((character) => {
    const code = character.charCodeAt(0);
    if (character.length === 1 && code >= 0xdc80 && code <= 0xdcff) return Buffer.from([code - 0xdc00]);
    return Buffer.from(character);
  });
  return Buffer.concat(parts);
}

describe('a quoted command line', () => {
  it('leaves plain words alone', () => {
    assert.equal(shellLine(['kill', '-9', '4121']), 'kill -9 4121');
    assert.equal(shellLine(['docker', 'exec', '-i', 'a1b2', '/bin/bash']), 'docker exec -i a1b2 /bin/bash');
  });

  it('quotes what a shell would read otherwise', () => {
    assert.equal(quoteArgument(''), "''");
    assert.equal(quoteArgument("it's"), "'it'\\''s'");
    assert.equal(quoteArgument('~'), "'~'");
    assert.equal(quoteArgument('a=b'), 'a=b');
    assert.equal(quoteArgument('$(reboot)'), "'$(reboot)'");
    assert.equal(quoteArgument('a\nb'), "$'a\\x0ab'");
  });

  it('shows nothing that acts on a terminal, or that cannot be seen', () => {
    for (const name of HOSTILE_NAMES) assert.equal(safeText(quoteArgument(name)), quoteArgument(name));
  });

  it('is read by bash as exactly these arguments', { skip: !hasBash && 'there is no bash' }, () => {
    // Lone surrogates beyond the stray bytes stand for nothing; NUL fits into no argument.
    const names = HOSTILE_NAMES.filter((name) => !/[\ud800-\udbff](?![\udc00-\udfff])/.test(name));
    assert.deepEqual(readBack(shellLine(names)), names.map(bytesOf));
    const argument = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1, maxLength: 20 }), (argv) => {
        assert.deepEqual(readBack(shellLine(argv)), argv.map(bytesOf));
      }),
      { numRuns: 40 },
    );
  });
});
