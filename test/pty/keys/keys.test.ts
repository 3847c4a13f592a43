// SPDX-License-Identifier: Apache-2.0
// Every key of the key table, pressed in every place where it holds, with its effect seen: with the real program over a real
// capture, and where the key is about a living process or source, over the demo's.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bootTime, processNow } from '../../../src/ui/actions/process-identity.js';
import type { KeyContext } from '../../../src/ui/keys/binding.js';
import { KEY_TABLE } from '../../../src/ui/keys/key-table.js';
import { MAIN, SHOP } from '../../fixtures/program-file.js';
import { type LaunchOptions, withApp } from '../driver.js';
import { openAlerts, openFields, RULES, walkAlerts } from './alert-walks.js';
import { KeyLedger, KeyWalk } from './key-walk.js';
import { walkChooser, walkConfirm, walkMarks, walkPager, walkPrompts } from './overlay-walks.js';
import {
  openBreakdown,
  walkBreakdown,
  walkCompare,
  walkDig,
  walkEcho,
  walkEmptyMap,
  walkInspector,
  walkMap,
  walkOverview,
  walkSpectrogram,
  walkText,
} from './page-walks.js';
import { walkCell, walkColumns, walkTable, walkTree } from './table-walks.js';

const DEMO = fileURLToPath(new URL('../../ui/demo.js', import.meta.url));
const CAPTURE = fileURLToPath(new URL('../../../../test/captures/files.scap', import.meta.url));
const ALERTS = fileURLToPath(new URL('../../../../docs/demo.scap', import.meta.url));
const skip = process.platform !== 'linux' && 'there is no /proc, and no renice';

const ledger = new KeyLedger();

function run(options: LaunchOptions, context: KeyContext, walk: (walk: KeyWalk) => Promise<void>): Promise<void> {
  return withApp(options, async (app) => {
    await app.expectScreen(/^ Processes/m);
    await walk(new KeyWalk(app, context, ledger));
  });
}

const SIZE = { columns: 140, rows: 40 } as const;

const FOLDER = mkdtempSync(join(tmpdir(), 'sysdrill-keys-'));
after(() => rmSync(FOLDER, { recursive: true }));

/** A capture in which rules find something, read whole, with its processes first. */
function withAlerts(context: KeyContext, walk: (walk: KeyWalk) => Promise<void>): Promise<void> {
  const rules = join(FOLDER, `${context}.yaml`);
  writeFileSync(rules, RULES);
  const options = { command: process.execPath, args: [MAIN, '-r', ALERTS, '-v', 'procs', '--rules', rules], ...SIZE };
  return run(options, context, async (there) => {
    await there.app.expectScreen(/ FILE +86263 events +▲ 34 new alerts /);
    await walk(there);
  });
}

/** The capture is read whole: only keys change the screen. */
function inCapture(context: KeyContext, walk: (walk: KeyWalk) => Promise<void>): Promise<void> {
  const options = { command: process.execPath, args: [MAIN, '-r', CAPTURE], ...SIZE };
  return run(options, context, async (there) => {
    await there.app.expectScreen(/ FILE +47788 events /);
    await walk(there);
  });
}

const WALKS: readonly (readonly [KeyContext, string, (walk: KeyWalk) => Promise<void>])[] = [
  ['table', 'in tables, and while playing', walkTable],
  ['cell', 'on a chosen cell', walkCell],
  ['tree', 'in a tree', walkTree],
  ['columns', 'among the columns', walkColumns],
  ['dig', 'in Dig', walkDig],
  ['echo', 'in Echo', walkEcho],
  ['spectrogram', 'in the spectrogram', walkSpectrogram],
  ['overview', 'in the overview', walkOverview],
  ['map', 'in a map without requests', walkEmptyMap],
  ['compare', 'in a comparison', walkCompare],
  ['inspector', 'in event details', walkInspector],
  ['text', 'in help and legend', walkText],
  ['chooser', 'in a list', walkChooser],
  ['prompt', 'in input lines', walkPrompts],
  ['marks', 'while a mark is chosen', walkMarks],
];

/** How to come to a place from the first table; those that the walks do not leave with a key that ends the program. */
const WAYS: readonly (readonly [KeyContext, readonly string[], RegExp])[] = [
  ['table', [], /^ Processes/m],
  ['dig', ['D'], /^ Dig/m],
  ['echo', ['E'], /^ Echo/m],
  ['spectrogram', ['L'], /^ Spectrogram/m],
  ['overview', ['o'], /^ Overview/m],
  ['map', ['O'], /^ Map/m],
  ['alerts', ['A'], /^ Alerts/m],
  ['inspector', ['D', 'Enter'], /^ Event/m],
  ['text', ['?'], /^ Help/m],
  ['chooser', ['F2'], /─ Views ─/],
  ['prompt', ['F4'], /for example/],
  ['marks', ['m'], /Mark this place/],
  ['columns', ['c'], /─ Columns ─/],
];

async function withChild(story: (pid: string) => Promise<void>): Promise<void> {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  try {
    await once(child, 'spawn');
    await story(String(child.pid));
  } finally {
    child.kill('SIGKILL');
  }
}

/** Of the demo, whose rows all stand for that process. */
function onProcess(pid: string): LaunchOptions {
  return { command: process.execPath, args: [DEMO, '--rows', '50', '--live', '--pid', pid], ...SIZE };
}

describe('keys', { concurrency: 2, skip }, () => {
  for (const [context, place, walk] of WALKS) it(place, () => inCapture(context, walk));

  it('in the map', () =>
    run({ command: process.execPath, args: [MAIN, '-r', SHOP], ...SIZE }, 'map', async (walk) => {
      await walk.app.expectScreen(/ FILE +\d+ events /);
      await walkMap(walk);
    }));

  it('among alerts', () => withAlerts('alerts', walkAlerts));

  it('in where the time went', () =>
    run({ command: process.execPath, args: [MAIN, '-r', SHOP], ...SIZE }, 'breakdown', async (walk) => {
      await walkBreakdown(walk);
    }));

  it('in questions', () =>
    withChild((pid) =>
      run(onProcess(pid), 'confirm', (walk) =>
        walkConfirm(walk, async () => (await processNow(pid, bootTime()))?.nice),
      ),
    ));

  it('in the output of a command', () => withChild((pid) => run(onProcess(pid), 'pager', walkPager)));

  it('that freeze a living source, and let it go on', () =>
    run({ command: process.execPath, args: [DEMO, '--live', '--rows', '50'], ...SIZE }, 'table', async (walk) => {
      const { app } = walk;
      for (const [context, ways, home] of WAYS.slice(0, 7)) {
        app.press(...ways);
        await app.until(() => home.test(app.screen), context);
        await walk.in(context).press('p', /PAUSED/);
        await walk.in(context).press('p', /● LIVE/);
        if (ways.length > 0) await walk.goes('backspace', /^ Processes/m);
      }
    }));

  it('that end the program', async () => {
    for (const [context, ways, home] of WAYS) {
      const rows = KEY_TABLE.filter((row) => row.command === 'quit' && row.when.includes(context));
      for (const key of rows.flatMap((row) => row.keys)) {
        await run({ command: process.execPath, args: [DEMO, '--rows', '50'], ...SIZE }, context, async (walk) => {
          walk.app.press(...ways);
          await walk.app.until(() => home.test(walk.app.screen), context);
          await ends(walk, key);
        });
      }
    }
    for (const key of ['f10', 'Q', 'C-c']) {
      await run({ command: process.execPath, args: [MAIN, '-r', SHOP], ...SIZE }, 'breakdown', async (walk) => {
        await openBreakdown(walk);
        await ends(walk, key);
      });
    }
    await withAlerts('fields', async (walk) => {
      await openAlerts(walk);
      await openFields(walk);
      await ends(walk, 'C-c');
    });
    await withChild((pid) =>
      run(onProcess(pid), 'confirm', async (walk) => {
        walk.app.press('F8', '[');
        await walk.app.expectScreen(/Lower its priority\?/);
        await ends(walk, 'C-c');
      }),
    );
  });
});

async function ends(walk: KeyWalk, key: string): Promise<void> {
  await walk.press(key, () => walk.app.hasExited);
  assert.equal((await walk.app.exited()).code, 0, `${key} ends the program`);
}

it('no key of the table was left out', { skip }, () => {
  assert.deepEqual(ledger.missing(KEY_TABLE), []);
});
