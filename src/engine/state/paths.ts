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
  const floor = base === '' ? 0 : 1;
  for (let i = 0; i < path.length; ) {
    const end = path.indexOf('/', i);
    const stop = end < 0 ? path.length : end;
    const part = path.slice(i, stop);
    if (part === '..') out = parentOf(out, floor);
    else if (part !== '.' && part !== '') {
      // The base is taken as it is, also without a slash at its end (`<UNKNOWN>`).
      if (out !== '' && out !== base && !out.endsWith('/')) out += '/';
      out += part;
    }
    if (end < 0) break;
    if (out === '' && floor === 0) out = '/';
    i = stop + 1;
  }
  return out.length > 1 && out.endsWith('/') ? out.slice(0, -1) : out;
}

function parentOf(path: string, floor: number): string {
  const bare = path.endsWith('/') && path.length > 1 ? path.slice(0, -1) : path;
  const slash = bare.lastIndexOf('/');
  if (slash < 0) return floor === 0 ? bare : '';
  return slash === 0 ? '/' : bare.slice(0, slash + 1);
}
