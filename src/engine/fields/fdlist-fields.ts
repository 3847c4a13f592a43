// SPDX-License-Identifier: Apache-2.0
// The fds that a poll or ppoll waits for, each field one comma-separated text.

import type { EventKind } from '../event/event-kind.js';
import { eventType } from '../scap/event-types.js';
import { formatIp } from '../scap/ip-address.js';
import { type FdInfo, FdType, isIpSocket, isListening } from '../state/fd-info.js';
import { forEachListedFd } from '../text/fd-list-text.js';
import type { Field, FieldSource } from './field.js';
import { fieldTable, ID, ofEventsOf } from './field-table.js';

/** Which parameter is the list. */
const LIST_PARAM: ReadonlyMap<number, number> = new Map([
  [eventType('poll_e').id, 0],
  [eventType('ppoll_e').id, 0],
  [eventType('poll_x').id, 1],
  [eventType('ppoll_x').id, 1],
]);

/** One text per fd; undefined leaves the fd out. */
function listed(item: (fd: number, info: FdInfo | undefined) => string | undefined): FieldSource {
  const waits = ({ typeId }: EventKind) => LIST_PARAM.has(typeId);
  return ofEventsOf(waits, (event) => {
    const param = LIST_PARAM.get(event.type.id);
    const cursor = event.params();
    if (param === undefined || event.thread === undefined || !cursor.has(param)) return undefined;
    const at = cursor.param(param);
    const items: string[] = [];
    forEachListedFd(cursor.view, at, cursor.paramLength, (fd) => {
      const text = item(fd, event.fdAt(fd));
      if (text !== undefined) items.push(text);
    });
    return items.length === 0 ? undefined : items.join(',');
  });
}

function isConnection(fd: FdInfo): boolean {
  return fd.type === FdType.IPV4_SOCK || fd.type === FdType.IPV6_SOCK;
}

/** Something of a socket's ends. */
function ofSocket(
  part: (tuple: NonNullable<FdInfo['tuple']>) => string,
  takesListening: boolean,
): (fd: number, info: FdInfo | undefined) => string | undefined {
  return (_fd, info) => {
    if (info?.tuple === undefined || !isIpSocket(info)) return undefined;
    return isConnection(info) || (takesListening && isListening(info)) ? part(info.tuple) : undefined;
  };
}

export const FDLIST_FIELDS: readonly Field[] = fieldTable('fdlist', [
  ['fdlist.nums', 'CHARBUF', 'Numbers of the fds that a poll waits for.', listed((fd) => String(fd)), ID],
  ['fdlist.names', 'CHARBUF', 'Names of the fds that a poll waits for.', listed((_fd, info) => info?.name || '<NA>')],
  [
    'fdlist.cips',
    'CHARBUF',
    'Client addresses of the sockets that a poll waits for.',
    listed(ofSocket((tuple) => formatIp(tuple.sourceIp), false)),
  ],
  [
    'fdlist.sips',
    'CHARBUF',
    'Server addresses of the sockets that a poll waits for.',
    listed(ofSocket((tuple) => formatIp(tuple.destIp), true)),
  ],
  [
    'fdlist.cports',
    'CHARBUF',
    'Client ports of the sockets that a poll waits for.',
    listed(ofSocket((tuple) => String(tuple.sourcePort), false)),
    { format: 'DEC' },
  ],
  [
    'fdlist.sports',
    'CHARBUF',
    'Server ports of the sockets that a poll waits for.',
    listed(ofSocket((tuple) => String(tuple.destPort), false)),
    { format: 'DEC' },
  ],
]);
