// SPDX-License-Identifier: Apache-2.0
// Names that try to act on the terminal, on blessed, on filters, or on the layout. Tests and the demo put them where a
// process name, an argument or a path would be.

export const HOSTILE_NAMES: readonly string[] = [
  '\x1b[2J\x1b[31mred\x1b[0m',
  '\x1b]0;title\x07',
  '\x1b]52;c;ZXZpbA==\x07',
  '\x1bP+q544e\x1b\\',
  '\u009b31mC1',
  '\u0090dcs\u009c',
  'tab\tnewline\nreturn\rbell\x07',
  '{red-fg}{bold}blessed{/}',
  '{escape}tags{/escape}',
  'rlo\u202egpj.exe',
  'isolate\u2066x\u2069',
  'zero\u200bwidth\u2060joiner\ufeff',
  'bytes\udcff\udc80\udc9b2J',
  'lone\ud800high',
  '日本語のプロセス',
  '한국어',
  'e\u0301le\u0300ve',
  '\u0301starts-with-a-mark',
  `zalgo${'\u0335'.repeat(60)}`,
  '👩‍👩‍👧‍👦 family',
  '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  '👍🏽 ✅ ⚡ 🫠',
  'a"b\'c\\d',
  '/etc/h sts; rm -rf $(x) `y` | z',
  'שלום עולם',
  'val(proc.name) and or not',
  `long-${'x'.repeat(10_000)}`,
  '',
];
