// SPDX-License-Identifier: Apache-2.0
// A recorder's service as a source of bytes: what a capture process of our own would say, without any rights.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type CaptureFigures, NO_FIGURES, withReport } from '../protocol/capture-report.js';
import { type Frame, FrameReader, readHello, textOf } from '../protocol/service-frames.js';
import { failure, ok, type Result } from '../result.js';
import { SourceError } from '../scap/byte-source.js';
import type { LiveSource } from './live-source.js';

/** Resolves when the service has answered, or to why it does not serve us. */
export async function connectService(
  path: string,
  seconds = Number.POSITIVE_INFINITY,
): Promise<Result<LiveSource, string>> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
  } catch (error) {
    return failure(refusalOf(path, error));
  }
  const stream = new ServiceStream(socket);
  const first = await stream.next();
  if (first === undefined) return failure(stream.problem ?? 'the service has hung up');
  const hello = readHello(first);
  if (!hello.ok) {
    socket.destroy();
    return hello;
  }
  if (Number.isFinite(seconds)) setTimeout(() => stream.stop(), seconds * 1000).unref();
  return ok(liveSource(stream, { ...NO_FIGURES, limited: hello.value.scope === 'own' }));
}

function refusalOf(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return `there is no service at ${path}: sudo sysdrill record --socket ${path} FOLDER is one`;
  if (code === 'ECONNREFUSED') return `nobody serves at ${path} any more`;
  if (code === 'EACCES') return `${path} may not be used by this user`;
  return `${path}: ${String(code ?? error)}`;
}

function liveSource(stream: ServiceStream, start: CaptureFigures): LiveSource {
  let figures = start;
  async function* chunks(): AsyncIterable<Uint8Array> {
    for (let frame = await stream.next(); frame !== undefined; frame = await stream.next()) {
      if (frame.kind === 'blocks') yield frame.content;
      if (frame.kind === 'report') figures = withReport(textOf(frame.content), figures);
      if (frame.kind === 'end') throw new SourceError(textOf(frame.content));
    }
    if (stream.problem !== undefined) throw new SourceError(stream.problem);
  }
  const stop = (): void => stream.stop();
  return {
    source: { name: 'live', isPlainFile: false, progress: () => undefined, chunks, close: async () => stop() },
    report: () => figures,
    note: () => undefined,
    stop,
    pid: undefined,
  };
}

/** Frames one by one. The socket is not read while nobody asks, so that the service knows who is slow. */
class ServiceStream {
  /** Why it ended, if not because we wanted. */
  problem: string | undefined;
  readonly #socket: Socket;
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #reader = new FrameReader();
  #frames: readonly Frame[] = [];
  #isStopped = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#pieces = socket[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  }

  async next(): Promise<Frame | undefined> {
    while (this.#frames.length === 0) {
      const piece = await this.#piece();
      if (piece === undefined) return undefined;
      const frames = this.#reader.push(piece);
      if (frames === undefined) {
        this.problem = 'there is no sysdrill at the other end';
        this.#socket.destroy();
        return undefined;
      }
      this.#frames = frames;
    }
    const [frame, ...rest] = this.#frames;
    this.#frames = rest;
    return frame;
  }

  stop(): void {
    this.#isStopped = true;
    this.#socket.destroy();
  }

  async #piece(): Promise<Uint8Array | undefined> {
    try {
      const { value, done } = await this.#pieces.next();
      if (done !== true) return value;
      if (!this.#isStopped) this.problem = 'the service has hung up';
    } catch (error) {
      if (!this.#isStopped) this.problem = `the connection to the service broke (${(error as Error).message})`;
    }
    return undefined;
  }
}
