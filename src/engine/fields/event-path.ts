// SPDX-License-Identifier: Apache-2.0
// Paths that an event names, made absolute: evt.abspath, fs.path.* and fd.name of a failed open share these.

import type { EventKind } from '../event/event-kind.js';
import type { EventView } from '../event/event-view.js';
import { eventType } from '../scap/event-types.js';
import { joinPath, UNKNOWN_DIR } from '../state/paths.js';
import { AT_FDCWD } from '../text/fd-text.js';

/** Parameters that hold a directory fd and the path that starts there; fd -1 is the current directory. */
export interface PathParams {
  readonly dirFd: number;
  readonly path: number;
}

/**
 * The path of two parameters of the event, absolute and normalised; undefined where the event does not carry it.
 * `unknown` stands for a directory that nobody knows.
 */
export function pathOf(event: EventView, { dirFd, path }: PathParams, unknown = `${UNKNOWN_DIR}/`): string | undefined {
  const cursor = event.params();
  if (path >= cursor.nparams) return undefined;
  const text = cursor.text(path) ?? '<NA>';
  return joinPath(text.startsWith('/') ? '' : (directoryOf(event, dirFd) ?? unknown), text);
}

/** Where a relative path starts, with its final slash; undefined where nobody knows. */
function directoryOf(event: EventView, dirFdParam: number): string | undefined {
  const dirFd = dirFdParam < 0 || !event.params().has(dirFdParam) ? AT_FDCWD : event.params().int(dirFdParam);
  if (dirFd === AT_FDCWD) return event.thread?.leader.cwd ?? '';
  const name = dirFd === undefined ? undefined : event.fdAt(dirFd)?.name;
  if (name === undefined || name === '') return undefined;
  return name.endsWith('/') ? name : `${name}/`;
}

interface AbsolutePaths {
  readonly src: PathParams;
  readonly dst?: PathParams;
}

/** The calls that evt.abspath knows. */
const LAYOUTS: ReadonlyMap<number, AbsolutePaths> = new Map(
  Object.entries<AbsolutePaths>({
    renameat_x: { src: { dirFd: 1, path: 2 }, dst: { dirFd: 3, path: 4 } },
    renameat2_x: { src: { dirFd: 1, path: 2 }, dst: { dirFd: 3, path: 4 } },
    linkat_e: { src: { dirFd: 0, path: 1 }, dst: { dirFd: 2, path: 3 } },
    linkat_2_x: { src: { dirFd: 1, path: 2 }, dst: { dirFd: 3, path: 4 } },
    symlinkat_x: { src: { dirFd: 2, path: 3 } },
    openat_e: { src: { dirFd: 0, path: 1 } },
    openat_2_x: { src: { dirFd: 1, path: 2 } },
    openat2_x: { src: { dirFd: 1, path: 2 } },
    unlinkat_e: { src: { dirFd: 0, path: 1 } },
    unlinkat_2_x: { src: { dirFd: 1, path: 2 } },
    mkdirat_x: { src: { dirFd: 1, path: 2 } },
    fchmodat_x: { src: { dirFd: 1, path: 2 } },
    fchownat_x: { src: { dirFd: 1, path: 2 } },
  }).map(([key, layout]) => [eventType(key).id, layout]),
);
const BY_HANDLE = eventType('open_by_handle_at_x').id;
const BY_HANDLE_PATH = { dirFd: -1, path: 3 };

/** Whether events of the kind may have an evt.abspath. */
export function hasAbsolutePath({ typeId }: EventKind): boolean {
  return typeId === BY_HANDLE || LAYOUTS.has(typeId);
}

/** Value of evt.abspath; undefined for events without a directory fd and a path. */
export function absolutePath(event: EventView, which: 'src' | 'dst'): string | undefined {
  if (event.thread === undefined) return undefined;
  if (event.type.id === BY_HANDLE) return event.result > 0 ? pathOf(event, BY_HANDLE_PATH) : undefined;
  const layout = LAYOUTS.get(event.type.id);
  if (layout === undefined) return undefined;
  return pathOf(event, which === 'dst' ? (layout.dst ?? layout.src) : layout.src);
}
