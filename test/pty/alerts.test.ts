// SPDX-License-Identifier: Apache-2.0
// Stories of the page of alerts: rules over the demo capture, and on the running system.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { whyNoLiveTests } from '../fixtures/live-capture.js';
import { MAIN } from '../fixtures/program-file.js';
import { type App, withApp } from './driver.js';

const CAPTURE = fileURLToPath(new URL('../../../docs/demo.scap', import.meta.url));
const FOLDER = mkdtempSync(join(tmpdir(), 'sysdrill-alerts-'));
after(() => rmSync(FOLDER, { recursive: true }));

const RULES = `
- rule: Shadow read
  desc: password hashes
  condition: evt.type in (open, openat) and fd.name = /etc/shadow
  output: Shadow read (by=%proc.name parent=%proc.pname file=%fd.name pid=%proc.pid)
  priority: CRITICAL
  tags: [files, story]

- rule: Compiler
  desc: a compiler runs
  condition: evt.type = execve and evt.rawres = 0 and proc.name = gcc
  output: Compiler with %proc.args
  priority: NOTICE
`;

function rulesFile(name: string, text = RULES): string {
  const path = join(FOLDER, name);
  writeFileSync(path, text);
  return path;
}

/** The page of alerts over the demo capture, read to its end. */
function withAlerts(args: readonly string[], story: (app: App) => Promise<void>): Promise<void> {
  const options = { command: process.execPath, args: [MAIN, '-r', CAPTURE, ...args], columns: 150, rows: 40 };
  return withApp(options, async (app) => {
    await app.expectScreen(/ FILE /);
    await story(app);
  });
}

/** Waits for what the message line says. */
async function says(app: App, words: RegExp): Promise<void> {
  await app.until(() => words.test(app.lines.at(-2) ?? ''), `${words} in the message line`);
}

/** Puts the cursor on the line of a rule, when all four incidents have come: one more moves the others. */
async function select(app: App, rule: string): Promise<void> {
  const isSelected = (): boolean => app.lines.some((line) => line.startsWith(`── ${rule} `));
  const isAt = (place: number): boolean => (app.lines.at(-2) ?? '').endsWith(` ${place}/4`);
  await app.until(() => [1, 2, 3, 4].some(isAt), 'four incidents');
  app.press('End');
  await app.until(() => isAt(4), 'the last incident');
  for (let place = 3; !isSelected() && place > 0; place--) {
    app.press('Up');
    await app.until(() => isAt(place), `incident ${place}`);
  }
  assert.ok(isSelected(), app.screen);
}

describe('alerts of a capture', () => {
  it('open by themselves, with text, fields and tags, and marks on the strip of time', () =>
    withAlerts(['--rules', rulesFile('a.yaml')], async (app) => {
      await app.expectScreen(/^ Alerts/m);
      await app.expectScreen(/2 incidents|3 incidents|4 incidents/);
      assert.match(app.lines[1] ?? '', /!/);
      await select(app, 'Shadow read');
      assert.match(app.screen, /● Critical +\d+ \d\d:\d\d:\d\d\.\d{3} Shadow read/);
      assert.match(app.screen, /tags: files, story/);
      assert.match(app.screen, /fd\.name +\/etc\/shadow/);
      assert.match(app.screen, /2 rules/);
    }));

  it('lead to the events around them, and to those that made them, and back', () =>
    withAlerts(['--rules', rulesFile('b.yaml')], async (app) => {
      await app.expectScreen(/Shadow read/);
      await select(app, 'Shadow read');
      app.press('Enter');
      await app.expectScreen(/^ Dig +filter: proc\.pid in \(\d+, \d+.*\) or proc\.apid = \d+/m);
      assert.match(app.lines[0] ?? '', /Shadow read ▸ around/);
      app.press('Backspace');
      await app.expectScreen(/^ Alerts/m);
      await select(app, 'Shadow read');
      app.press('e');
      await app.expectScreen(/1\/1$/m);
      assert.match(app.screen, /openat .*\/etc\/shadow/);
      app.press('Backspace');
      await app.expectScreen(/^ Alerts/m);
      await select(app, 'Shadow read');
      app.press('d');
      await app.expectScreen(/sysdrill\.alert/);
    }));

  it('are acknowledged one by one and all at once', () =>
    withAlerts(['--rules', rulesFile('c.yaml')], async (app) => {
      await app.expectScreen(/Shadow read/);
      await select(app, 'Compiler');
      app.press('a');
      await app.expectScreen(/✓ Notice +1 \S+ Compiler/);
      app.press('a');
      await app.expectScreen(/● Notice +1 \S+ Compiler/);
      app.press('A');
      await app.until(() => !app.screen.includes('●'), 'no open incident');
      app.press('Down');
      await says(app, /, 0 open/);
    }));

  it('become an exception in a file, which the rules are read with again', () =>
    withAlerts(['--rules', rulesFile('d.yaml')], async (app) => {
      await app.expectScreen(/Shadow read/);
      await select(app, 'Shadow read');
      app.press('x');
      await app.expectScreen(/Exception to Shadow read/);
      assert.match(app.screen, /\[✓\] fd\.name = \/etc\/shadow/);
      assert.doesNotMatch(app.screen, /\] proc\.pid/);
      app.press('Enter');
      await app.expectScreen(/Append the exception to/);
      app.press('Enter');
      await says(app, /the exception is in .*exceptions\.yaml; 2 rules from now on/);
      const path = join(app.home, 'exceptions.yaml');
      assert.match(readFileSync(path, 'utf8'), /- rule: "Shadow read"\n +exceptions:/);
      const found = spawnSync(
        process.execPath,
        [MAIN, '-r', CAPTURE, '--rules', join(FOLDER, 'd.yaml'), '--rules', path],
        { encoding: 'utf8' },
      );
      assert.equal(found.stderr, '');
      assert.match(found.stdout, /Compiler/);
    }));

  it('whose rules refuse the exception leave the file as it was', () =>
    withAlerts(['--rules', rulesFile('e.yaml')], async (app) => {
      await app.expectScreen(/Shadow read/);
      await select(app, 'Shadow read');
      rulesFile('e.yaml', '- rule: broken\n');
      app.press('x');
      await app.expectScreen(/Exception to/);
      app.press('Enter');
      await app.expectScreen(/Append the exception to/);
      app.press('Enter');
      await says(app, /not written: .*e\.yaml:1/);
      assert.equal(existsSync(join(app.home, 'exceptions.yaml')), false);
      app.press('R');
      await says(app, /the rules stay as they were: .*e\.yaml:1/);
      rulesFile('e.yaml');
      app.signal('SIGHUP');
      await says(app, /2 rules from now on/);
    }));

  it('are a page beside the views: -v, A, the list of views', () =>
    withAlerts(['-v', 'procs', '--rules', rulesFile('f.yaml')], async (app) => {
      await app.expectScreen(/new alerts/);
      app.press('A');
      await app.expectScreen(/^ Alerts/m);
      assert.doesNotMatch(app.lines[0] ?? '', /new alert/);
      app.press('Backspace');
      await app.expectScreen(/^ Processes/m);
      app.press('F2');
      await app.expectScreen(/Views/);
      app.type('alerts');
      await app.expectScreen(/▌ *Alerts/);
      app.press('Enter');
      await app.expectScreen(/^ Alerts/m);
    }));

  it('are said to be none where there are none', () =>
    withAlerts(['-v', 'alerts'], async (app) => {
      await app.expectScreen(/There are no alerts/);
      app.press('R');
      await says(app, /no rules run here/);
    }));

  it('need rules that can be read', async () => {
    const args = [MAIN, '-r', CAPTURE, '--rules', join(FOLDER, 'none.yaml')];
    await withApp({ command: process.execPath, args }, async (app) => {
      assert.equal((await app.exited()).code, 1);
      assert.match(app.screen, /none\.yaml:1:1: LOAD_ERR_FILE_READ/);
    });
  });
});

describe('alerts of the running system', { skip: whyNoLiveTests() ?? false }, () => {
  const marker = join(FOLDER, 'marker');

  it('come while one looks, ring the bell where that is asked for, and can be silenced', async () => {
    writeFileSync(marker, 'x');
    const rules = rulesFile(
      'live.yaml',
      `- rule: Marker read
  desc: x
  condition: evt.type in (open, openat, openat2) and fd.name = ${marker}
  output: Marker read by %proc.name
  priority: WARNING
`,
    );
    const args = [MAIN, '-d', '300', '--rules', rules];
    const home = mkdtempSync(join(tmpdir(), 'sysdrill-home-'));
    const config = join(home, '.config', 'sysdrill');
    mkdirSync(config, { recursive: true });
    writeFileSync(join(config, 'config.yaml'), 'bell: true\n');
    const rings = (app: App): boolean => app.raw.replace(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g, '').includes('\x07');
    await withApp({ command: process.execPath, args, columns: 140, rows: 40, home }, async (app) => {
      await app.expectScreen(/● LIVE/);
      await app.expectScreen(/No alerts so far/);
      assert.equal(rings(app), false);
      const read = (): void => void spawnSync('cat', [marker]);
      read();
      await app.expectScreen(/● Warning +1 \S+ Marker read/);
      assert.ok(rings(app));
      read();
      await app.expectScreen(/● Warning +2 \S+ Marker read/);
      app.press('z');
      await app.expectScreen(/Silence Marker read: cat for/);
      app.press('Enter');
      await says(app, /silent until/);
      await app.expectScreen(/z Warning +2 \S+ Marker read/);
      read();
      app.press('z');
      await app.expectScreen(/Silence Marker read: cat for/);
      app.press('End', 'Enter');
      await says(app, /pass again/);
      app.press('A');
      await app.expectScreen(/✓ Warning +2 \S+ Marker read/);
      read();
      await app.expectScreen(/● Warning +3 \S+ Marker read/);
    });
    rmSync(home, { recursive: true });
  });
});
