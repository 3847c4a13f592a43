// SPDX-License-Identifier: Apache-2.0
// The terminal before the interface is loaded: something is there at once, early keys are kept and not echoed, and the
// terminal is given back where the interface never comes.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MAIN } from '../fixtures/program-file.js';
import { withApp } from './driver.js';

const MODULE = JSON.stringify(new URL('../../src/ui/opening-screen.js', import.meta.url).href);
/** Opens, waits for a key that it must not see itself, and hands over. */
const PROGRAM = `import { openScreen } from ${MODULE};
  const opening = openScreen('loading', true);
  setTimeout(() => {
    opening.handOver();
    process.stdin.resume().on('data', (keys) => {
      process.stdout.write('\\x1b[2J\\x1b[Hgot ' + JSON.stringify(String(keys)));
      if (String(keys).includes('q')) process.exit(0);
    });
  }, 1500);`;
const launch = { command: process.execPath, args: ['--input-type=module', '-e', PROGRAM], columns: 80 };

describe('before the interface', () => {
  it('a line says what is waited for, and early keys are the first ones of the interface', async () => {
    await withApp(launch, async (app) => {
      await app.expectScreen(/^[|/\\-] sysdrill {3}loading/);
      assert.equal(app.isAlternate, true);
      app.press('x', 'y');
      await app.expectScreen(/^got "xy"/);
      app.press('q');
      assert.equal((await app.exited()).code, 0);
    });
  });

  it('a source that cannot be opened is complained of on the terminal as it was', async () => {
    await withApp({ command: process.execPath, args: [MAIN, '-r', '/no/such/file'], columns: 80 }, async (app) => {
      assert.equal((await app.exited()).code, 1);
      assert.equal(app.isAlternate, false);
      assert.match(app.screen, /sysdrill: .*\/no\/such\/file/);
    });
  });
});
