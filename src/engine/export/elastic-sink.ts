// SPDX-License-Identifier: Apache-2.0
// Elasticsearch and OpenSearch: POST /_bulk, two lines a document. `create` is what data streams take as well as indices.

import { BatchQueue, type Delivery, type QueueLimits } from './batch-queue.js';
import { type PostAnswer, post } from './http-post.js';
import { IsoClock } from './iso-clock.js';
import type { ExportRecord, RecordSink } from './record-sink.js';

const INDEX = 'sysdrill';

interface BulkAnswer {
  readonly errors?: boolean;
  readonly items?: readonly Readonly<Record<string, BulkItem>>[];
}

interface BulkItem {
  readonly status?: number;
  readonly error?: { readonly type?: string; readonly reason?: string };
}

/** The path of the address is the index or data stream. */
export function elasticSink(url: URL, limits?: Partial<QueueLimits>): RecordSink {
  const index = url.pathname.replace(/^\/+|\/+$/g, '') || INDEX;
  const bulk = new URL(url);
  bulk.pathname = '/_bulk';
  const name = `${index} at ${url.protocol}//${url.host}`;
  return new BatchQueue(name, (records) => deliver(bulk, index, records), limits);
}

async function deliver(url: URL, index: string, records: readonly ExportRecord[]): Promise<Delivery> {
  const action = `${JSON.stringify({ create: { _index: index } })}\n`;
  const body = records.map((record) => `${action}${document(record)}\n`).join('');
  const answer = await post(url, 'application/x-ndjson', body);
  if (isPassing(answer.status)) return later(records, answer);
  if (answer.status === 413 && records.length > 1) return halves(url, index, records);
  if (answer.status !== 200) return { again: [], refused: records.length, problem: `HTTP ${answer.status}` };
  return judged(records, JSON.parse(answer.text) as BulkAnswer);
}

/** The time as Elasticsearch calls it. */
function document({ json, time }: ExportRecord): string {
  return time === undefined ? json : `{"@timestamp":"${new IsoClock().text(0, time)}",${json.slice(1)}`;
}

/** Too many requests, or the server is away: the same again later. */
const isPassing = (status: number) => status === 429 || status === 502 || status === 503 || status === 504;

function later(again: readonly ExportRecord[], { status, retryAfter }: PostAnswer): Delivery {
  return { again, refused: 0, problem: `HTTP ${status}`, ...(retryAfter === undefined ? {} : { pause: retryAfter }) };
}

async function halves(url: URL, index: string, records: readonly ExportRecord[]): Promise<Delivery> {
  const middle = records.length >> 1;
  const first = await deliver(url, index, records.slice(0, middle));
  const second = await deliver(url, index, records.slice(middle));
  const problem = first.problem ?? second.problem;
  return {
    again: [...first.again, ...second.again],
    refused: first.refused + second.refused,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** Each document has an answer of its own. */
function judged(records: readonly ExportRecord[], { errors, items = [] }: BulkAnswer): Delivery {
  if (errors !== true) return { again: [], refused: 0 };
  const again: ExportRecord[] = [];
  let refused = 0;
  let problem = '';
  for (const [k, record] of records.entries()) {
    const [item = {}] = Object.values(items[k] ?? {});
    const { status = 0, error } = item;
    if (status >= 200 && status < 300) continue;
    problem = `${error?.type ?? status}: ${error?.reason ?? ''}`;
    if (isPassing(status)) again.push(record);
    else refused++;
  }
  return { again, refused, problem };
}
