// SPDX-License-Identifier: Apache-2.0
// The two files that describe most of a thread: `status` and `stat`. Parsers over their text (proc(5)), nothing else.

import { decodeText } from '../../scap/text.js';

export interface ProcStatus {
  readonly pid: number;
  readonly ptid: number;
  /** Effective ids. */
  readonly uid: number;
  readonly gid: number;
  readonly capInheritable: bigint;
  readonly capPermitted: bigint;
  readonly capEffective: bigint;
  readonly vmSizeKb: number;
  readonly vmRssKb: number;
  readonly vmSwapKb: number;
  /** Ids in the thread's own pid namespace, and how deep that lies. */
  readonly vtid: number;
  readonly vpid: number;
  readonly pgid: number;
  readonly vpgid: number;
  readonly sid: number;
  readonly namespaceDepth: number;
}

export interface ProcStat {
  readonly comm: string;
  readonly pgid: number;
  readonly sid: number;
  readonly tty: number;
  readonly pfMinor: number;
  readonly pfMajor: number;
  /** Clock ticks after boot; 100 a second on every Linux that sysdrill runs on. */
  readonly startTicks: number;
}

/** Undefined where the text breaks off: the thread ended while it was read. */
export function parseStatus(text: string): ProcStatus | undefined {
  const lines = new Lines(text);
  const pid = lines.first('\nTgid:');
  const ptid = lines.first('\nPPid:');
  const uid = lines.second('\nUid:');
  const gid = lines.second('\nGid:');
  const vpid = lines.last('\nNStgid:');
  const vtid = lines.last('\nNSpid:');
  const namespaceDepth = Math.max(1, lines.words);
  const vpgid = lines.last('\nNSpgid:');
  const pgid = lines.words === 0 ? -1 : lines.again();
  const sid = lines.last('\nNSsid:');
  const vmSizeKb = Math.max(0, lines.first('\nVmSize:'));
  const vmRssKb = Math.max(0, lines.first('\nVmRSS:'));
  const vmSwapKb = Math.max(0, lines.first('\nVmSwap:'));
  const capInheritable = lines.hex('\nCapInh:');
  const capPermitted = lines.hex('\nCapPrm:');
  const capEffective = lines.hex('\nCapEff:');
  if (pid < 0 || ptid < 0 || uid < 0 || gid < 0) return undefined;
  return {
    pid,
    ptid,
    uid,
    gid,
    capInheritable,
    capPermitted,
    capEffective,
    vmSizeKb,
    vmRssKb,
    vmSwapKb,
    vtid,
    vpid,
    pgid,
    vpgid,
    sid,
    namespaceDepth,
  };
}

/** The name may hold blanks and brackets: fields are counted from the last closing one. */
export function parseStat(bytes: Uint8Array): ProcStat | undefined {
  const open = bytes.indexOf(0x28);
  const close = bytes.lastIndexOf(0x29);
  if (open < 0 || close < open) return undefined;
  const rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', close + 2);
  const fields = rest.split(' ', 20);
  if (fields.length < 20) return undefined;
  const at = (i: number): number => Number(fields[i - 3]); // proc(5) counts from 1; the state is number 3.
  return {
    comm: decodeText(bytes, open + 1, close),
    pgid: at(5),
    sid: at(6),
    tty: at(7) >>> 0,
    pfMinor: at(10),
    pfMajor: at(12),
    startTicks: at(22),
  };
}

const TAB = 0x09;
const BLANK = 0x20;
const NEWLINE = 0x0a;

/**
 * Values of lines by their keys, which must be asked for in the order of the file; -1 where a line is missing (older
 * kernels lack some), and the place stays as it is. By character, not by regular expression: with ten thousand threads
 * this is a quarter of the scan.
 */
class Lines {
  /** Numbers on the line that was asked for last. */
  words = 0;
  readonly #text: string;
  #at = 0;
  #first = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** First number of the line. */
  first(key: string): number {
    return this.#line(key, 1);
  }
  second(key: string): number {
    return this.#line(key, 2);
  }
  last(key: string): number {
    return this.#line(key, Number.POSITIVE_INFINITY);
  }
  /** First number of the line that was asked for last. */
  again(): number {
    return this.#first;
  }

  hex(key: string): bigint {
    const found = this.#text.indexOf(key, this.#at);
    if (found < 0) return 0n;
    const start = found + key.length + 1;
    const end = this.#text.indexOf('\n', start);
    this.#at = end;
    const digits = this.#text.slice(start, end);
    return /^[0-9a-f]+$/.test(digits) ? BigInt(`0x${digits}`) : 0n;
  }

  #line(key: string, wanted: number): number {
    this.words = 0;
    const found = this.#text.indexOf(key, this.#at);
    if (found < 0) return -1;
    let at = found + key.length;
    let value = -1;
    while (this.words < wanted) {
      let code = this.#text.charCodeAt(at);
      while (code === TAB || code === BLANK) code = this.#text.charCodeAt(++at);
      if (code < 0x30 || code > 0x39 || Number.isNaN(code)) break;
      value = 0;
      for (; code >= 0x30 && code <= 0x39; code = this.#text.charCodeAt(++at)) value = 10 * value + code - 0x30;
      if (++this.words === 1) this.#first = value;
      if (code === NEWLINE) break;
    }
    this.#at = at;
    return value;
  }
}
