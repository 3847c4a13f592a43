// SPDX-License-Identifier: Apache-2.0
// How well a typed word fits a name: its letters in order, best where they begin the name's words or are adjacent. For the
// palette, where one types `psrt` for "page sort" and `co` for "Connections".

/** Points: adjacent letters are worth more than the beginning of a word, gaps cost. */
const TOGETHER = 6;
const WORD_START = 8;
const NAME_START = 10;
const GAP = 1;
/** A gap costs no more than this, however wide. */
const WIDEST_GAP = 6;

/** Points of `word` in `text`, higher is better; undefined where the letters are not all there in this order. */
export function fuzzyScore(text: string, word: string): number | undefined {
  const [whole, wanted] = [text.toLowerCase(), word.toLowerCase()];
  if (wanted === '') return 0;
  if (wanted.length > whole.length) return undefined;
  const together = whole.indexOf(wanted);
  const spread = spreadScore(text, whole, wanted);
  if (spread === undefined || together < 0) return spread;
  return Math.max(spread, (wanted.length - 1) * TOGETHER + startPoints(text, together) + wanted.length);
}

/** The first letter at each possible place, the others as early as they come: good enough for names of some words. */
function spreadScore(text: string, whole: string, wanted: string): number | undefined {
  let best: number | undefined;
  for (let start = whole.indexOf(wanted.charAt(0)); start >= 0; start = whole.indexOf(wanted.charAt(0), start + 1)) {
    const score = scoreFrom(text, whole, wanted, start);
    if (score !== undefined && (best === undefined || score > best)) best = score;
  }
  return best;
}

function scoreFrom(text: string, whole: string, wanted: string, start: number): number | undefined {
  let score = startPoints(text, start);
  let at = start;
  for (let i = 1; i < wanted.length; i++) {
    const next = nextPlace(text, whole, wanted.charAt(i), at + 1);
    if (next < 0) return undefined;
    score += next === at + 1 ? TOGETHER : startPoints(text, next) - Math.min(WIDEST_GAP, (next - at) * GAP);
    at = next;
  }
  return score;
}

/** Where a letter comes next: right here, else at the start of a word, else anywhere. */
function nextPlace(text: string, whole: string, letter: string, from: number): number {
  if (whole.charAt(from) === letter) return from;
  for (let at = whole.indexOf(letter, from); at >= 0; at = whole.indexOf(letter, at + 1)) {
    if (startPoints(text, at) > 0) return at;
  }
  return whole.indexOf(letter, from);
}

function startPoints(text: string, at: number): number {
  if (at === 0) return NAME_START;
  const [before, here] = [text.charAt(at - 1), text.charAt(at)];
  const isStart = !/[\p{L}\p{N}]/u.test(before) || (/\p{Lu}/u.test(here) && /\p{Ll}/u.test(before));
  return isStart ? WORD_START : 0;
}
