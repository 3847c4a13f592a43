// SPDX-License-Identifier: Apache-2.0
// GET requests to an API server: a whole JSON answer, or a watch, which is an endless answer of JSON lines. What a server
// may send is bounded.

import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import type { ApiAccess } from './kube-config.js';

/** An answer that is not what was asked for. */
export class ApiError extends Error {
  /** Of HTTP; 0: there was no answer. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Bytes of a list's page or of one line of a watch. */
const MOST_PAGE = 64 << 20;
const MOST_LINE = 4 << 20;
/** ms for the head of an answer. */
const PATIENCE = 30_000;

interface Asked {
  /** Of content. */
  readonly accept: string;
  readonly signal: AbortSignal;
}

export class ApiClient {
  readonly #access: ApiAccess;
  readonly #agent: Agent | undefined;

  constructor(access: ApiAccess) {
    const { server, ca, certificate: cert, key, verifies, serverName: servername } = access;
    this.#access = access;
    const tls = { ca, cert, key, servername, rejectUnauthorized: verifies, keepAlive: true };
    const given = Object.entries(tls).filter(([, value]) => value !== undefined);
    this.#agent = server.startsWith('https:') ? new Agent(Object.fromEntries(given)) : undefined;
  }

  close(): void {
    this.#agent?.destroy();
  }

  /** Throws ApiError. */
  async get(path: string, asked: Asked): Promise<unknown> {
    const answer = await this.#open(path, asked);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_PAGE) throw new ApiError(0, `it sent more than ${MOST_PAGE} bytes`);
      chunks.push(chunk);
    }
    return parsed(Buffer.concat(chunks).toString('utf8'));
  }

  /** The lines of a watch, until it ends or nothing has come for `idle` ms. Throws ApiError. */
  async *lines(path: string, asked: Asked, idle: number): AsyncGenerator<unknown> {
    const answer = await this.#open(path, asked);
    answer.socket.setTimeout(idle, () => answer.destroy(new ApiError(0, 'it has gone silent')));
    answer.setEncoding('utf8');
    let rest = '';
    try {
      for await (const text of answer as AsyncIterable<string>) {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        if (rest.length > MOST_LINE) throw new ApiError(0, 'it sent a line without an end');
        for (const line of lines) if (line.trim() !== '') yield parsed(line);
      }
    } finally {
      answer.destroy();
    }
  }

  async #open(path: string, { accept, signal }: Asked): Promise<IncomingMessage> {
    const answer = await this.#send(path, accept, signal);
    const status = answer.statusCode ?? 0;
    if (status === 200) return answer;
    let text = '';
    answer.setEncoding('utf8');
    for await (const piece of answer as AsyncIterable<string>) text = (text + piece).slice(0, 4096);
    throw new ApiError(status, messageOf(text) ?? `HTTP status ${status}`);
  }

  #send(path: string, accept: string, signal: AbortSignal): Promise<IncomingMessage> {
    const { server } = this.#access;
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => reject(error instanceof ApiError ? error : new ApiError(0, error.message));
      const token = this.#access.token();
      const headers = {
        accept,
        'user-agent': 'sysdrill',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      };
      const begin = (): ClientRequest =>
        this.#agent === undefined
          ? httpRequest(`${server}${path}`, { headers, signal })
          : httpsRequest(`${server}${path}`, { headers, signal, agent: this.#agent });
      const sent = begin();
      sent.setTimeout(PATIENCE, () => sent.destroy(new ApiError(0, 'it does not answer')));
      sent.on('error', failed).on('response', resolve).end();
    });
  }
}

/** A Status object has a sentence. */
function messageOf(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' && message !== '' ? message : undefined;
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(0, 'it sent something that is no JSON');
  }
}
