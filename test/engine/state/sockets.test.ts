// SPDX-License-Identifier: Apache-2.0
// Sockets: type, name, protocol, both ends and role after each scene, and what sysdig says of the same events.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_PEER, peers } from '../scap/peer.js';
import { SCENES } from './socket-scenes.js';
import { World } from './world.js';

const FORMAT = '*%fd.num %fd.name\t%fd.typechar %fd.l4proto %fd.cip:%fd.cport %fd.sip:%fd.sport %fd.is_server';

/** One line for an fd: number, name, type, protocol, and the ends as far as there are any. */
function line([num, name, type, l4, cip, cport, sip, sport, isServer]: readonly unknown[]): string {
  const isKnown = (value: unknown): boolean => value !== undefined && value !== '<NA>';
  const client = isKnown(cip) ? ` ${cip}:${cport} >` : '';
  const server = isKnown(sip) ? `${client === '' ? ' at' : ''} ${sip}:${sport}` : '';
  const role = client !== '' && (isServer === true || isServer === 'true') ? ' server' : '';
  return `${num} "${name ?? '<NA>'}" ${type} ${l4}${client}${server}${role}`;
}

const FIELDS = [
  'fd.num',
  'fd.name',
  'fd.typechar',
  'fd.l4proto',
  'fd.cip',
  'fd.cport',
  'fd.sip',
  'fd.sport',
  'fd.is_server',
];

for (const { name, run, end } of SCENES) {
  test(name, () => {
    const world = run(new World());
    const values = FIELDS.map((field) => world.text(field));
    assert.equal(line(values), end);
  });
}

/** sysdig's line in the same form. */
function peerLine(text: string): string {
  const [front = '', back = ''] = text.split('\t');
  const [, num, name] = /^(\S+) (.*)$/.exec(front) ?? [];
  const [type, l4, client = '', server = '', isServer] = back.split(' ');
  const split = (end: string): [string, string] => {
    const at = end.lastIndexOf(':');
    return [end.slice(0, at), end.slice(at + 1)];
  };
  return line([num, name, type, l4, ...split(client), ...split(server), isServer]);
}

const installed = peers();
test('sysdig agrees', { skip: installed.length === 0 ? NO_PEER : false }, () => {
  // Levels differ: the newest one is the measure.
  const [peer] = installed;
  if (peer === undefined || peer.name === 'sysdig') return;
  for (const { name, run, end, peerDiffers } of SCENES) {
    const output = peer.print(run(new World()).bytes(), FORMAT);
    const theirs = peerLine(output.lines.at(-1) ?? '');
    if (peerDiffers === undefined) assert.equal(theirs, end, `${name}: ${output.complaint}`);
    else assert.notEqual(theirs, end, `${name}: no longer differs, although it ${peerDiffers}`);
  }
});
