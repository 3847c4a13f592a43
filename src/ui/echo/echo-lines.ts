// SPDX-License-Identifier: Apache-2.0
// One block of Echo as lines: its head, its bytes in one of four modes, a word about what was not recorded. Lines are cut
// to a width; every byte that the block has is in them.

import type { EchoBlock } from '../../engine/protocol/protocol.js';
import { CellMeter } from '../cell-width.js';
import { type FormatContext, formatBytes, formatDuration } from '../format.js';
import { isPlainAscii, type SafeText, safeText } from '../safe-text.js';
import { clockLabel } from '../time/clock-label.js';
import { bytesText, dottedText, textLines } from './byte-text.js';
import { findJson, type JsonRole } from './json-text.js';

export const ECHO_MODES = ['text', 'dots', 'hex', 'json'] as const;
export type EchoMode = (typeof ECHO_MODES)[number];

export type EchoRole = JsonRole | 'text' | 'muted' | 'name' | 'direction' | 'offset' | 'note';

export interface EchoSpan {
  readonly role: EchoRole;
  readonly text: string;
}

export interface EchoLine {
  readonly kind: 'head' | 'data' | 'blank';
  readonly spans: readonly EchoSpan[];
}

export interface EchoLayout {
  readonly mode: EchoMode;
  /** Cells for the data. */
  readonly width: number;
  readonly asciiOnly: boolean;
  readonly format: FormatContext;
  /** One file or connection is followed: its name is in the title, and gaps between blocks matter. */
  readonly isConversation: boolean;
}

/** `previous` is the block before it, for the time in between. */
export function echoLines(block: EchoBlock, layout: EchoLayout, previous: EchoBlock | undefined): EchoLine[] {
  const data = dataLines(block, layout);
  const missing = block.size - block.data.length;
  const note: EchoSpan = {
    role: 'note',
    text: `${formatBytes(missing)} more ${missing === 1 ? 'byte was' : 'bytes were'} not recorded`,
  };
  return [
    { kind: 'head', spans: headSpans(block, layout, previous) },
    ...data.map((spans): EchoLine => ({ kind: 'data', spans })),
    ...(missing > 0 ? [{ kind: 'data', spans: [note] } as const] : []),
    { kind: 'blank', spans: [] },
  ];
}

function headSpans(block: EchoBlock, layout: EchoLayout, previous: EchoBlock | undefined): EchoSpan[] {
  const reads = block.direction === 'read';
  const size = `${formatBytes(block.size)}${block.size < 1024 ? ' B' : 'B'}`;
  const spans: EchoSpan[] = [
    { role: 'direction', text: reads ? '<<< read ' : '>>> write' },
    { role: 'direction', text: ` ${size.padStart(7)}` },
    { role: 'muted', text: `  ${clockLabel(block.time, 6, layout.format)}` },
  ];
  if (layout.isConversation) {
    const gap = previous === undefined ? '' : `  +${formatDuration(Math.max(0, block.time - previous.time))}`;
    return [...spans, { role: 'muted', text: `${gap}  event ${block.num}` }];
  }
  const container = block.container === '' || block.container === 'host' ? '' : `[${block.container}] `;
  return [
    ...spans,
    { role: 'name', text: `  ${container}${block.command}` },
    { role: 'muted', text: ` (${block.pid})  fd ${block.fdNum} ` },
    { role: 'text', text: block.fdName === '' ? '<NA>' : block.fdName },
  ];
}

function dataLines(block: EchoBlock, layout: EchoLayout): EchoSpan[][] {
  switch (layout.mode) {
    case 'text':
      return plainLines(bytesText(block.data), layout);
    case 'dots':
      return broken([{ role: 'text', text: dottedText(block.data) }], layout);
    case 'hex':
      return hexLines(block.data, layout.width);
    case 'json':
      return jsonLines(block, layout);
  }
}

function plainLines(text: string, layout: EchoLayout): EchoSpan[][] {
  return textLines(text).flatMap((line) => broken([{ role: 'text', text: line }], layout));
}

function jsonLines(block: EchoBlock, layout: EchoLayout): EchoSpan[][] {
  const text = bytesText(block.data);
  const found = findJson(text, block.size > block.data.length);
  if (found === undefined) return plainLines(text, layout);
  const before = text.slice(0, found.from).trimEnd();
  const after = text.slice(found.to).trim();
  return [
    ...(before === '' ? [] : plainLines(before, layout)),
    ...found.lines.flatMap(({ depth, pieces }) =>
      broken([{ role: 'sign', text: '  '.repeat(depth) }, ...pieces], layout),
    ),
    ...(after === '' ? [] : plainLines(after, layout)),
  ];
}

/** Offset, bytes in groups of four, the same bytes as dotted text; as many in a line as the width has room for. */
export function hexLines(data: Uint8Array, width: number): EchoSpan[][] {
  const each = [32, 16, 8, 4].find((count) => hexWidth(count) <= width) ?? 4;
  const lines: EchoSpan[][] = [];
  for (let at = 0; at < data.length; at += each) {
    const bytes = data.subarray(at, at + each);
    let hex = '';
    for (let i = 0; i < each; i++) {
      const byte = bytes[i];
      hex += (byte === undefined ? '  ' : byte.toString(16).padStart(2, '0')) + (i % 4 === 3 ? '  ' : ' ');
    }
    lines.push([
      { role: 'offset', text: `${at.toString(16).padStart(4, '0')}  ` },
      { role: 'text', text: hex },
      { role: 'string', text: ` ${dottedText(bytes)}` },
    ]);
  }
  return lines;
}

function hexWidth(bytes: number): number {
  return 6 + bytes * 3 + bytes / 4 + 1 + bytes;
}

/** The spans in lines of the width, cut wherever the width ends: nothing is dropped, not even blanks. */
function broken(spans: readonly EchoSpan[], { width, asciiOnly }: EchoLayout): EchoSpan[][] {
  const lines: EchoSpan[][] = [[]];
  let used = 0;
  const put = (role: EchoRole, text: string, cells: number): void => {
    if (used > 0 && used + cells > width) {
      lines.push([]);
      used = 0;
    }
    lines.at(-1)?.push({ role, text });
    used += cells;
  };
  for (const { role, text } of spans) {
    for (const piece of pieces(safeText(text, asciiOnly))) {
      if (isPlainAscii(piece)) {
        for (let at = 0; at < piece.length; ) {
          const room = used >= width ? width : width - used;
          const part = piece.slice(at, at + room);
          put(role, part, part.length);
          at += part.length;
        }
        continue;
      }
      let run = '';
      let cells = 0;
      // A meter remembers what it has measured: one for each piece lets that go again.
      for (const cluster of new CellMeter().clusters(piece)) {
        if (used + cells + cluster.width > width && run !== '') {
          put(role, run, cells);
          run = '';
          cells = 0;
        }
        run += cluster.text;
        cells += cluster.width;
      }
      if (run !== '') put(role, run, cells);
    }
  }
  return lines;
}

/** ASCII stretches, and the rest in pieces that are measured at once. */
function pieces(text: SafeText): SafeText[] {
  return (text.match(/[\x20-\x7e]{1,4096}|[^\x20-\x7e]{1,1024}/gu) ?? []) as SafeText[];
}
