// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the name that a few changed letters lead to.

/** Letters that may differ, of a name of any length. */
const MOST_CHANGES = 3;

/** The nearest of `names`, at most three letters away and never more than half of the word; undefined where none is. */
export function nearName(wanted: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(MOST_CHANGES, Math.ceil(wanted.length / 2)) + 1;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) >= least) continue;
    const changes = editDistance(name, wanted, least);
    if (changes < least) {
      least = changes;
      best = name;
    }
  }
  return best;
}

/** `; did you mean NAME?`, or nothing where no name is near. */
export function didYouMean(wanted: string, names: Iterable<string>): string {
  const near = nearName(wanted, names);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** Letters to change, add, drop or swap with the next one (Damerau–Levenshtein); `limit` where it is that or more. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? limit) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwapped ? (before[j - 2] ?? limit) + 1 : limit;
      next.push(Math.min(change, swap, (row[j] ?? limit) + 1, (next[j - 1] ?? limit) + 1));
    }
    if (Math.min(...next, ...row) >= limit) return limit;
    [before, row] = [row, next];
  }
  return Math.min(row[b.length] ?? limit, limit);
}
