// SPDX-License-Identifier: Apache-2.0
// What looks like a secret, as data: words in names, values that say themselves what they are, and arguments of programs.
// secret-spans.ts and secret-arguments.ts look for it; a file of the user's adds to it (secret-words.ts).
//
// All quantifiers are bounded and all patterns start with fixed letters: time grows with the length of the text only.

/** Words that make a name one of a secret, wherever they are in it. Regular expressions, without case. */
export const NAME_WORDS: readonly string[] = [
  'passw(?:or)?d',
  'passphrase',
  'passcode',
  'secret',
  'token',
  'credential',
  'cookie',
  'api[_-]?key',
  'access[_-]?key',
  'account[_-]?key',
  'private[_-]?key',
  'signing[_-]?key',
  'encryption[_-]?key',
  'master[_-]?key',
  'shared[_-]?key',
  'auth[_-]?key',
  'session[_-]?(?:id|key)',
  'connection[_-]?string',
  'conn[_-]?str',
  'bearer',
  'jwt',
];

/** Words of a name that count only where they are a part of their own: `ENC_KEY`, `MYSQL_PWD`, but not `KEYBOARD`. */
export const WHOLE_WORDS: readonly string[] = [
  'key',
  'keys',
  'pass',
  'pwd',
  'pw',
  'auth',
  'creds',
  'dsn',
  'salt',
  'otp',
];

/** Names that look like it and are not. */
export const HARMLESS_NAMES: ReadonlySet<string> = new Set(['pwd', 'oldpwd', 'ssh_auth_sock', 'xauthority']);

export interface TextRule {
  /** For the report. */
  readonly name: string;
  /** Its last group that matched is the secret; with the flags d, g and i. */
  readonly pattern: RegExp;
}

/** What ends a value without quotes. */
const VALUE = `(?:[^\\x00-\\x20"'&;,\\\\\\x7f]|\\\\[^"'\\x00-\\x20]){1,4096}`;
/** A value with or without quotes; the quotes may be escaped, as in JSON within JSON. */
const QUOTED = `\\\\?"((?:[^"\\\\\\x00\\r\\n]|\\\\[^"\\x00\\r\\n]){1,4096})|'([^'\\x00\\r\\n]{1,4096})|(${VALUE})`;
const SCHEME = '(?:basic|bearer|digest|token|negotiate|ntlm|apikey)';
const LINE = '([^\\x00\\r\\n]{1,8192})';

/** Texts around a secret, most specific first: the first that claims a byte has it. */
export const TEXT_RULES: readonly TextRule[] = [
  rule('private key', `-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----([^\\x00-]{1,65536})`),
  rule('authorization', `authorization\\s{0,4}[:=]\\s{0,4}(?:${SCHEME}\\s{1,4})?([^\\x00\\r\\n']{1,8192})`),
  rule(
    'authorization',
    `authorization\\\\?["']\\s{0,4}[:,]\\s{0,4}\\\\?["'](?:${SCHEME}\\s{1,4})?([^\\x00\\r\\n"'\\\\]{1,8192})`,
  ),
  rule('cookie', `cookie["']?\\s{0,4}:\\s{0,4}${LINE}`),
  rule('header', `\\bx-[a-z-]{0,24}(?:key|token|secret|auth|csrf|signature)[a-z-]{0,16}["']?\\s{0,4}:\\s{0,4}${LINE}`),
  rule('user of an address', `:\\/\\/[^\\x00-\\x20:@\\/"']{0,128}:([^\\x00-\\x20@\\/"']{1,512})@`),
  rule(
    'SQL',
    `\\b(?:identified\\s{1,4}(?:with\\s{1,4}\\S{1,64}\\s{1,4})?by|password)\\s{1,4}(?:as\\s{1,4})?'([^'\\x00]{1,512})`,
  ),
  rule('password hash', `(\\$(?:1|2[aby]?|5|6|7|y|gy|apr1|argon2i?d?)\\$[^\\x00-\\x20:"']{8,256})`),
  rule('login', `\\blogin\\s{1,4}\\S{1,128}\\s{1,4}password\\s{1,4}(\\S{1,512})`),
  rule('login', `(?:^|\\n)(?:\\S{1,16} )?LOGIN \\S{1,128} (\\S{1,512})`, 'dg'),
  rule('login', `(?:^|\\n)PASS ([^\\r\\n\\x00]{1,512})`, 'dg'),
  rule('login', `(?:^|\\n)AUTH(?: PLAIN| LOGIN| XOAUTH2)? ([^\\r\\n\\x00]{1,4096})`, 'dg'),
  rule(
    'login',
    `AUTH\\r\\n(?:\\$\\d{1,5}\\r\\n[^\\r\\n\\x00]{1,256}\\r\\n(?=\\$))?\\$\\d{1,5}\\r\\n([^\\r\\n\\x00]{1,4096})`,
  ),
  // PostgreSQL: a message of type p, its length in four bytes, the password.
  rule('login', `^p\\x00\\x00[\\x00-\\xff]{2}([^\\x00-\\x1f]{1,512})\\x00$`, 'dg'),
  rule('user', `\\s(?:-u|--user|--proxy-user)[ =]["']?[^\\s:"']{1,64}:(${VALUE})`),
];

/** Letters that tokens of known services begin with, and how many must follow. */
export const TOKEN_PREFIXES: readonly string[] = [
  'ghp_',
  'gho_',
  'ghu_',
  'ghs_',
  'ghr_',
  'github_pat_',
  'glpat-',
  'gldt-',
  'glrt-',
  'xoxb-',
  'xoxp-',
  'xoxa-',
  'xoxs-',
  'xapp-',
  'AKIA',
  'ASIA',
  'AIza',
  'ya29.',
  'sk_live_',
  'rk_live_',
  'sk_test_',
  'sk-',
  'npm_',
  'pypi-',
  'SG.',
  'hvs.',
  'hvb.',
  'dop_v1_',
  'shpat_',
  'dckr_pat_',
  'ATATT',
  'eyJ',
];
export const LEAST_TOKEN_REST = 14;

/** What follows the name of a secret, up to and with its value. */
export const ASSIGNED = `[\\w.\\-]{0,32}\\\\?["']?\\s{0,4}(?:=>|[:=])\\s{0,4}(?:${QUOTED})`;
/** The same for an option in a command line, whose value may come after a space. */
export const OPTION_VALUE = `[\\w-]{0,16}[= ](?:${QUOTED})`;

export interface ArgumentRule {
  /** Names of programs, without their directories. */
  readonly programs: RegExp;
  readonly option: string;
  /** Where the secret is: the next argument, the rest of this one, or what follows a colon in the next one. */
  readonly place: 'next' | 'joined' | 'after colon';
}

/** Options that only some programs use for secrets. */
export const ARGUMENT_RULES: readonly ArgumentRule[] = [
  {
    programs: /^(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump|mongo|mongosh|mongodump)$/,
    option: '-p',
    place: 'joined',
  },
  { programs: /^(?:mongo|mongosh|mongodump|mongorestore)$/, option: '-p', place: 'next' },
  { programs: /^sshpass$/, option: '-p', place: 'joined' },
  { programs: /^sshpass$/, option: '-p', place: 'next' },
  { programs: /^(?:docker|podman|helm|az|oc)$/, option: '-p', place: 'next' },
  { programs: /^(?:redis-cli|keydb-cli|valkey-cli)$/, option: '-a', place: 'next' },
  { programs: /^(?:curl|http|https|xh)$/, option: '-u', place: 'after colon' },
  { programs: /^(?:curl|http|https|xh)$/, option: '--user', place: 'after colon' },
  { programs: /^(?:curl)$/, option: '-b', place: 'next' },
  { programs: /^(?:curl)$/, option: '--oauth2-bearer', place: 'next' },
  { programs: /^ldap\w+$/, option: '-w', place: 'next' },
  { programs: /^(?:sqlcmd|bcp|isql)$/, option: '-P', place: 'next' },
  { programs: /^(?:smbclient|rpcclient)$/, option: '-U', place: 'next' },
  { programs: /^(?:snmp\w+)$/, option: '-A', place: 'next' },
  { programs: /^(?:snmp\w+)$/, option: '-X', place: 'next' },
];

function rule(name: string, pattern: string, flags = 'dgi'): TextRule {
  return { name, pattern: new RegExp(pattern, flags) };
}
