// SPDX-License-Identifier: Apache-2.0
// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file is about
// What the terminal can do, from the environment: the terminfo of this machine says little about the terminal at the
// other end of ssh, and blessed's reading of it fails on several entries. What is unknown is assumed to be like xterm,
// as nearly everything is; the old and the small are known by name.

import type { ColorDepth } from '../paint/color.js';

/** `unicode`: all; `console`: the 256 glyphs of the Linux console's font (code page 437); `ascii`: nothing else. */
export type GlyphLevel = 'unicode' | 'console' | 'ascii';

export interface Capability {
  readonly depth: ColorDepth;
  readonly glyphs: GlyphLevel;
  readonly alternateScreen: boolean;
  readonly mouse: boolean;
  /** Knows DEC mode 2026, or ignores it as it should. */
  readonly synchronized: boolean;
  /** Takes OSC 52. */
  readonly clipboard: boolean;
  /** Answers, or ignores, the question for its background colour (OSC 11). */
  readonly answersColor: boolean;
  /** From COLORFGBG; undefined where it says nothing. */
  readonly background: 'dark' | 'light' | undefined;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CapabilityOptions {
  readonly ascii: boolean;
  readonly mouse: boolean;
}

/** The capability of the terminal that `env` describes. */
export function terminalCapability(env: Environment, options: CapabilityOptions): Capability {
  const term = (env['TERM'] ?? '').toLowerCase();
  const isConsole = term.startsWith('linux');
  const isOld = term === '' || term === 'dumb' || term === 'unknown' || /^(vt\d|ansi|cons25)/.test(term);
  return {
    depth: colorDepth(env, term, isOld),
    glyphs: glyphLevel(env, options.ascii, isConsole, isOld),
    alternateScreen: !isConsole && !isOld,
    mouse: options.mouse && !isConsole && !isOld,
    synchronized: !isConsole && !isOld,
    clipboard: !isConsole && !isOld,
    answersColor: !isConsole && !isOld,
    background: backgroundOf(env['COLORFGBG']),
  };
}

function colorDepth(env: Environment, term: string, isOld: boolean): ColorDepth {
  // https://no-color.org: present and not empty.
  if ((env['NO_COLOR'] ?? '') !== '') return 'mono';
  if (term === 'ansi') return '16';
  if (isOld) return 'mono';
  if (/^(truecolor|24bit)$/.test(env['COLORTERM'] ?? '')) return 'truecolor';
  if (/direct|kitty|alacritty|ghostty|foot|wezterm|contour/.test(term)) return 'truecolor';
  if (term.includes('256')) return '256';
  // tmux and screen translate the 256 colours to what is outside.
  if (/^(tmux|screen|xterm)$/.test(term)) return term === 'xterm' ? '16' : '256';
  return '16';
}

function glyphLevel(env: Environment, ascii: boolean, isConsole: boolean, isOld: boolean): GlyphLevel {
  if (ascii || isOld) return 'ascii';
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const charset = /\.([^@]+)/.exec(locale)?.[1];
  // Containers and services often have no locale, or `C`, on a terminal that is UTF-8 nevertheless; a locale that names
  // another charset means it.
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) return 'ascii';
  return isConsole ? 'console' : 'unicode';
}

/** rxvt, Konsole and others set `fg;bg` or `fg;x;bg` with palette numbers: 7 and 15 are the light ones. */
function backgroundOf(value: string | undefined): 'dark' | 'light' | undefined {
  const number = /;(\d+)$/.exec(value ?? '')?.[1];
  if (number === undefined) return undefined;
  return number === '7' || number === '15' ? 'light' : 'dark';
}

/** Question for the background colour, closed by one that every terminal answers (device attributes). */
export const ASK_BACKGROUND = '\x1b]11;?\x1b\\\x1b[c';

/** The background in an OSC 11 reply `ESC ] 11 ; rgb:RRRR/GGGG/BBBB`, as 0xrrggbb; undefined where it is another reply. */
export function backgroundReply(reply: string): number | undefined {
  const match = /^\x1b\]11;rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(reply);
  if (match === null) return undefined;
  const part = (i: number): number => {
    const digits = match[i] ?? '0';
    return Math.round((Number.parseInt(digits, 16) / (16 ** digits.length - 1)) * 255);
  };
  return (part(1) << 16) | (part(2) << 8) | part(3);
}
