// SPDX-License-Identifier: Apache-2.0
// Versions of the rule language. Rule files name the engine that they need; a bare number N is 0.N.0.

/** The engine whose language this is. */
export const ENGINE_VERSION = '0.63.0';

type Version = readonly [major: number, minor: number, patch: number];

/** `1.2.3`, what follows it (`-rc1`) left out; undefined: no version. */
export function parseVersion(text: string): Version | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Whether ENGINE_VERSION does what rules for `version` need. */
export function isCompatible(version: string): boolean {
  const [major, minor, patch] = parseVersion(version) ?? [0, 0, 0];
  const [ownMajor, ownMinor, ownPatch] = parseVersion(ENGINE_VERSION) ?? [0, 0, 0];
  if (major !== ownMajor) return false;
  return minor < ownMinor || (minor === ownMinor && patch <= ownPatch);
}

export function maxVersion(a: string, b: string): string {
  const left = parseVersion(a) ?? [0, 0, 0];
  const right = parseVersion(b) ?? [0, 0, 0];
  const k = left.findIndex((part, i) => part !== right[i]);
  return k >= 0 && (left[k] ?? 0) < (right[k] ?? 0) ? b : a;
}
