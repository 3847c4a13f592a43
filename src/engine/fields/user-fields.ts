// SPDX-License-Identifier: Apache-2.0
// The user and group that a thread runs as, by the tables of its container, else of the host. Uid 0 is root even where no
// table says so. The name of any other id that no table names is the text <NA>, as in sysdig: rules compare with it.

import { NO_ID, type ThreadInfo } from '../state/thread-info.js';
import type { Field } from './field.js';
import { fieldTable, ID, ofThread } from './field-table.js';

const UNKNOWN = '<NA>';

/** What is said of an id that no table names. */
function rootOr(id: number, ifRoot: string): string {
  return id === 0 ? ifRoot : UNKNOWN;
}

function idOf(id: number): number | undefined {
  return id === NO_ID ? undefined : id;
}

function loginName({ loginUser, loginUid }: ThreadInfo): string {
  return loginUser?.name || rootOr(loginUid, 'root');
}

export const USER_FIELDS: readonly Field[] = [
  ...fieldTable('user', [
    ['user.uid', 'UINT32', 'User id.', ofThread((t) => idOf(t.uid)), ID],
    ['user.name', 'CHARBUF', 'User name.', ofThread((t) => t.user?.name || rootOr(t.uid, 'root')), { width: 12 }],
    ['user.homedir', 'CHARBUF', 'Home directory of the user.', ofThread((t) => t.user?.home ?? rootOr(t.uid, '/root'))],
    ['user.shell', 'CHARBUF', 'Login shell of the user.', ofThread((t) => t.user?.shell ?? rootOr(t.uid, UNKNOWN))],
    [
      'user.loginuid',
      'INT64',
      'Id of the user that logged in, before any su or sudo; -1 where nobody did.',
      ofThread((t) => (t.loginUid === NO_ID ? -1 : t.loginUid)),
      ID,
    ],
    ['user.loginname', 'CHARBUF', 'Name of the user that logged in.', ofThread(loginName)],
  ]),
  ...fieldTable('group', [
    ['group.gid', 'UINT32', 'Group id.', ofThread((t) => idOf(t.gid)), ID],
    ['group.name', 'CHARBUF', 'Group name.', ofThread((t) => t.group?.name || rootOr(t.gid, 'root'))],
  ]),
];
