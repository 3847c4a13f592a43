// SPDX-License-Identifier: Apache-2.0
// Joining a directory and a path the way the reference state engine does, so that names agree letter for letter:
// `//` collapses, `.` and `..` resolve, and the directory itself is taken as it is.

const MAX_PATH = 1024;
export const PATH_TOO_LONG = '/DIR_TOO_LONG/FILENAME_TOO_LONG';
/** Directory of a path relative to an fd that nobody knows. */
export const UNKNOWN_DIR = '<UNKNOWN>';

/** `path` seen from `base`, which should end in `/`; an absolute or empty path ignores the base. */
export function joinPath(base: string, path: string): string {
  if (base.length + path.length + 1 > MAX_PATH) return PATH_TOO_LONG;
  if (path === '' || path.startsWith('/')) {
    if (isPlain(path)) return path;
    return normalise('', path);
  }
  return normalise(base, path);
}

/** Most paths that programs pass are absolute and have nothing to resolve. */
function isPlain(path: string): boolean {
  return !path.includes('//') && !path.includes('/.') && (path.length < 2 || path.charCodeAt(path.length - 1) !== 0x2f);
}

function normalise(base: string, path: string): string {
  let out = base;
  for (let i = 0; i < path.length; ) {
    const end = path.indexOf('/', i);
    const stop = end < 0 ? path.length : end;
    const part = path.slice(i, stop);
    i = stop + 1;
    // The base is taken as it is, also without a slash at its end (`<UNKNOWN>`): then a dot after it is part of a name.
    const startsName = out === '' || out.endsWith('/');
    if (startsName && part === '.') continue;
    if (startsName && part === '..') {
      out = parentOf(out);
      continue;
    }
    out += part;
    // A path that climbed all of its base stays relative to what nobody knows.
    const isRoot = out === '' && base === '';
    if (end >= 0 && !out.endsWith('/') && (out !== '' || isRoot)) out += '/';
  }
  return out.length > 1 && out.endsWith('/') ? out.slice(0, -1) : out;
}

/** `path` is empty or ends in a slash; so does its parent. The root has none but itself. */
function parentOf(path: string): string {
  return path.length <= 1 ? path : path.slice(0, path.lastIndexOf('/', path.length - 2) + 1);
}
