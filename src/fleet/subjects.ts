// SPDX-License-Identifier: Apache-2.0
// Subjects of a fleet's messages; the permissions of `fleet init` are made of the same.
//   sd.q.ROLE.all, sd.q.ROLE.host.ID    questions by the right of a role
//   _INBOX_fleet.ROLE.RANDOM            answers
//   sd.hello.ID                         heartbeats
//   sd.k8s.NODE                         what the fleet's watcher of Kubernetes says of a node's pods

import type { Role } from './messages.js';

const INBOX = '_INBOX_fleet';

const POD_PREFIX = 'sd.k8s.';
export const HELLO_SUBJECTS = 'sd.hello.*';

export function querySubject(role: Role, host: string | undefined): string {
  return host === undefined ? `sd.q.${role}.all` : `sd.q.${role}.host.${subjectToken(host)}`;
}

export function roleSubjects(role: Role): string {
  return `sd.q.${role}.>`;
}

export function helloSubject(host: string): string {
  return `sd.hello.${subjectToken(host)}`;
}

/** Hosts are called as Kubernetes calls its nodes there. */
export function podSubject(host: string): string {
  return `${POD_PREFIX}${subjectToken(host)}`;
}

export function isPodSubject(subject: string): boolean {
  return subject.startsWith(POD_PREFIX);
}

export const POD_SUBJECTS = `${POD_PREFIX}*`;

export function inboxSubjects(role: Role): string {
  return `${INBOX}.${role}.>`;
}

export function inbox(role: Role, random: string): string {
  return `${INBOX}.${role}.${random}`;
}

/** Answers go to screens' inboxes and nowhere else, whatever a message says. */
export function isInbox(subject: string): boolean {
  return subject.startsWith(`${INBOX}.`);
}

/** A name as one token: letters, digits, - and _ as they are, all else as =XX of its bytes. */
export function subjectToken(name: string): string {
  const bytes = [...Buffer.from(name, 'utf8')];
  return bytes.map(tokenOf).join('');
}

function tokenOf(byte: number): string {
  const letter = String.fromCharCode(byte);
  return /[A-Za-z0-9_-]/.test(letter) ? letter : `=${byte.toString(16).padStart(2, '0').toUpperCase()}`;
}
