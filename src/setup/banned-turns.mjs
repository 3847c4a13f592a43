// SPDX-License-Identifier: Apache-2.0
// Turns of phrase that a native engineer would not write, what to write instead, and where they are right. words.mjs looks
// for them. `allowed` is matched against the line and must cover the turn.

/** @typedef {{ turn: RegExp, say: string, allowed?: readonly RegExp[] }} BannedTurn */

/** Live data that is late: `2s behind`, `far behind`; and the members and variables that hold by how much. */
const LAG =
  /\b(far|falls?|fell|further|lag\w*|seconds?|m?s|ns|events?)['"`]?\)?\}? behind\b|[\d}]m?s behind\b|\\?REWOUND.*? behind\b/i;
const LAG_NAME = /\bbehind(?=\W?( ?[:=<>,;()*/+.}\]?|]| (is|are|was|live|now|until)\b))|`behind`/i;
/** What is drawn over something, or made of it. */
const IN_DEPTH =
  /\b(view|table|tile|dialog|page|events?|rows?|numbers?|bar|program|file|socket|screen|emulator|what (is|lies)) (that |lies |is |are )*behind\b/i;

/** @type {readonly BannedTurn[]} */
export const BANNED_TURNS = [
  // One word for another.
  {
    turn: /\bbehind\b/gi,
    say: 'after, following, beyond',
    allowed: [LAG, LAG_NAME, IN_DEPTH, /\b(leaves?|left|stays?|leaving) (\w+ ){0,2}behind\b/i],
  },
  {
    turn: /\bstands?\b/gi,
    say: 'is, appears, remains',
    allowed: [/\bstands? (for|out|in for)\b/i, /\bstand-?(alone|ins?)\b/i],
  },
  { turn: /\b(whoever|whosoever|whomever)\b/gi, say: 'the caller, the reader, anyone who' },
  { turn: /\banew\b/gi, say: 'again' },
  {
    turn: /\b(tells?|told|telling)\b/gi,
    say: 'report, say, print, show',
    allowed: [/\b(told|tells?|telling) (\S+ ){0,4}(apart|from|to)\b/i, /\botherwise told\b|\btold otherwise\b/i],
  },
  {
    turn: /\b(is|are|was|were|be) no(?= [a-z$'"])/g,
    say: 'is not a, is not',
    allowed: [
      /\b(there|here) (is|are|was|were) no\b/i,
      /\bthere (may|must|can|need|will|would|should) be no\b/i,
      /\b(is|are|was|were|be) no (longer|more|less|fewer|better|worse|older|newer|larger|smaller|matter|use|need|problem|reason)\b/,
    ],
  },
  {
    turn: /\b(is|are|was|were) none\b(?! of (the|these|those|them)\b)/g,
    say: 'is not one, does not exist',
    allowed: [/\bthere (is|are|was|were) none\b/i],
  },
  { turn: /\bdaily bread\b/gi, say: 'routine' },
  { turn: /\b(and|or) (its|their) kin\b/gi, say: 'and the like' },
  { turn: /\bin peace\b/gi, say: 'normally' },
  { turn: /\bin any cutting\b/gi, say: 'in chunks of any size' },
  { turn: /\b(its|their|the) words are (above|below)\b/gi, say: 'its output is above' },
  { turn: /\bwhat (has )?became of\b|\bwhat has become of\b/gi, say: 'what replaced, what happened to' },
  { turn: /\b(by|from) anybody else\b|\bas anybody else\b/gi, say: 'as a normal user' },
  {
    turn: /\bso (many|much) (seconds?|megabytes?|events?|bytes?|files?|milliseconds?)\b/gi,
    say: 'N seconds, a number of',
    allowed: [/\b(has|have) so many \w+/],
  },
  { turn: /\bwalk(s|ed|ing)? (in|into)\b/gi, say: 'drill down into, open' },
  { turn: /\bhas (its|their) say\b/gi, say: 'counts' },
  { turn: /\bgoes? before all others?\b/gi, say: 'has priority' },
  { turn: /\bmust be said\b|\bit is said that\b|\bit is (said|told)\b/gi, say: 'is reported' },
  { turn: /\bfor who(m|ever)? (knows|asks|wants|needs|reads)\b/gi, say: 'for callers that' },
  { turn: /\b(the|its|their) (living|dead)\b(?= (by|of|are|and|in)\b|[.,;:])/gi, say: 'live threads, ended threads' },
  { turn: /\bnothing (\w+ ){0,4}but (to )?(?!not\b)/gi, say: 'only, nothing except' },
  { turn: /\b(is|are|was|were) all that\b/gi, say: 'is all you need, only' },
  { turn: /\bhas more in its head\b/gi, say: 'its header contains' },
  { turn: /\bof (last|this) (night|evening|morning)\b/gi, say: 'from last night' },
  { turn: /\blet(s|ting)? go of\b|\blet(s|ting)? go\b/gi, say: 'release, drop, clear' },
  { turn: /\bgives? up to\b/gi, say: 'yields to' },
  { turn: /\bin its (own )?turn\b/gi, say: '(leave it out)' },
  { turn: /\bwhere(ver)? that may be\b|\bbe it\b/gi, say: 'wherever it is, whether' },
  { turn: /\bno less\b(?! than)/gi, say: 'also' },
  { turn: /\bthat is to say\b|\bthat means to say\b/gi, say: 'so, i.e.' },
  { turn: /\bmay (well )?be asked(?! for)\b/gi, say: 'can be queried' },
  {
    turn: /\bto its name\b|\bby the by\b|\bperchance\b|\bthereby\b|\bwhereby\b|\bthereof\b|\bherein\b/gi,
    say: 'plain words',
  },
  { turn: /\bmostwise\b|\bsuchlike\b|\bthe like of\b/gi, say: 'similar' },
  { turn: /\bsince (one|two|three|\d+) (days?|hours?|years?|seconds?)\b/gi, say: 'for' },
  { turn: /\bmakes? (an )?end (of|to)\b/gi, say: 'ends' },
  { turn: /\btakes? (its|the) place of\b/gi, say: 'replaces' },
  { turn: /\bin (the )?place of\b/gi, say: 'instead of' },
  { turn: /\ball the same\b/gi, say: 'anyway' },
  { turn: /\bfor good\b/gi, say: 'permanently' },
  { turn: /\bnot (any ?more|any longer)\b/gi, say: 'no longer' },
  { turn: /\bupon\b/gi, say: 'on' },
  { turn: /\bamidst?\b|\bwhilst\b|\bamongst\b/gi, say: 'amid: in; whilst: while; amongst: among' },
  { turn: /\bin vain\b/gi, say: 'without effect' },
  { turn: /\bcome(s)? of it\b|\bcame of it\b/gi, say: 'the result' },
  { turn: /\bhow it is called\b|\bhow (they|these) are called\b/gi, say: 'what it is called' },
  { turn: /\bthe (same|other) way round\b/gi, say: 'reversed' },
  { turn: /\bhas it that\b|\bas it were\b/gi, say: 'says' },

  // Openings that a native puts the other way round.
  {
    turn: /(?<=^|[.:;] |[*/#] )(New|Kept|Left out|Lost|Shown|Written|Counted|Missing|Wanted|Allowed|Added|Gone|Meant) (is|are|was|were)(?= )/g,
    say: 'the subject first',
  },
  { turn: /(?<=^|\. |[*/#] )Nothing is \w+ of\b/g, say: 'the subject first: "X keeps nothing of …"' },
  { turn: /(?<=^|\. |[*/#] )(So that) [^.]*?, /g, say: 'the main clause first' },
  { turn: /(?<=^|\. |[*/#] )(Of|From) [^.,]{1,40} (only|nothing|no one) /g, say: 'the subject first' },
  { turn: /(?<=^|\. |[*/#] )(Also|Only) (is|are|has|have)\b/g, say: 'the subject first' },

  // Comments that describe a function as if it spoke.
  { turn: /(?<=[*/.] )Answers (?!(to|come|by|go|are|with|from|as|each|the|until)\b)/g, say: 'Returns' },
  { turn: /\banswers (whether|true|why not|undefined|how many)\b/g, say: 'returns' },
];
