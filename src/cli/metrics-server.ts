// SPDX-License-Identifier: Apache-2.0
// An HTTP server with one page: /metrics. It answers GET and HEAD alone, and knows nothing of what it shows.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIPv6 } from 'node:net';
import { CONTENT_TYPE, type MetricFormat } from '../engine/metrics/open-metrics.js';
import { failure, ok, type Result } from '../engine/result.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** ms that a client may take for its request. */
const PATIENCE = 10_000;
const MOST_CLIENTS = 64;

/** `127.0.0.1:9464`, `[::1]:9464`, `:9464` (every address of the machine). The error is a sentence. */
export function parseAddress(text: string): Result<Address, string> {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2] ?? '';
  if (match === null || port > 65_535 || (match[1] !== undefined && !isIPv6(match[1]))) {
    return failure(`--metrics wants an address such as 127.0.0.1:9464, not "${text}"`);
  }
  return ok({ host, port });
}

export interface MetricsServer {
  /** As a scraper reaches it. */
  readonly url: string;
  close(): Promise<void>;
}

/** `page` may take its time; what it throws is answered with 500. */
export async function serveMetrics(
  { host, port }: Address,
  page: (format: MetricFormat) => Promise<string>,
): Promise<Result<MetricsServer, string>> {
  const server = createServer({ requestTimeout: PATIENCE, headersTimeout: PATIENCE }, (request, response) => {
    void answer(request, response, page);
  });
  server.maxConnections = MOST_CLIENTS;
  const problem = await listen(server, { host, port });
  if (problem !== undefined) return failure(problem);
  const bound = server.address();
  const shown = typeof bound === 'object' && bound !== null ? bound.port : port;
  const name = host === '' ? 'localhost' : isIPv6(host) ? `[${host}]` : host;
  return ok({ url: `http://${name}:${shown}/metrics`, close: () => closed(server) });
}

function listen(server: Server, { host, port }: Address): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'the port is taken' : error.message;
      resolve(`--metrics ${host}:${port}: ${why}`);
    });
    server.listen({ port, ...(host === '' ? {} : { host }) }, () => resolve(undefined));
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  page: (format: MetricFormat) => Promise<string>,
): Promise<void> {
  const path = (request.url ?? '').split('?')[0];
  if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'GET /metrics');
  if (path !== '/metrics') return say(response, path === '/' ? 200 : 404, 'sysdrill: /metrics');
  const format = wantedFormat(request.headers.accept);
  try {
    const text = await page(format);
    response.writeHead(200, { 'Content-Type': CONTENT_TYPE[format], 'Content-Length': Buffer.byteLength(text) });
    response.end(request.method === 'HEAD' ? undefined : text);
  } catch (error) {
    say(response, 500, (error as Error).message);
  }
}

/** The older format, the default: every reader of metrics knows it. */
function wantedFormat(accept: string | undefined): MetricFormat {
  return accept?.includes('application/openmetrics-text') === true ? 'openmetrics' : 'prometheus';
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
