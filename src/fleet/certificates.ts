// SPDX-License-Identifier: Apache-2.0
// X.509 certificates (RFC 5280) for a fleet's server, signed by a CA of its own: ECDSA on P-256 with SHA-256. Node makes
// keys and signatures; what is signed is written here.

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import { bits, boolean, integer, objectId, octets, sequence, set, tagged, time, utf8 } from './der.js';

const ECDSA_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));
const COMMON_NAME = '2.5.4.3';
const EXTENSION = {
  keyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeNames: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKey: '2.5.29.35',
  extendedUsage: '2.5.29.37',
};
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
/** keyCertSign and cRLSign; digitalSignature. */
const CA_USAGE = bits(Uint8Array.of(0x06), 1);
const SERVER_USAGE = bits(Uint8Array.of(0x80), 7);
const DAY = 86_400_000;
const CA_DAYS = 3650;
const SERVER_DAYS = 825;

/** PEM texts. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export function makeAuthority(name: string, now: Date): KeyedCertificate {
  const { privateKey } = newKey();
  const own = { subject: name, issuer: name, publicKey: createPublicKey(privateKey), days: CA_DAYS, now };
  const extensions = [
    extension(EXTENSION.basicConstraints, sequence(boolean(true)), true),
    extension(EXTENSION.keyUsage, CA_USAGE, true),
    extension(EXTENSION.keyIdentifier, octets(keyIdentifier(own.publicKey))),
  ];
  return { certificate: signed({ ...own, extensions }, privateKey), key: pemOf(privateKey) };
}

/** `names`: host names and addresses that the server is reached by; `name`: that of makeAuthority. */
export function makeServerCertificate(
  authority: KeyedCertificate,
  name: string,
  names: readonly string[],
  now: Date,
): KeyedCertificate {
  const { privateKey } = newKey();
  const caKey = createPrivateKey(authority.key);
  const publicKey = createPublicKey(privateKey);
  const issuerKey = keyIdentifier(createPublicKey(caKey));
  const extensions = [
    extension(EXTENSION.basicConstraints, sequence(), true),
    extension(EXTENSION.keyUsage, SERVER_USAGE, true),
    extension(EXTENSION.extendedUsage, sequence(objectId(SERVER_AUTH))),
    extension(EXTENSION.alternativeNames, sequence(...names.map(alternativeName))),
    extension(EXTENSION.keyIdentifier, octets(keyIdentifier(publicKey))),
    extension(EXTENSION.authorityKey, sequence(tagged(0, issuerKey, true))),
  ];
  const body = { subject: names[0] ?? 'server', issuer: name, publicKey, days: SERVER_DAYS, now, extensions };
  return { certificate: signed(body, caKey), key: pemOf(privateKey) };
}

function newKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

interface Body {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly days: number;
  readonly now: Date;
  readonly extensions: readonly Buffer[];
}

function signed({ subject, issuer, publicKey, days, now, extensions }: Body, key: KeyObject): string {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    tagged(0, integer(Uint8Array.of(2))),
    integer(serial),
    ECDSA_SHA256,
    named(issuer),
    // A day earlier: clocks of hosts differ.
    sequence(time(new Date(now.getTime() - DAY)), time(new Date(now.getTime() + days * DAY))),
    named(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  const certificate = sequence(body, ECDSA_SHA256, bits(sign('sha256', body, key)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function named(name: string): Buffer {
  return sequence(set(sequence(objectId(COMMON_NAME), utf8(name))));
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(objectId(id), ...(isCritical ? [boolean(true)] : []), octets(value));
}

/** Any value that differs from key to key does (RFC 5280, 4.2.1.2): the end of the key itself. */
function keyIdentifier(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }).subarray(-20);
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 0 ? tagged(2, Buffer.from(name, 'latin1'), true) : tagged(7, addressBytes(name), true);
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head = '', tail] = address.split('::');
  const words = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(':'));
  const missing = 8 - words(head).length - words(tail).length;
  const all =
    tail === undefined ? words(head) : [...words(head), ...new Array<string>(missing).fill('0'), ...words(tail)];
  return Buffer.from(all.flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 0xff]));
}
