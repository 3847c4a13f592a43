// SPDX-License-Identifier: Apache-2.0
// What the service of a recorder (sysdrill record --socket) says to those who watch: frames of a letter, the length in 32
// bits, and the content. They say nothing to it. live/service writes them, pipeline/service-source.ts reads them.

import { failure, ok, type Result } from '../result.js';

export const DEFAULT_SOCKET = '/run/sysdrill.sock';

/** Its letter → what a frame is: who may see what, blocks of the stream, a line of figures, why it will not go on. */
const KINDS = { h: 'hello', b: 'blocks', r: 'report', e: 'end' } as const;
export type FrameKind = (typeof KINDS)[keyof typeof KINDS];

export interface Frame {
  readonly kind: FrameKind;
  readonly content: Uint8Array;
}

export interface Hello {
  readonly version: number;
  /** Everything, or the processes of the user who asks. */
  readonly scope: 'all' | 'own';
}

export const SERVICE_VERSION = 1;
const HEAD = 5;
/** The lists of a large machine are some 10 MB. */
const MOST = 1 << 30;

/** `content` is not copied. */
export function frameOf(kind: FrameKind, content: Uint8Array | string): readonly Uint8Array[] {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const head = Buffer.alloc(HEAD);
  head[0] = letterOf(kind).charCodeAt(0);
  head.writeUInt32LE(bytes.length, 1);
  return [head, bytes];
}

/** The first frame, if it is of a version that we read. */
export function readHello({ kind, content }: Frame): Result<Hello, string> {
  if (kind === 'end') return failure(textOf(content));
  const hello = kind === 'hello' ? parsed(textOf(content)) : undefined;
  if (hello?.version === undefined) return failure('there is no sysdrill at the other end');
  if (hello.version !== SERVICE_VERSION) return failure(`the service speaks version ${hello.version}, this program 1`);
  return ok({ version: hello.version, scope: hello.scope === 'all' ? 'all' : 'own' });
}

export function textOf(content: Uint8Array): string {
  return Buffer.from(content.buffer, content.byteOffset, content.length).toString('utf8');
}

function parsed(text: string): Partial<Hello> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Partial<Hello>) : undefined;
  } catch {
    return undefined;
  }
}

function letterOf(kind: FrameKind): string {
  return Object.entries(KINDS).find(([, name]) => name === kind)?.[0] ?? '';
}

/** Frames out of a stream that is cut anywhere. */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** The frames that are complete now; undefined where something else came: nothing more can be read. */
  push(piece: Uint8Array): readonly Frame[] | undefined {
    this.#rest = this.#rest.length === 0 ? Buffer.from(piece) : Buffer.concat([this.#rest, piece]);
    const frames: Frame[] = [];
    while (this.#rest.length >= HEAD) {
      const kind = KINDS[String.fromCharCode(this.#rest[0] ?? 0) as keyof typeof KINDS];
      const length = this.#rest.readUInt32LE(1);
      if (kind === undefined || length > MOST) return undefined;
      if (this.#rest.length < HEAD + length) break;
      frames.push({ kind, content: this.#rest.subarray(HEAD, HEAD + length) });
      this.#rest = this.#rest.subarray(HEAD + length);
    }
    return frames;
  }
}
