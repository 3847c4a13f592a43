// SPDX-License-Identifier: Apache-2.0
// Records as log records of OTLP over HTTP, in its JSON form: POST …/v1/logs.

import { BatchQueue, type Delivery, type QueueLimits } from './batch-queue.js';
import { post } from './http-post.js';
import type { ExportRecord, RecordSink } from './record-sink.js';

/** INFO. */
const SEVERITY = { severityNumber: 9, severityText: 'INFO' };

export type OtlpValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number };

export interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

/** Who sends: attributes of the resource. */
export interface OtlpSource {
  readonly host: string;
  readonly version: string;
}

/** `url`: the base of the collector, http://host:4318. */
export function otlpSink(url: URL, source: OtlpSource, limits?: Partial<QueueLimits>): RecordSink {
  const target = otlpUrl(url, 'logs');
  return new BatchQueue(
    target.origin + target.pathname,
    (records) => sendOtlp(target, logsBody(records, source), records),
    limits,
  );
}

export function otlpUrl(base: URL, signal: 'logs' | 'metrics'): URL {
  const url = new URL(base);
  if (!url.pathname.endsWith(`/v1/${signal}`)) url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/${signal}`;
  return url;
}

export async function sendOtlp(url: URL, body: object, records: readonly ExportRecord[]): Promise<Delivery> {
  const { status, text, retryAfter } = await post(url, 'application/json', JSON.stringify(body));
  // Those that the protocol names as worth another try.
  if ([429, 502, 503, 504].includes(status)) {
    return {
      again: records,
      refused: 0,
      problem: `HTTP ${status}`,
      ...(retryAfter === undefined ? {} : { pause: retryAfter }),
    };
  }
  if (status < 200 || status >= 300) return { again: [], refused: records.length, problem: `HTTP ${status}` };
  return partial(text);
}

interface PartialAnswer {
  readonly partialSuccess?: {
    readonly rejectedLogRecords?: string | number;
    readonly rejectedDataPoints?: string | number;
    readonly errorMessage?: string;
  };
}

function partial(text: string): Delivery {
  const { partialSuccess } = (text === '' ? {} : JSON.parse(text)) as PartialAnswer;
  const refused = Number(partialSuccess?.rejectedLogRecords ?? partialSuccess?.rejectedDataPoints ?? 0);
  const problem = partialSuccess?.errorMessage;
  return { again: [], refused, ...(problem === undefined || problem === '' ? {} : { problem }) };
}

export function resourceOf({ host }: OtlpSource): { attributes: readonly OtlpAttribute[] } {
  const attributes = [{ key: 'service.name', value: { stringValue: 'sysdrill' } }];
  return { attributes: host === '' ? attributes : [...attributes, { key: 'host.name', value: { stringValue: host } }] };
}

export function scopeOf({ version }: OtlpSource): object {
  return { name: 'sysdrill', version };
}

function logsBody(records: readonly ExportRecord[], source: OtlpSource): object {
  const observedTimeUnixNano = `${Date.now()}000000`;
  const logRecords = records.map(({ json, time }) => {
    const members = JSON.parse(json) as Record<string, unknown>;
    return {
      timeUnixNano: String(time ?? 0n),
      observedTimeUnixNano,
      ...SEVERITY,
      body: { stringValue: String(members['evt.type'] ?? members['view'] ?? '') },
      attributes: Object.entries(members).flatMap(([key, value]) => attributeOf(key, value)),
    };
  });
  return { resourceLogs: [{ resource: resourceOf(source), scopeLogs: [{ scope: scopeOf(source), logRecords }] }] };
}

/** Nothing where there is no value. */
function attributeOf(key: string, value: unknown): readonly OtlpAttribute[] {
  switch (typeof value) {
    case 'string':
      return [{ key, value: { stringValue: value } }];
    case 'boolean':
      return [{ key, value: { boolValue: value } }];
    case 'number':
      return [{ key, value: Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value } }];
    default:
      return [];
  }
}
