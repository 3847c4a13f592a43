// SPDX-License-Identifier: Apache-2.0
// The map of services, over a recording of real ones: curl asks nginx, nginx a shop, the shop PostgreSQL, redis, a catalog
// and a resolver.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN, SHOP } from '../fixtures/program-file.js';
import { type App, withApp } from './driver.js';

const launch = (columns: number, rows: number, ...args: string[]) => ({
  command: process.execPath,
  args: [MAIN, '-r', SHOP, ...args],
  columns,
  rows,
});

async function openMap(app: App): Promise<void> {
  await app.expectScreen(/ FILE +\d+ events /);
  app.press('O');
  await app.expectScreen(/requests per second, failed/);
}

test('draws services as boxes and their calls as lines', () =>
  withApp(launch(160, 40), async (app) => {
    await openMap(app);
    for (const name of ['curl', 'nginx', 'shop', 'postgres', 'redis-server', 'catalog', 'dnsmasq'])
      await app.expectScreen(new RegExp(`│ +${name} +│`));
    await app.expectScreen(/│ curl │─ \d\.\d+\/s 4✗ \S+ ─*►│ +nginx/);
    await app.expectScreen(/^ curl -> nginx: http/m);
    app.press('Right', 'Right');
    await app.expectScreen(/^ shop -> \S+: /m);
    app.press('Left');
    await app.expectScreen(/^ nginx -> shop: http/m);
    app.press('Enter');
    await app.expectScreen(/^ Requests .*drill\.req\.edge="nginx -> shop"/m);
    app.press('Backspace');
    await app.expectScreen(/requests per second, failed/);
    app.press('O');
    await app.expectScreen(/^ Processes/m);
  }));

test('fits a small terminal by scrolling to the chosen line', () =>
  withApp(launch(80, 24, '-v', 'map'), async (app) => {
    await app.expectScreen(/more:.*→/);
    for (const name of ['curl', 'nginx', 'shop']) await app.expectScreen(new RegExp(`│ +${name} +│`));
    app.press('End');
    await app.expectScreen(/more: ←/);
    await app.expectScreen(/ 9\/9$/m);
  }));

test('follows the window and the filter', () =>
  withApp(launch(160, 40, 'drill.req.protocol=http'), async (app) => {
    await openMap(app);
    await app.expectScreen(/│ +catalog +│/);
    assert.ok(!app.screen.includes('redis-server'));
    const [calls = ''] = /http · \d+ /.exec(app.screen) ?? [];
    app.press('{', '{');
    await app.until(() => !app.screen.includes(calls), 'fewer requests in a shorter window');
    await app.expectScreen(/curl -> nginx: http · \d+ /);
  }));
