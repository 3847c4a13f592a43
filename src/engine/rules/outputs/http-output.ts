// SPDX-License-Identifier: Apache-2.0
// Alerts as HTTP requests: the engine's JSON object per POST, which falcosidekick takes as it is, or the alerts of
// Prometheus' alertmanager (its API of version 2).

import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Alert } from '../alert.js';
import { isoTime } from '../alert-time.js';
import type { AlertOutput } from './output.js';
import { GiveUp, SendQueue } from './send-queue.js';

/** ms without an answer after which a request has failed. */
const TIMEOUT = 10_000;

export function httpOutput(url: URL): AlertOutput {
  return new SendQueue(url.href, ({ json }) => post(url, json));
}

/** `url` names the server; the path of the API is added where there is none. */
export function alertmanagerOutput(url: URL): AlertOutput {
  const api = new URL(url);
  if (api.pathname === '/') api.pathname = '/api/v2/alerts';
  return new SendQueue(api.href, (alert) => post(api, JSON.stringify([alertmanagerAlert(alert)])));
}

/** Labels say which alert it is, and are the same for its repetitions; the text is an annotation. */
export function alertmanagerAlert({ rule, priority, source, tags, hostname, time, message, withheld }: Alert): object {
  const started = isoTime(time);
  return {
    labels: {
      alertname: rule,
      priority,
      source,
      ...(hostname === '' ? {} : { instance: hostname }),
      ...(tags.length === 0 ? {} : { tags: tags.join(',') }),
    },
    annotations: { description: message, ...(withheld === 0 ? {} : { withheld: String(withheld) }) },
    ...(started === null ? {} : { startsAt: started }),
  };
}

function post(url: URL, body: string): Promise<void> {
  const bytes = Buffer.from(body);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Content-Length': bytes.length },
        timeout: TIMEOUT,
      },
      (response) => {
        response.resume();
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode: status = 0 } = response;
          if (status >= 200 && status < 300) resolve();
          // What is wrong with the request stays wrong; anything else may pass.
          else
            reject(
              status >= 400 && status < 500 && status !== 408 && status !== 429
                ? new GiveUp(`HTTP ${status}`)
                : new Error(`HTTP ${status}`),
            );
        });
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer')));
    sent.on('error', reject);
    sent.end(bytes);
  });
}
