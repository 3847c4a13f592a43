// SPDX-License-Identifier: Apache-2.0
// A ThreadInfo that reads what the thread itself is from the attributes that it had: those are replaced, never changed, and
// shared with the thread and with snapshots of before and after that differ in who its relatives are.

import type { ThreadAttributes } from './thread.js';
import type { ThreadInfo } from './thread-info.js';

/** What a thread is related to. */
export interface Relations {
  readonly user: ThreadInfo['user'];
  readonly group: ThreadInfo['group'];
  readonly loginUser: ThreadInfo['loginUser'];
  /** "" also where containers are not known. */
  readonly containerId: string;
  readonly container: ThreadInfo['container'];
  readonly pod: ThreadInfo['pod'];
  /** Undefined: the thread itself. */
  readonly leader: ThreadInfo | undefined;
  readonly parent: ThreadInfo | undefined;
  readonly fds: ThreadInfo['fds'];
  readonly isPlaceholder: boolean;
}

export class ThreadSnapshot implements ThreadInfo {
  id: number;
  readonly user: ThreadInfo['user'];
  readonly group: ThreadInfo['group'];
  readonly loginUser: ThreadInfo['loginUser'];
  readonly containerId: string;
  readonly container: ThreadInfo['container'];
  readonly pod: ThreadInfo['pod'];
  readonly leader: ThreadInfo;
  readonly parent: ThreadInfo | undefined;
  readonly fds: ThreadInfo['fds'];
  readonly isPlaceholder: boolean;
  readonly #attributes: ThreadAttributes;

  constructor(id: number, attributes: ThreadAttributes, relations: Relations) {
    this.id = id;
    this.user = relations.user;
    this.group = relations.group;
    this.loginUser = relations.loginUser;
    this.containerId = relations.containerId;
    this.container = relations.container;
    this.pod = relations.pod;
    this.leader = relations.leader ?? this;
    this.parent = relations.parent;
    this.fds = relations.fds;
    this.isPlaceholder = relations.isPlaceholder;
    this.#attributes = attributes;
  }

  get tid(): ThreadInfo['tid'] {
    return this.#attributes.tid;
  }
  get pid(): ThreadInfo['pid'] {
    return this.#attributes.pid;
  }
  get ptid(): ThreadInfo['ptid'] {
    return this.#attributes.ptid;
  }
  get vtid(): ThreadInfo['vtid'] {
    return this.#attributes.vtid;
  }
  get vpid(): ThreadInfo['vpid'] {
    return this.#attributes.vpid;
  }
  get sid(): ThreadInfo['sid'] {
    return this.#attributes.sid;
  }
  get pgid(): ThreadInfo['pgid'] {
    return this.#attributes.pgid;
  }
  get vpgid(): ThreadInfo['vpgid'] {
    return this.#attributes.vpgid;
  }
  get comm(): ThreadInfo['comm'] {
    return this.#attributes.comm;
  }
  get exe(): ThreadInfo['exe'] {
    return this.#attributes.exe;
  }
  get exePath(): ThreadInfo['exePath'] {
    return this.#attributes.exePath;
  }
  get args(): ThreadInfo['args'] {
    return this.#attributes.args;
  }
  get env(): ThreadInfo['env'] {
    return this.#attributes.env;
  }
  get cwd(): ThreadInfo['cwd'] {
    return this.#attributes.cwd;
  }
  get root(): ThreadInfo['root'] {
    return this.#attributes.root;
  }
  get cgroups(): ThreadInfo['cgroups'] {
    return this.#attributes.cgroups;
  }
  get uid(): ThreadInfo['uid'] {
    return this.#attributes.uid;
  }
  get gid(): ThreadInfo['gid'] {
    return this.#attributes.gid;
  }
  get loginUid(): ThreadInfo['loginUid'] {
    return this.#attributes.loginUid;
  }
  get capInheritable(): ThreadInfo['capInheritable'] {
    return this.#attributes.capInheritable;
  }
  get capPermitted(): ThreadInfo['capPermitted'] {
    return this.#attributes.capPermitted;
  }
  get capEffective(): ThreadInfo['capEffective'] {
    return this.#attributes.capEffective;
  }
  get exeFlags(): ThreadInfo['exeFlags'] {
    return this.#attributes.exeFlags;
  }
  get exeIno(): ThreadInfo['exeIno'] {
    return this.#attributes.exeIno;
  }
  get exeInoCtime(): ThreadInfo['exeInoCtime'] {
    return this.#attributes.exeInoCtime;
  }
  get exeInoMtime(): ThreadInfo['exeInoMtime'] {
    return this.#attributes.exeInoMtime;
  }
  get fdLimit(): ThreadInfo['fdLimit'] {
    return this.#attributes.fdLimit;
  }
  get pidnsInitStart(): ThreadInfo['pidnsInitStart'] {
    return this.#attributes.pidnsInitStart;
  }
  get tty(): ThreadInfo['tty'] {
    return this.#attributes.tty;
  }
  get flags(): ThreadInfo['flags'] {
    return this.#attributes.flags;
  }
  get cloneTime(): ThreadInfo['cloneTime'] {
    return this.#attributes.cloneTime;
  }
  get execTime(): ThreadInfo['execTime'] {
    return this.#attributes.execTime;
  }
}
