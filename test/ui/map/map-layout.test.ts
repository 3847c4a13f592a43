// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assignChannels } from '../../../src/ui/map/map-channels.js';
import type { MapEdge } from '../../../src/ui/map/map-graph.js';
import { edgeLabel, edgeText } from '../../../src/ui/map/map-graph.js';
import { type MapLayout, mapLayout } from '../../../src/ui/map/map-layout.js';
import { lineCells } from '../../../src/ui/map/map-lines.js';
import { beside, readingOrder } from '../../../src/ui/map/map-steps.js';

function edge(client: string, server: string): MapEdge {
  const numbers = { calls: 20, rate: 2, failed: 0, unanswered: 0, p50: 1e6, p95: 2e6, slowest: 3e6 };
  return { client, server, key: `${client} -> ${server}`, protocol: 'http', ...numbers };
}

const laidOut = (edges: readonly MapEdge[]): MapLayout =>
  mapLayout(
    edges,
    ({ key }) => String(key),
    (text) => text.length,
  );

const arbitraryEdges = fc
  .uniqueArray(fc.tuple(fc.nat(7), fc.nat(7)), { minLength: 1, maxLength: 30, selector: ([a, b]) => a * 8 + b })
  .map((pairs) => pairs.map(([a, b]) => edge(`s${a}`, `s${b}`)));

const boxOf = ({ boxes }: MapLayout, name: string) => boxes.find((box) => box.name === name);

describe('the map', () => {
  it('puts a client to the left of its servers', () => {
    const layout = laidOut([edge('curl', 'nginx'), edge('nginx', 'shop'), edge('curl', 'shop'), edge('shop', 'redis')]);
    const places = ['curl', 'nginx', 'shop', 'redis'].map((name) => boxOf(layout, name)?.x ?? -1);
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.ok((places[0] ?? -1) >= 0);
  });

  it('draws circles and services that ask themselves', () => {
    const layout = laidOut([edge('a', 'b'), edge('b', 'a'), edge('b', 'b')]);
    assert.deepEqual(
      layout.wires.map(({ edge, arrow }) => [edge, arrow]),
      [
        [0, 'right'],
        [1, 'left'],
        [2, 'right'],
      ],
    );
    assert.ok(boxOf(layout, '(itself)') !== undefined);
  });

  it('has one label for each edge, none over another or over a box, and one arrow', () => {
    fc.assert(
      fc.property(arbitraryEdges, (edges) => {
        const layout = laidOut(edges);
        assert.deepEqual(
          layout.labels.map(({ edge }) => edge),
          [...edges.keys()],
        );
        const taken = new Set<string>();
        const take = (x: number, y: number, what: string): void => {
          assert.ok(!taken.has(`${x} ${y}`), `${what} lies on something at ${x}, ${y}`);
          taken.add(`${x} ${y}`);
        };
        for (const { x, y, text } of layout.labels) for (let i = 0; i < text.length; i++) take(x + i, y, text);
        for (const { name, x, y, width, height } of layout.boxes)
          for (let i = 0; i < width * height; i++) take(x + (i % width), y + Math.floor(i / width), name);
        for (const i of edges.keys())
          assert.equal(layout.wires.filter((wire) => wire.edge === i && wire.arrow !== undefined).length, 1);
      }),
    );
  });

  it('leads each line from the box of its client to the box of its server, in pieces that meet', () => {
    fc.assert(
      fc.property(arbitraryEdges, (edges) => {
        const layout = laidOut(edges);
        for (const [i, { client, server }] of edges.entries()) {
          const own = layout.wires.filter((wire) => wire.edge === i);
          for (const [k, wire] of own.entries()) if (k > 0) assert.equal(wire.y1, own[k - 1]?.y2);
          const isTurned = own.some(({ arrow }) => arrow === 'left');
          const [left, right] = isTurned ? [server, client] : [client, client === server ? '(itself)' : server];
          const touches = (name: string, x: number, y: number, side: 'left' | 'right'): boolean =>
            layout.boxes.some(
              (box) =>
                box.name === name &&
                y > box.y &&
                y < box.y + box.height - 1 &&
                x === (side === 'left' ? box.x + box.width : box.x - 1),
            );
          assert.ok(touches(left, own[0]?.x1 ?? -1, own[0]?.y1 ?? -1, 'left'), `${client} to ${server} begins`);
          assert.ok(touches(right, own.at(-1)?.x2 ?? -1, own.at(-1)?.y2 ?? -1, 'right'), `${client} to ${server} ends`);
        }
      }),
    );
  });

  it('gives lines that would meet in a channel different ones', () => {
    const routes = fc
      .uniqueArray(fc.nat(30), { minLength: 2, maxLength: 12 })
      .chain((rows) =>
        fc
          .shuffledSubarray(rows, { minLength: rows.length })
          .map((ends) => rows.map((from, i) => ({ from, to: ends[i] ?? 0 }))),
      );
    fc.assert(
      fc.property(routes, (all) => {
        const channels = assignChannels(all);
        for (const [i, a] of all.entries())
          for (const [k, b] of all.entries()) {
            if (i >= k || channels[i] !== channels[k]) continue;
            const apart =
              Math.max(a.from, a.to) < Math.min(b.from, b.to) || Math.max(b.from, b.to) < Math.min(a.from, a.to);
            assert.ok(apart, JSON.stringify([a, b]));
          }
      }),
    );
  });

  it('draws corners and crossings', () => {
    const wire = { edge: 0, x1: 0, y1: 0, channel: 2, x2: 4, y2: 2, arrow: undefined };
    const flat = { edge: 1, x1: 0, y1: 1, channel: 3, x2: 4, y2: 1, arrow: undefined };
    const cells = lineCells([wire, flat], 1);
    const crossing = cells.find(({ x, y }) => x === 2 && y === 1);
    assert.deepEqual(crossing, { x: 2, y: 1, dirs: 15, edge: 1 });
  });

  it('steps along the requests, and through all lines as one reads', () => {
    const edges = [edge('curl', 'nginx'), edge('nginx', 'shop'), edge('shop', 'redis')];
    const layout = laidOut(edges);
    assert.deepEqual(readingOrder(layout), [0, 1, 2]);
    assert.equal(beside(layout, edges, 0, 'right'), 1);
    assert.equal(beside(layout, edges, 1, 'left'), 0);
    assert.equal(beside(layout, edges, 2, 'right'), undefined);
  });

  it('says rate, failures and what has no reply', () => {
    const failing = { ...edge('a', 'b'), failed: 3, unanswered: 2 };
    assert.equal(edgeLabel(failing, 'x'), '2/s 3x 2? 2.00ms');
    assert.equal(edgeLabel(edge('a', 'b'), 'x'), '2/s 2.00ms');
    assert.equal(
      edgeText(failing, '-'),
      'a -> b: http - 20 (2/s) - 3 failed - 2 without a reply - p50 1.00ms p95 2.00ms max 3.00ms',
    );
  });
});
