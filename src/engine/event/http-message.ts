// SPDX-License-Identifier: Apache-2.0
// The head of an HTTP/1 message as programs read and write it. Recorded data is often cut (80 bytes are the default), so a
// head may end anywhere: what is not there is not known.

/** What a request and the response to it were, from the events that moved them. */
export interface HttpExchange {
  readonly method: string;
  /** As written in the request: mostly a path. */
  readonly target: string;
  /** Of the Host header; undefined where there is none in what was recorded. */
  readonly host: string | undefined;
  /** Whether the process that the event is of has answered or asked. */
  readonly role: 'server' | 'client';
  readonly status: number;
  /** Content-Length of the response; undefined where it has none in what was recorded. */
  readonly length: number | undefined;
  /** ns from the request to the response, as this process saw them; NaN where a time is not known. */
  readonly latency: number;
}

export type HttpRequest = Pick<HttpExchange, 'method' | 'target' | 'host'>;
export type HttpResponse = Pick<HttpExchange, 'status' | 'length'>;

const REQUEST =
  /^(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|TRACE|CONNECT|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT|SEARCH|PURGE) ([!-~\u0080-\uffff]+)(?: HTTP\/1\.\d\r?\n| H?T?T?P?\/?1?\.?\d?\r?$|$)/;
const HOST = /\nhost:[ \t]*([!-~]+)\r?\n/i;
const RESPONSE = /^HTTP\/1\.\d (\d{3})\b/;
const LENGTH = /\ncontent-length:[ \t]*(\d{1,15})\r?\n/i;
/** Longer heads are cut to their first part. */
export const MOST_HEAD = 16384;

/** Headers end at an empty line: what follows is a body, which may look like a header. */
function headOf(text: string): string {
  const end = /\r?\n\r?\n/.exec(text);
  return end === null ? text : text.slice(0, end.index + end[0].length);
}

/** The request that this text starts with. */
export function httpRequest(text: string): HttpRequest | undefined {
  const line = REQUEST.exec(text);
  if (line === null) return undefined;
  return { method: line[1] ?? '', target: line[2] ?? '', host: HOST.exec(headOf(text))?.[1] };
}

/** The response that this text starts with; none for those that only say that the real one will follow. */
export function httpResponse(text: string): HttpResponse | undefined {
  const status = Number(RESPONSE.exec(text)?.[1]);
  if (Number.isNaN(status) || (status < 200 && status !== 101)) return undefined;
  const length = LENGTH.exec(headOf(text))?.[1];
  return { status, length: length === undefined ? undefined : Number(length) };
}
