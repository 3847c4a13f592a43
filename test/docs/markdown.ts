// SPDX-License-Identifier: Apache-2.0
// What the tests of the documentation need of Markdown: its fenced blocks and its links, with their lines.

export interface FencedBlock {
  /** The word after the opening fence; "" where there is none. */
  readonly language: string;
  /** Lines between the fences. */
  readonly lines: readonly string[];
  /** Line number of the opening fence, from 1. */
  readonly line: number;
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

const FENCE = /^```(\w*)\s*$/;

/** Fenced blocks in their order. A fence that never closes runs to the end of the text. */
export function fencedBlocks(text: string): FencedBlock[] {
  const blocks: FencedBlock[] = [];
  let open: { language: string; lines: string[]; line: number } | undefined;
  text.split('\n').forEach((line, index) => {
    const fence = FENCE.exec(line);
    if (fence === null) {
      open?.lines.push(line);
      return;
    }
    if (open === undefined) {
      open = { language: fence[1] ?? '', lines: [], line: index + 1 };
      blocks.push(open);
      return;
    }
    open = undefined;
  });
  return blocks;
}

export interface CodeSpan {
  readonly code: string;
  /** The text of the line before it. */
  readonly before: string;
  readonly line: number;
}

/** Spans of `code` outside fenced blocks. */
export function codeSpans(text: string): CodeSpan[] {
  const found: CodeSpan[] = [];
  let isFenced = false;
  text.split('\n').forEach((line, index) => {
    if (line.startsWith('```')) isFenced = !isFenced;
    if (isFenced) return;
    for (const match of line.matchAll(/`([^`]+)`/g)) {
      const code = (match[1] ?? '').replaceAll('\\|', '|');
      found.push({ code, before: line.slice(0, match.index), line: index + 1 });
    }
  });
  return found;
}

/** Targets of links and pictures outside fenced blocks and code spans. */
export function links(text: string): Link[] {
  const found: Link[] = [];
  let isFenced = false;
  text.split('\n').forEach((line, index) => {
    if (line.startsWith('```')) isFenced = !isFenced;
    if (isFenced) return;
    for (const match of line.replace(/`[^`]*`/g, '``').matchAll(/\]\(([^)\s]+)\)/g)) {
      found.push({ target: match[1] ?? '', line: index + 1 });
    }
  });
  return found;
}

/** The anchors that headings get, as code forges make them: lower case, blanks to dashes, punctuation dropped. */
export function headingAnchors(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  let isFenced = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) isFenced = !isFenced;
    const heading = isFenced ? null : /^#{1,6} (.*)$/.exec(line);
    if (heading === null) continue;
    const anchor = (heading[1] ?? '')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    let unique = anchor;
    for (let n = 1; anchors.has(unique); n++) unique = `${anchor}-${n}`;
    anchors.add(unique);
  }
  return anchors;
}
