// SPDX-License-Identifier: Apache-2.0
// The files that a successful call worked on, by one name for all calls: fs.path.name, and source and target of the calls
// that take two paths. `…raw` is the text as the program passed it, the others are absolute.

import type { EventKind } from '../event/event-kind.js';
import type { EventView } from '../event/event-view.js';
import { paramIndex } from '../event/param-value.js';
import type { FieldValue } from '../event/value.js';
import { eventType } from '../scap/event-types.js';
import { pathOf } from './event-path.js';
import type { Field, FieldSource } from './field.js';
import { fieldTable, ofEventsOf } from './field-table.js';

interface PathNames {
  readonly name?: string;
  readonly source?: string;
  readonly target?: string;
  /** The name is that of the fd. */
  readonly ofFd?: true;
  /** The paths are parameters of the enter event. */
  readonly atEnter?: true;
}
type Which = 'name' | 'source' | 'target';

const TWO_PATHS = { source: 'oldpath', target: 'newpath' };
// link is named from the file that comes to be: the reference calls the new path the source.
const LINK = { source: 'newpath', target: 'oldpath' };
const SYMLINK = { source: 'linkpath', target: 'target' };

const LAYOUTS: ReadonlyMap<number, PathNames> = new Map(
  Object.entries<PathNames>({
    mkdir_x: { name: 'path', atEnter: true },
    mkdir_2_x: { name: 'path' },
    mkdirat_x: { name: 'path' },
    rmdir_x: { name: 'path', atEnter: true },
    rmdir_2_x: { name: 'path' },
    unlink_x: { name: 'path', atEnter: true },
    unlink_2_x: { name: 'path' },
    unlinkat_x: { name: 'name', atEnter: true },
    unlinkat_2_x: { name: 'name' },
    open_x: { name: 'name' },
    openat_x: { name: 'name', atEnter: true },
    openat_2_x: { name: 'name' },
    openat2_x: { name: 'name' },
    fchmodat_x: { name: 'filename' },
    chmod_x: { name: 'filename' },
    fchmod_x: { ofFd: true },
    chown_x: { name: 'path' },
    lchown_x: { name: 'path' },
    fchown_x: { ofFd: true },
    fchownat_x: { name: 'pathname' },
    quotactl_x: { name: 'special' },
    umount_x: { name: 'name' },
    umount_1_x: { name: 'name' },
    umount2_x: { name: 'name' },
    rename_x: TWO_PATHS,
    renameat_x: TWO_PATHS,
    renameat2_x: TWO_PATHS,
    link_x: { ...LINK, atEnter: true },
    linkat_x: { ...LINK, atEnter: true },
    link_2_x: LINK,
    linkat_2_x: LINK,
    symlink_x: SYMLINK,
    symlinkat_x: SYMLINK,
    mount_x: { source: 'dev', target: 'dir' },
    generic_x: { name: 'path' },
  }).map(([key, layout]) => [eventType(key).id, layout]),
);

const GENERIC = eventType('generic_x').id;
/** Generic calls with a path, in recordings of our own probe. */
const NAME_PATHS: ReadonlySet<string> = new Set(
  (
    'truncate readlink readlinkat utime utimes utimensat futimesat statfs uselib acct swapon swapoff setxattr lsetxattr ' +
    'getxattr lgetxattr listxattr llistxattr removexattr lremovexattr setxattrat getxattrat listxattrat removexattrat ' +
    'mq_open mq_unlink pivot_root faccessat faccessat2 statx name_to_handle_at inotify_add_watch open_tree ' +
    'open_tree_attr fspick mount_setattr fchmodat2 move_mount'
  ).split(' '),
);

function path(which: Which, raw: boolean): FieldSource {
  return ofEventsOf(namesPath, (event) => (raw ? rawPathOfCall(event, which) : pathOfCall(event, which)));
}

function rawPathOfCall(event: EventView, which: Which): FieldValue {
  const layout = LAYOUTS.get(event.type.id);
  if (layout === undefined || !succeeded(event)) return undefined;
  if (layout.ofFd) return which === 'name' ? event.fd?.name : undefined;
  const param = layout[which];
  const from = layout.atEnter ? event.enterEvent() : event;
  return param === undefined || from === undefined ? undefined : rawPath(from, param);
}

/** Calls that return an fd count as successful unless it is -1, the others only with 0: the reference's rule. */
function succeeded(event: EventView): boolean {
  if (event.type.id === GENERIC) return event.result >= 0;
  return event.type.params[0]?.name === 'fd' ? event.result !== -1 : event.result === 0;
}

function rawPath(event: EventView, name: string): FieldValue {
  const index = paramIndex(event.type, name);
  const cursor = event.params();
  return index < 0 || index >= cursor.nparams ? undefined : (cursor.text(index) ?? '<NA>');
}

function fullPath(event: EventView, from: EventView, name: string): FieldValue {
  if (event.thread === undefined) return undefined;
  // What an open really opened is the name of its fd.
  if (event.type.params[0]?.name === 'fd' && event.fd !== undefined) return event.fd.name;
  const { type } = from;
  const index = paramIndex(type, name);
  if (index < 0) return undefined;
  const declared = type.params[index]?.dirFdParam ?? -1;
  // The old *at enter events have plain text parameters: their directory comes right before the path.
  const dirFd = declared < 0 && /dir/.test(type.params[index - 1]?.name ?? '') ? index - 1 : declared;
  return pathOf(from, { dirFd, path: index });
}

/** Events that fs.path.* may speak of. */
export function namesPath({ typeId, name }: EventKind): boolean {
  return LAYOUTS.has(typeId) && (typeId !== GENERIC || NAME_PATHS.has(name));
}

/** Absolute path that a successful call worked on; undefined where it names none of this kind. */
export function pathOfCall(event: EventView, which: Which): FieldValue {
  const layout = LAYOUTS.get(event.type.id);
  if (layout === undefined || !succeeded(event)) return undefined;
  if (layout.ofFd) return which === 'name' ? event.fd?.name : undefined;
  const param = layout[which];
  const from = layout.atEnter ? event.enterEvent() : event;
  return param === undefined || from === undefined ? undefined : fullPath(event, from, param);
}

export const FSPATH_FIELDS: readonly Field[] = fieldTable('fs.path', [
  [
    'fs.path.name',
    'CHARBUF',
    'Absolute path of the file that a successful open, mkdir, rmdir, unlink, chmod, chown or umount worked on.',
    path('name', false),
  ],
  ['fs.path.nameraw', 'CHARBUF', 'The same path as the program passed it.', path('name', true)],
  [
    'fs.path.source',
    'CHARBUF',
    'Absolute first path of a successful rename, link, symlink or mount.',
    path('source', false),
  ],
  ['fs.path.sourceraw', 'CHARBUF', 'The same path as the program passed it.', path('source', true)],
  [
    'fs.path.target',
    'CHARBUF',
    'Absolute second path of a successful rename, link, symlink or mount.',
    path('target', false),
  ],
  ['fs.path.targetraw', 'CHARBUF', 'The same path as the program passed it.', path('target', true)],
]);
