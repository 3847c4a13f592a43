// SPDX-License-Identifier: Apache-2.0
// The transformer getopt: short options of an argument list, after getopt(3) without its GNU extensions. Long options
// are skipped, the first word that is not an option ends the list, as does `--`.

export interface OptionRules {
  readonly known: ReadonlySet<string>;
  readonly withValue: ReadonlySet<string>;
}

/** `ab:c`: a and c have no value, b takes one. A leading colon says nothing here. */
export function parseOptionRules(text: string): OptionRules {
  const letters = [...text];
  const known = new Set<string>();
  const withValue = new Set<string>();
  for (const [i, letter] of letters.entries()) {
    if (letter === ':') continue;
    known.add(letter);
    if (letters[i + 1] === ':') withValue.add(letter);
  }
  return { known, withValue };
}

export interface FoundOption {
  /** `?` for one that the rules do not know. */
  readonly name: string;
  /** Undefined for options without; "" where the list ends before it. */
  readonly value: string | undefined;
  /** Takes a value that the list has not got. */
  readonly isCut: boolean;
}

export function findOptions(words: readonly string[], rules: OptionRules): readonly FoundOption[] {
  const found: FoundOption[] = [];
  for (let w = 0; w < words.length; w++) {
    const word = words[w] ?? '';
    if (word === '--' || word === '-' || !word.startsWith('-')) break;
    if (word.startsWith('--')) continue;
    const letters = [...word];
    for (let i = 1; i < letters.length; i++) {
      const name = letters[i] ?? '';
      if (!rules.known.has(name)) found.push({ name: '?', value: undefined, isCut: false });
      else if (!rules.withValue.has(name)) found.push({ name, value: undefined, isCut: false });
      else {
        const rest = letters.slice(i + 1).join('');
        const value = rest !== '' ? rest : words[++w];
        found.push({ name, value: value ?? '', isCut: value === undefined });
        break;
      }
    }
  }
  return found;
}

/** Names and values in order. An option whose value is missing is the empty text alone. */
export function optionList(found: readonly FoundOption[]): readonly string[] {
  return found.flatMap(({ name, value, isCut }) => {
    if (isCut) return [''];
    return value === undefined ? [name] : [name, value];
  });
}

/** The last value of one option, its name where it takes none; undefined where it was not given. */
export function optionValue(found: readonly FoundOption[], wanted: string): string | undefined {
  const last = found.findLast(({ name }) => name === wanted && name !== '?');
  return last === undefined ? undefined : (last.value ?? last.name);
}
