// SPDX-License-Identifier: Apache-2.0
// One thing that the palette offers, whatever it is, and the search among them.

import type { Outcome } from '../page.js';
import type { Choice } from '../pages/chooser.js';
import type { Paragraph } from '../pages/rich-text.js';
import type { Theme } from '../theme/theme.js';
import { fuzzyScore } from './fuzzy.js';
import { nameRank } from './name-rank.js';

export interface Entry {
  /** Stays the same from run to run: what was used last comes first. */
  readonly id: string;
  readonly name: string;
  /** Its kind and its key, for the right end of the line. */
  readonly note: string;
  /** Found besides the name. */
  readonly words: string;
  /** What people call it, blanks between; worth as much as its name. */
  readonly aliases?: string;
  readonly details: (theme: Theme) => readonly Paragraph[];
  readonly run: () => Outcome;
}

/** An explanation of one sentence under its name. */
export function sentence(name: string, text: string): Entry['details'] {
  return (theme) => [{ spans: [{ text: name, style: theme.title }] }, { spans: [{ text, style: theme.text }] }];
}

/** A match in the words is worth less than one in the name. */
const WORDS_POINTS = 4;
/** Another word for it comes before names that only have its letters; its beginning (of three letters) does so nearly. */
const ALIAS_POINTS = 60;
const ALIAS_START_POINTS = 40;

/** Entries that fit every typed word, best first; equals keep their order. */
export function searchEntries(choices: readonly Choice[], typed: string): readonly Choice[] {
  const words = typed.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return choices;
  const isSame = ({ name }: Choice): number => (nameRank(name, typed) === 0 ? 1 : 0);
  const scored = choices.flatMap((choice) => {
    const score = scoreOf(choice, words);
    return score === undefined ? [] : [{ choice, score }];
  });
  return scored
    .sort(
      (a, b) => isSame(b.choice) - isSame(a.choice) || b.score - a.score || a.choice.name.length - b.choice.name.length,
    )
    .map(({ choice }) => choice);
}

function scoreOf(choice: Choice, words: readonly string[]): number | undefined {
  let sum = 0;
  for (const word of words) {
    const wanted = word.toLowerCase();
    const inName = fuzzyScore(choice.name, word);
    // `view conn`, `used before`: its kind is named as a whole.
    const inNote = choice.note.toLowerCase().includes(wanted) ? fuzzyScore(choice.note, word) : undefined;
    const inWords = choice.words.toLowerCase().includes(wanted) ? WORDS_POINTS : undefined;
    const inAliases = aliasScore(choice.aliases, wanted);
    const scores = [inName, inNote, inWords, inAliases].filter((score) => score !== undefined);
    if (scores.length === 0) return undefined;
    sum += Math.max(...scores, 0);
  }
  return sum;
}

function aliasScore(aliases: string | undefined, wanted: string): number | undefined {
  const words = aliases?.split(' ') ?? [];
  if (words.includes(wanted)) return ALIAS_POINTS;
  return wanted.length >= 3 && words.some((word) => word.startsWith(wanted)) ? ALIAS_START_POINTS : undefined;
}
