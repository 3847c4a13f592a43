// SPDX-License-Identifier: Apache-2.0
// Blocks of the capture format for tests, of every version and also wrong ones: any number, any trailer, any length.

import { ByteList, concat } from './byte-list.js';

/** Numbers that the tests use; the format document lists all of them. */
export const TYPE = {
  SECTION: 0x0a0d0d0a,
  MACHINE: 0x201,
  EV: 0x204,
  EVF: 0x208,
  EV_V2: 0x216,
  EVF_V2: 0x217,
  EV_LARGE: 0x221,
  EVF_LARGE: 0x222,
  EV_UNOFFICIAL: 0x8010abcd,
} as const;

export interface BlockOptions {
  /** After the body, before the padding: pcapng options. */
  readonly options?: Uint8Array;
  /** Instead of the length. */
  readonly trailer?: number;
  /** Instead of the length, in the header (and in the trailer unless that is given). */
  readonly length?: number;
}

/** A block around a body, padded to four bytes. */
export function block(type: number, body: Uint8Array, options: BlockOptions = {}): Uint8Array {
  const extra = options.options ?? new Uint8Array(0);
  const aligned = extra.length === 0 ? 0 : -body.length & 3;
  const size = body.length + aligned + extra.length;
  const padding = -size & 3;
  const length = options.length ?? size + padding + 12;
  return new ByteList()
    .u32(type)
    .u32(length)
    .raw(body)
    .zeros(aligned)
    .raw(extra)
    .zeros(padding)
    .u32(options.trailer ?? length)
    .done();
}

export interface SectionOptions {
  readonly magic?: number;
  readonly major?: number;
  readonly minor?: number;
  readonly options?: Uint8Array;
}

export function section({ magic = 0x1a2b3c4d, major = 1, minor = 2, options }: SectionOptions = {}): Uint8Array {
  const body = new ByteList().u32(magic).u16(major).u16(minor).u64(-1).done();
  return block(TYPE.SECTION, body, options === undefined ? {} : { options });
}

/** A pcapng option of comment type, with its end mark. */
export function commentOption(comment: string): Uint8Array {
  const bytes = Buffer.from(comment, 'utf8');
  return new ByteList()
    .u16(1)
    .u16(bytes.length)
    .raw(bytes)
    .zeros(-bytes.length & 3)
    .u32(0)
    .done();
}

export interface EventOptions {
  readonly blockType?: number;
  readonly cpu?: number;
  /** Dump flags; only in blocks that have them. */
  readonly flags?: number;
  readonly time?: number | bigint;
  readonly tid?: number | bigint;
  readonly type: number;
  readonly params?: readonly Uint8Array[];
  /** Added to the event's own length field. */
  readonly lengthError?: number;
  /** Instead of the number of parameters (version 2). */
  readonly nparams?: number;
  /** 4-byte parameter lengths. */
  readonly wide?: boolean;
  readonly block?: BlockOptions;
}

/** Time of events that do not say another. */
export const START = 1_600_000_000_000_000_000n;

/** An event block; header version and flags word follow from the block type. */
export function event(options: EventOptions): Uint8Array {
  const { blockType = TYPE.EV_V2, params = [], wide = false } = options;
  const isV1 = blockType === TYPE.EV || blockType === TYPE.EVF || blockType === TYPE.EV_UNOFFICIAL;
  const hasFlags = blockType === TYPE.EVF || blockType === TYPE.EVF_V2 || blockType === TYPE.EVF_LARGE;
  const size = params.reduce((sum, p) => sum + p.length + (wide ? 4 : 2), isV1 ? 22 : 26);
  const out = new ByteList().u16(options.cpu ?? 0);
  if (hasFlags) out.u32(options.flags ?? 0);
  out.u64(options.time ?? START).u64(options.tid ?? 1);
  out.u32(size + (options.lengthError ?? 0)).u16(options.type);
  if (!isV1) out.u32(options.nparams ?? params.length);
  for (const param of params) wide ? out.u32(param.length) : out.u16(param.length);
  for (const param of params) out.raw(param);
  return block(blockType, out.done(), options.block);
}

/** A capture of a section header and these blocks. */
export function capture(...blocks: readonly Uint8Array[]): Uint8Array {
  return concat(section(), ...blocks);
}

export const u8 = (value: number): Uint8Array => new ByteList().u8(value).done();
export const u16 = (value: number): Uint8Array => new ByteList().u16(value).done();
export const u32 = (value: number): Uint8Array => new ByteList().u32(value).done();
export const u64 = (value: number | bigint): Uint8Array => new ByteList().u64(value).done();
/** NUL-terminated, as events carry texts. */
export const cstr = (value: string): Uint8Array => new ByteList().text(value).u8(0).done();
export const EMPTY = new Uint8Array(0);
