// SPDX-License-Identifier: Apache-2.0
// SQL as far as it needs no grammar: the first word of a statement, the statement without its values (so that those which
// differ by values only add up), and the tables that it names.

/** Longest statement that is normalised; the rest of a longer one is passed over. */
const MOST_TEXT = 4096;
const COMMENT = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$)|\()+/;

/** SELECT, INSERT, BEGIN …, in capitals; '' where the text begins with no word. */
export function firstWord(sql: string): string {
  const start = COMMENT.exec(sql)?.[0].length ?? 0;
  return (/^[A-Za-z]+/.exec(sql.slice(start, start + 32))?.[0] ?? '').toUpperCase();
}

/**
 * Tokens that are values, comments or space. Each alternative is linear: none begins with what another repeats. A string
 * may double its quote or escape it; one that does not end was cut.
 */
const TOKEN =
  /'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|"(?:[^"\\]|""|\\[\s\S])*(?:"|$)|`[^`]*(?:`|$)|\$([A-Za-z_]\w*)?\$|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[A-Za-z_\u0080-\uffff$][\w$\u0080-\uffff]*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\$\d+|\s+|[\s\S]/g;

/** A sign that belongs to the value after it: -5 and 5 are the same statement. */
const SIGN = /([=<>(,+*/%-] ?|\b(?:select|and|or|between|then|else|limit|offset) )[-+] ?\?/gi;

export interface SqlDialect {
  /** MySQL: a text in double quotes is a value, not a name. */
  readonly doubleQuotesAreValues: boolean;
}

/** The statement with `?` for each value, one blank between words, lists of values as one `?`, without comments. */
export function normalSql(
  sql: string,
  { doubleQuotesAreValues }: SqlDialect = { doubleQuotesAreValues: false },
): string {
  let out = '';
  let wantsBlank = false;
  for (const [token] of sql.slice(0, MOST_TEXT).matchAll(TOKEN)) {
    const kind = kindOf(token, doubleQuotesAreValues);
    if (kind === 'space') {
      wantsBlank = out !== '';
      continue;
    }
    if (wantsBlank) out += ' ';
    wantsBlank = false;
    out += kind === 'value' ? '?' : token;
  }
  return out
    .replace(SIGN, '$1?')
    .replace(/\?(?: ?, ?\?)+/g, '?, …')
    .replace(/\((\?|\?, …)\)(?: ?, ?\((?:\?|\?, …)\))+/g, '($1), …')
    .replace(/;? *$/, '');
}

function kindOf(token: string, doubleQuotesAreValues: boolean): 'space' | 'value' | 'text' {
  const first = token.charCodeAt(0);
  if (first <= 32 || token.startsWith('--') || token.startsWith('/*')) return 'space';
  if (token[0] === "'" || (doubleQuotesAreValues && token[0] === '"')) return 'value';
  if (first >= 48 && first <= 57) return 'value';
  return /^\$\d/.test(token) ? 'value' : 'text';
}

const TABLE = /\b(?:from|join|into|update|table(?: if (?:not )?exists)?|truncate)\s+([\w."`$]+)/gi;

/** Names after FROM, JOIN, INTO, UPDATE and TABLE, in their order, each once. */
export function tablesOf(sql: string): readonly string[] {
  const names = new Set<string>();
  for (const [, name] of sql.slice(0, MOST_TEXT).matchAll(TABLE)) {
    const bare = (name ?? '').replace(/["`]/g, '');
    if (bare !== '' && !/^(select|only|lateral|where|set)$/i.test(bare)) names.add(bare);
  }
  return [...names];
}
