// SPDX-License-Identifier: Apache-2.0
// One POST. A user and password in the address become the header; SYSDRILL_AUTHORIZATION is the header itself, which unlike
// an address is not to be seen by other users.

import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** ms without an answer after which a request has failed. */
const TIMEOUT = 30_000;
/** Bytes of an answer that are read. */
const MOST_ANSWER = 16 << 20;

export interface PostAnswer {
  readonly status: number;
  readonly text: string;
  /** ms that the receiver wants to be left alone. */
  readonly retryAfter: number | undefined;
}

export function post(url: URL, type: string, body: string): Promise<PostAnswer> {
  const bytes = Buffer.from(body);
  const headers = { 'Content-Type': type, 'Content-Length': bytes.length, ...authorization(url) };
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = request(plain, { method: 'POST', headers, timeout: TIMEOUT }, (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on('data', (part: Buffer) => {
        size += part.length;
        if (size > MOST_ANSWER) sent.destroy(new Error('the answer is too long'));
        else parts.push(part);
      });
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 0 } = response;
        const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
        const retryAfter = Number.isFinite(seconds) ? seconds * 1000 : undefined;
        resolve({ status, text: Buffer.concat(parts).toString(), retryAfter });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
    sent.on('error', reject);
    sent.end(bytes);
  });
}

function authorization({ username, password }: URL): { Authorization?: string } {
  const header = process.env['SYSDRILL_AUTHORIZATION'];
  if (header !== undefined && header !== '') return { Authorization: header };
  if (username === '' && password === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
