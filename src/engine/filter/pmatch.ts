// SPDX-License-Identifier: Apache-2.0
// The operator pmatch: is one of these paths a prefix of the value, component by component? `/usr` is one of
// `/usr/lib/x`, not of `/usrlocal`. Empty components do not count, so `/` is a prefix of everything. Components with
// `*`, `?` or `[` are glob patterns.

import { globMatcher, isGlob } from './glob.js';

type Component = (name: string) => boolean;

/** A test for paths below, or equal to, any of `prefixes`. */
export function pathPrefixMatcher(prefixes: readonly string[]): (path: string) => boolean {
  const patterns = prefixes.map((prefix) => components(prefix).map(component));
  return (path) => {
    const names = components(path);
    return patterns.some((pattern) => isPrefix(pattern, names));
  };
}

function isPrefix(pattern: readonly Component[], names: readonly string[]): boolean {
  return pattern.length <= names.length && pattern.every((test, i) => test(names[i] ?? ''));
}

function component(text: string): Component {
  return isGlob(text) ? globMatcher(text) : (name) => name === text;
}

function components(path: string): readonly string[] {
  return path.split('/').filter((name) => name !== '');
}
