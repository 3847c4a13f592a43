// SPDX-License-Identifier: Apache-2.0
// The stories, told by the real program over a real capture.

import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { STORIES, type StoryTarget } from './stories.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const CAPTURE = fileURLToPath(new URL('../../../test/captures/files.scap', import.meta.url));

const target: StoryTarget = {
  launch: (extra) => ({ command: process.execPath, args: [MAIN, '-r', CAPTURE], columns: 120, ...extra }),
  row: /bash/,
  needle: 'bash',
  filter: 'user.name=root',
};

describe('stories in a terminal, files.scap', { concurrency: 2 }, () => {
  for (const story of STORIES) it(story.name, () => story.run(target));
});
