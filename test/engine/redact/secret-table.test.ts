// SPDX-License-Identifier: Apache-2.0
// What the table of secrets finds in texts, environments and arguments, and what it leaves alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Disguise } from '../../../src/engine/redact/disguise.js';
import { RedactionReport } from '../../../src/engine/redact/redaction-report.js';
import { hideInArguments, hideInEnvironment } from '../../../src/engine/redact/secret-arguments.js';
import { SecretHider } from '../../../src/engine/redact/secret-spans.js';
import { NO_ADDED_WORDS, parseAddedWords, secretWords } from '../../../src/engine/redact/secret-words.js';

const KEY = Buffer.from('a key of the test, no secret');

function hider(words = NO_ADDED_WORDS): SecretHider {
  return new SecretHider(secretWords(words), new Disguise(KEY), new RedactionReport());
}

function hidden(text: string, words = NO_ADDED_WORDS): string {
  const bytes = Buffer.from(text, 'latin1');
  hider(words).hideFound(bytes, [0, bytes.length], 'data');
  return bytes.toString('latin1');
}

/** Text with the secret between « and ». Exactly that must go, and nothing else. */
const SECRETS: readonly string[] = [
  'GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer «abc.DEF-1234»\r\nAccept: */*\r\n\r\n',
  'authorization: basic «dXNlcjpwYXNzd29yZA==»\r\n',
  'Proxy-Authorization: Digest «username="x", nonce="y"»\r\nHost: a',
  '{"Authorization":"Bearer «abc.def»","Host":"a"}',
  "curl -H 'Authorization: Bearer «abcdefgh»' http://localhost",
  'Cookie: «id=1234; theme=dark»\r\nAccept: */*\r\n',
  'HTTP/1.1 200 OK\r\nSet-Cookie: «sid=99999; Path=/»\r\n\r\n',
  'X-Api-Key: «0123456789»\r\n',
  'x-vault-token: «hvs-like»\r\n',
  'postgres://app:«hunter22»@db:5432/shop',
  'amqp://guest:«guest»@mq',
  'Server=db;User Id=sa;Password=«Str0ng!Pa$$»;Encrypt=true',
  'DefaultEndpointsProtocol=https;AccountName=x;AccountKey=«Zm9v+YmFy/w==»;EndpointSuffix=core',
  '{"user":"x","password":"«correct horse»","n":1}',
  '{"body":"{\\"api_key\\": \\"«k-12345»\\"}"}',
  "db_password: '«two words»'",
  'client_secret=«abcdef»&grant_type=client_credentials',
  'MYSQL_PWD=«hunter22» mysqldump shop',
  'run --token «abcd1234» --verbose',
  'run --db-password="«a b c»" --verbose',
  "CREATE USER 'x' IDENTIFIED BY '«pw pw»'",
  "ALTER ROLE x PASSWORD '«pw»'",
  'root:«$6$salt$hashhashhash»:19000:0:99999:7:::',
  'machine git.example login me password «s3cr3t»',
  'a1 LOGIN me «s3cr3t»\r\n',
  'PASS «s3cr3t»\r\n',
  'AUTH PLAIN «AGEAYg==»\r\n',
  '*2\r\n$4\r\nAUTH\r\n$6\r\n«s3cr3t»\r\n',
  '*3\r\n$4\r\nAUTH\r\n$2\r\nme\r\n$6\r\n«s3cr3t»\r\n',
  'p\0\0\0\x0b«hunter»\0',
  'curl -u me:«s3cr3t» http://localhost/',
  'remote: «ghp_0123456789abcdefghijABCDEFGHIJ456789» ok',
  'id «AKIAIOSFODNN7EXAMPLEX» ok',
  'jwt «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl» ok',
  '-----BEGIN OPENSSH PRIVATE KEY-----«\nb3BlbnNzaC1rZXktdjE\n»-----END OPENSSH PRIVATE KEY-----\n',
];

test('secrets in texts go, and nothing around them', () => {
  for (const marked of SECRETS) {
    const from = marked.indexOf('«');
    const to = marked.includes('»') ? marked.indexOf('»') - 1 : marked.length - 1;
    const text = marked.replace(/[«»]/g, '');
    const result = hidden(text);
    assert.equal(result.length, text.length, marked);
    assert.equal(result.slice(0, from), text.slice(0, from), marked);
    assert.equal(result.slice(to), text.slice(to), marked);
    assert.notEqual(result.slice(from, to), text.slice(from, to), marked);
    assert.match(result.slice(from, to), /^[a-z2-7]{4,}$|^\*{1,3}$/, marked);
  }
});

test('texts without secrets stay as they are', () => {
  const harmless = [
    'GET /index.html HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8\r\n\r\n',
    'PWD=/home/me/project',
    'http://localhost:8080/path?x=1',
    'the passenger list: 12',
    'author: somebody',
    'key frames: 12',
    'Incorrect password, try again',
    '/usr/lib/python3/secrets.py',
    '2026-11-30 12:00:00 tokenizer started',
  ];
  for (const text of harmless) assert.equal(hidden(text), text);
});

test('equal secrets stay equal, under the same key only', () => {
  const first = hidden('token=abcdefgh; token=abcdefgh; token=abcdefgi');
  const values = [...first.matchAll(/token=(\w+)/g)].map(([, value]) => value);
  assert.equal(values[0], values[1]);
  assert.notEqual(values[0], values[2]);
  const other = Buffer.from('token=abcdefgh');
  new SecretHider(secretWords(), new Disguise(), new RedactionReport()).hideFound(other, [0, other.length], 'data');
  assert.notEqual(other.toString().slice(6), values[0]);
});

test('a value that was hidden once is hidden wherever it comes again', () => {
  const hiding = hider();
  const environment = Buffer.from('HOME=/root\0DEPLOY_TOKEN=abc123def456\0');
  hideInEnvironment(hiding, environment, [0, environment.length]);
  assert.match(environment.toString(), /^HOME=\/root\0DEPLOY_TOKEN=[a-z2-7]{12}\0$/);
  const data = Buffer.from('>>abc123def456<<');
  hiding.hideFound(data, [0, data.length], 'data');
  assert.equal(data.toString().slice(2, -2), environment.toString().slice(24, 36));
});

test('variables are secret by their names', () => {
  const { isSecretName } = secretWords();
  for (const name of [
    'API_TOKEN',
    'DB_PASSWORD',
    'MYSQL_PWD',
    'AWS_SECRET_ACCESS_KEY',
    'ENC_KEY',
    'SENTRY_DSN',
    'X_AUTH',
  ])
    assert.ok(isSecretName(name), name);
  for (const name of ['PWD', 'OLDPWD', 'SSH_AUTH_SOCK', 'KEYBOARD', 'PATH', 'HOME', 'AUTHOR', 'MONKEY'])
    assert.ok(!isSecretName(name), name);
});

test('a variable that holds a path is left alone', () => {
  const environment = Buffer.from('SECRET_FILE=/run/secrets/db\0');
  hideInEnvironment(hider(), environment, [0, environment.length]);
  assert.equal(environment.toString(), 'SECRET_FILE=/run/secrets/db\0');
});

test('arguments are secret by the option before them, and by the program', () => {
  const cases: readonly (readonly [program: string, args: string, left: RegExp])[] = [
    ['/usr/bin/mysql', '-uroot -phunter22 shop', /^-uroot -p[a-z2-7]{8} shop$/],
    ['sshpass', '-p hunter22 ssh me@host', /^-p [a-z2-7]{8} ssh me@host$/],
    ['tool', '--password hunter22 --port 1', /^--password [a-z2-7]{8} --port 1$/],
    ['tool', '--api-key=hunter22 --port 1', /^--api-key=[a-z2-7]{8} --port 1$/],
    ['curl', '-u me:hunter22 http://localhost', /^-u me:[a-z2-7]{8} http:\/\/localhost$/],
    ['redis-cli', '-a hunter22 PING', /^-a [a-z2-7]{8} PING$/],
    ['tool', '--password --port 1', /^--password --port 1$/],
    ['ls', '-p dir', /^-p dir$/],
  ];
  for (const [program, args, left] of cases) {
    const bytes = Buffer.from(`${args.replaceAll(' ', '\0')}\0`);
    hideInArguments(hider(), bytes, [0, bytes.length], program);
    assert.match(bytes.toString().slice(0, -1).replaceAll('\0', ' '), left);
  }
});

test('a file adds words', () => {
  const added = parseAddedWords('# ours\nname kennwort\nprefix acme_\nnot DEPLOY_TOKEN\n');
  assert.ok(added.ok);
  assert.match(hidden('kennwort=abcdef', added.value), /^kennwort=[a-z2-7]{6}$/);
  assert.match(hidden('id acme_0123456789abcdef', added.value), /^id [a-z2-7]{21}$/);
  assert.equal(secretWords(added.value).isSecretName('DEPLOY_TOKEN'), false);
  const wrong = parseAddedWords('name x y z');
  assert.ok(!wrong.ok);
  assert.match(wrong.error, /line 1/);
});

test('time grows with the length of a text, not with its square', () => {
  for (const piece of ['a', 'password', ' ', '"', '--token', 'x-', 'eyJ', '://', '-----BEGIN PRIVATE KEY']) {
    const text = piece.repeat(Math.ceil(60_000 / piece.length));
    assert.equal(hidden(text).length, text.length);
  }
});
