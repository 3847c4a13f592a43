// SPDX-License-Identifier: Apache-2.0
// Where the time of requests went, in a recording of real services: curl, nginx, a shop for Node, PostgreSQL, redis.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXCHANGE_BASE } from '../../../src/engine/event/exchange.js';
import type { RequestTime } from '../../../src/engine/protocol/request-time.js';
import { requestTime } from '../../../src/engine/query/request-time.js';
import { loaded } from './loaded.js';

const SHOP = fileURLToPath(new URL('../../../../test/captures/shop.scap.gz', import.meta.url));
const capture = loaded(SHOP);

function timeOf(number: number): RequestTime {
  const time = requestTime(capture, number);
  assert.ok(time !== undefined, `request ${number}`);
  return time;
}

const answered: RequestTime[] = [];
for (let exchange = 0; exchange < capture.requests.count; exchange++) {
  const time = capture.requests.rowOf(exchange) < 0 ? undefined : requestTime(capture, EXCHANGE_BASE + exchange + 1);
  if (time !== undefined) answered.push(time);
}

function find(server: string, target: RegExp): RequestTime {
  const found = answered.find(
    ({ request }) => request.role === 'server' && request.server === server && target.test(request.target ?? ''),
  );
  assert.ok(found !== undefined, `${server} ${target}`);
  return found;
}

const spent = ({ spent }: RequestTime, kind: string): number => spent.find((part) => part.kind === kind)?.time ?? 0;

describe('where the time of a request went', () => {
  it('is known of every answered request, and adds up to its latency', () => {
    assert.ok(answered.length > 500, `${answered.length}`);
    for (const time of answered) {
      const sum = time.spent.reduce((total, part) => total + part.time, 0);
      assert.ok(Math.abs(sum - time.length) < 1, `event ${time.num}: ${sum} of ${time.length}`);
      for (const part of time.spent) assert.ok(part.time >= 0, `event ${time.num}: ${part.kind} ${part.time}`);
      for (const { from, to } of time.steps)
        assert.ok(from >= 0 && from <= to && to <= time.length, `event ${time.num}`);
    }
  });

  it('names what a service asked others, each with what that did for it', () => {
    const cart = find('shop', /^\/cart\//);
    const asked = cart.steps.filter(({ kind }) => kind === 'request');
    assert.equal(asked.length, 12);
    assert.equal(asked.filter(({ text }) => /^postgresql postgres: SELECT price FROM items/.test(text)).length, 10);
    assert.match(asked[0]?.text ?? '', /^redis redis-server: GET cart:\d+$/);
    for (const { link, text } of asked) {
      assert.ok(link !== undefined, text);
      assert.equal(timeOf(link).request.role, 'server');
    }
    assert.ok(spent(cart, 'request') > cart.length / 2);
  });

  it('leads through nginx and the shop to the database that slept', () => {
    const proxied = find('nginx', /^\/orders\/acme/).steps.find(({ kind }) => kind === 'request');
    const shop = timeOf(proxied?.link ?? 0);
    assert.equal(shop.request.server, 'shop');
    const query = shop.steps.find(({ text }) => text.includes('pg_sleep'));
    assert.ok(query !== undefined);
    const database = timeOf(query.link ?? 0);
    assert.equal(database.request.server, 'postgres');
    // pg_sleep(0.15) waits for its timer in epoll_wait.
    assert.ok(spent(database, 'wait') > 140e6, `${spent(database, 'wait')}`);
  });

  it('leads from a client to its server', () => {
    const client = answered.find(({ request }) => request.role === 'client' && request.server === 'nginx');
    assert.ok(client?.answeredBy !== undefined);
    const server = timeOf(client.answeredBy);
    assert.deepEqual(
      { ...server.request, role: 'client' },
      { ...client.request },
      'the same request from the other side',
    );
    assert.ok(server.length <= client.length);
  });

  it('is unknown where nobody has answered', () => {
    const open = Array.from({ length: capture.requests.count }, (_, n) => n).find(
      (n) => capture.requests.rowOf(n) >= 0 && Number.isNaN(capture.requests.spanOf(n).latency),
    );
    assert.ok(open !== undefined);
    assert.equal(requestTime(capture, EXCHANGE_BASE + open + 1), undefined);
    assert.equal(requestTime(capture, 1), undefined);
    assert.equal(requestTime(capture, EXCHANGE_BASE + capture.requests.count + 1), undefined);
  });
});
