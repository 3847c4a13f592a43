// SPDX-License-Identifier: Apache-2.0
// Requests of captures that other programs made: as many as their payloads hold, counted without the program.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../fixtures/live-capture.js';
import { assertCounted } from '../../fixtures/payload-count.js';
import { DEMO_CAPTURE, siblingCapture } from '../scap/capture-files.js';

const CAPTURES: readonly (readonly [name: string, path: string | undefined, protocols: readonly string[]])[] = [
  ['demo', DEMO_CAPTURE, ['http']],
  ['shop', join(ROOT, 'test', 'captures', 'shop.scap.gz'), ['http', 'postgresql', 'redis']],
  ['redis', siblingCapture('redis.scap'), ['redis']],
  ['web', siblingCapture('web.scap'), ['http']],
];

for (const [name, path, protocols] of CAPTURES) {
  test(name, { skip: path === undefined || !existsSync(path) ? 'the capture is not here' : false }, () => {
    for (const protocol of protocols) assertCounted(path ?? '', protocol);
  });
}
