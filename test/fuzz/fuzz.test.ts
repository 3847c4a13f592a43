// SPDX-License-Identifier: Apache-2.0
// A sample of the fuzzer's runs, all that seeds hold as they are, and the inputs that once found something. The long way is
// `npm run fuzz`; its figures are in docs/reliability.md.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { concat } from '../engine/scap/byte-list.js';
import { random } from '../engine/scap/random.js';
import { examine } from './examine.js';
import { inputOf } from './input.js';
import { corpusInputs, fuzzSeeds } from './seeds.js';

const RUNS = 300;
const FIRST = 20_261_130;

let directory = '';
before(() => {
  directory = mkdtempSync(join(tmpdir(), 'sysdrill-fuzz-'));
});
after(() => rmSync(directory, { recursive: true }));

const scratch = () => join(directory, 'saved.scap');

test('mutated captures are read, printed, grouped, filtered, saved, redacted and shown', async () => {
  const seeds = fuzzSeeds();
  for (let run = FIRST; run < FIRST + RUNS; run++) {
    await examine(inputOf(run, seeds), random(run), scratch(), { all: false });
  }
});

test('so are the captures that they are made of', async () => {
  for (const [i, blocks] of fuzzSeeds().entries()) {
    await examine(concat(...blocks), random(i), scratch(), { all: i % 20 === 0 });
  }
});

for (const { name, bytes } of corpusInputs()) {
  test(`${name}, which once found something, no longer does`, async () => {
    await examine(bytes, random(1), scratch(), { all: true });
  });
}
