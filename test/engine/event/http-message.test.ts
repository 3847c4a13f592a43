// SPDX-License-Identifier: Apache-2.0
// Heads of HTTP messages, whole and as a recording cuts them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpRequest, httpResponse } from '../../../src/engine/event/http-message.js';

test('a request has a method, a target and perhaps a host', () => {
  assert.deepEqual(httpRequest('GET /a?b=1 HTTP/1.1\r\nAccept: x\r\nHost: web:8080\r\n\r\n'), {
    method: 'GET',
    target: '/a?b=1',
    host: 'web:8080',
  });
  assert.equal(httpRequest('POST /x HTTP/1.0\nhost:  web\n\n')?.host, 'web');
  assert.equal(httpRequest('POST /x HTTP/1.1\r\n\r\nbody\r\nHost: none\r\n')?.host, undefined);
});

test('what is cut in the middle of a request is not known', () => {
  const whole = 'DELETE /things/12 HTTP/1.1\r\nHost: web\r\nAccept: x\r\n\r\n';
  for (let length = 0; length <= whole.length; length++) {
    const request = httpRequest(whole.slice(0, length));
    const target = whole.slice(7, Math.min(length, 17));
    if (length < 8) assert.equal(request, undefined, `${length}`);
    else assert.deepEqual([request?.method, request?.target], ['DELETE', target], `${length}`);
    assert.equal(request?.host, length >= whole.indexOf('\r\nAccept') + 2 ? 'web' : undefined, `${length}`);
  }
});

test('other text is not a request', () => {
  const others = [
    '',
    'GET',
    'GET ',
    'get / HTTP/1.1\r\n',
    'GETS key\r\n',
    'HELLO world',
    'GET a b c',
    'PRI * HTTP/2.0\r\n',
  ];
  for (const text of others) assert.equal(httpRequest(text), undefined, text);
});

test('a response has a status and perhaps a length', () => {
  assert.deepEqual(httpResponse('HTTP/1.1 200 OK\r\nContent-Length: 42\r\n\r\n'), { status: 200, length: 42 });
  assert.deepEqual(httpResponse('HTTP/1.0 404 Not Found\r\nContent-Length: 4'), { status: 404, length: undefined });
  assert.deepEqual(httpResponse('HTTP/1.1 204 \r\n\r\ncontent-length: 7\r\n'), { status: 204, length: undefined });
  assert.deepEqual(httpResponse('HTTP/1.1 101 Switching Protocols\r\n\r\n'), { status: 101, length: undefined });
});

test('an interim response does not count yet', () => {
  for (const text of [
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 103 Early Hints\r\n',
    'HTTP/2 200\r\n',
    'x HTTP/1.1 200',
  ]) {
    assert.equal(httpResponse(text), undefined, text);
  }
});
