// SPDX-License-Identifier: Apache-2.0
// Writes test/screens again: node build/test/pty/write-screens.js. With a directory as argument it writes pictures (SVG)
// of the same screens there, to be looked at.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './driver.js';
import { DARK_PICTURE, screenSvg } from './screen-svg.js';
import { DIRECTORY, SIZES, shownText, sizeName, walkScreens } from './screens.js';

/** ms without a change until a screen counts as whole. */
const QUIET = 700;

const pictures = process.argv[2];

async function settled(app: App): Promise<void> {
  let before = '';
  while (before !== shownText(app)) {
    before = shownText(app);
    await new Promise((resolve) => setTimeout(resolve, QUIET));
  }
}

for (const size of SIZES) {
  const directory = join(pictures ?? DIRECTORY, sizeName(size));
  if (pictures === undefined) rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  await walkScreens(size, async (name, app) => {
    await settled(app);
    if (pictures === undefined) writeFileSync(join(directory, `${name}.txt`), shownText(app));
    else writeFileSync(join(directory, `${name}.svg`), screenSvg(app.cells, DARK_PICTURE, name));
  });
}
