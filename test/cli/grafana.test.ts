// SPDX-License-Identifier: Apache-2.0
// The dashboard for Grafana, which is not in Debian: what its importer wants of a file, and every query of it run by the
// real Prometheus over what `sysdrill serve` shows.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { ROOT } from '../docs/pages.js';
import { has } from '../fixtures/live-capture.js';
import { Prometheus } from '../fixtures/prometheus.js';
import { type Served, serve } from '../fixtures/served.js';
import { DEMO } from './program.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly schemaVersion: number;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
}

const dashboard = JSON.parse(readFileSync(`${ROOT}docs/grafana/sysdrill.json`, 'utf8')) as Dashboard;

test('panels have ids of their own, lie side by side, and use variables that there are', () => {
  const { panels, templating } = dashboard;
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const cells = panels.map(({ gridPos: { x, y } }) => `${x} ${y}`);
  assert.equal(new Set(cells).size, cells.length);
  const names = new Set([...templating.list.map(({ name }) => name), '__rate_interval']);
  for (const { gridPos, targets } of panels) {
    assert.ok(gridPos.x + gridPos.w <= 24);
    const used = targets.flatMap(({ expr }) => [...expr.matchAll(/\$(\w+)/g)].map((match) => match[1] ?? ''));
    assert.deepEqual(
      used.filter((name) => !names.has(name)),
      [],
    );
  }
});

suite('its queries', { skip: has('prometheus') ? false : 'no prometheus' }, () => {
  let served: Served;
  let prometheus: Prometheus;
  before(async () => {
    served = await serve('-r', DEMO);
    prometheus = await Prometheus.start(new URL(served.url).host);
  });
  after(async () => {
    await prometheus?.stop();
    await served?.end();
  });

  for (const { title, targets } of dashboard.panels) {
    test(title, async () => {
      for (const { expr, legendFormat } of targets) {
        const query = expr.replaceAll('$instance', '.*').replaceAll('$__rate_interval', '1m');
        await prometheus.count(query);
        // Metrics without values in this capture, for lack of containers or losses, still exist.
        for (const [name] of query.matchAll(/sysdrill_[a-z_]+/g))
          assert.ok(KNOWN.has(name.replace(/_bucket$/, '')), name);
        const labels = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '');
        for (const label of labels) assert.match(query, new RegExp(`by \\([^)]*\\b${label}\\b`));
      }
    });
  }
});

const KNOWN: ReadonlySet<string> = new Set(
  readFileSync(`${ROOT}docs/metrics.md`, 'utf8')
    .match(/`sysdrill_[a-z_]+`/g)
    ?.map((name) => name.slice(1, -1)),
);
