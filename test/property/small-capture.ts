// SPDX-License-Identifier: Apache-2.0
// Captures of a few kilobytes for tests that read thousands of variants: the first events of a real one, and one of
// handmade blocks of every kind.

import { EVENT_TYPES, ParamType } from '../../src/engine/scap/event-types.js';
import { block, capture, commentOption, event, START, TYPE } from '../engine/scap/block-writer.js';
import { ByteList, concat } from '../engine/scap/byte-list.js';
import { FILES_CAPTURE, plainBytes } from '../engine/scap/capture-files.js';
import { dumpBytes } from '../engine/scap/event-dump.js';
import {
  FD_BODIES,
  fdEntry,
  fdList,
  groupEntry,
  interfaceEntry,
  machineBody,
  prefixed,
  processEntry,
  TAIL,
  userEntry,
} from '../engine/scap/list-writer.js';

/** The metadata of a real capture and so many of its events. */
export function startOfCapture(events: number): Uint8Array {
  const bytes = plainBytes(FILES_CAPTURE);
  const { offsets } = dumpBytes(bytes);
  return bytes.slice(0, offsets[events]);
}

/** Plausible bytes for a parameter: small numbers, short texts, a tuple. */
function paramBytes(type: number, i: number): Uint8Array {
  switch (type) {
    case ParamType.CHARBUF:
    case ParamType.FSPATH:
    case ParamType.FSRELPATH:
      return new ByteList().text(`/text/${i}`).u8(0).done();
    case ParamType.BYTEBUF:
      return new ByteList().text('a=b\0c=/d\0').done();
    case ParamType.SOCKADDR:
      return new ByteList().u8(2).raw([127, 0, 0, 1]).u16(80).done();
    case ParamType.SOCKTUPLE:
      return new ByteList().u8(2).raw([127, 0, 0, 1]).u16(4000).raw([127, 0, 0, 1]).u16(80).done();
    case ParamType.INT8:
    case ParamType.UINT8:
    case ParamType.FLAGS8:
    case ParamType.ENUMFLAGS8:
    case ParamType.SIGTYPE:
      return new ByteList().u8(i).done();
    case ParamType.UINT32:
    case ParamType.FLAGS32:
    case ParamType.ENUMFLAGS32:
    case ParamType.UID:
    case ParamType.GID:
    case ParamType.MODE:
      return new ByteList().u32(i).done();
    case ParamType.UINT16:
    case ParamType.FLAGS16:
    case ParamType.ENUMFLAGS16:
    case ParamType.SYSCALLID:
      return new ByteList().u16(i).done();
    default:
      return new ByteList().u64(i).done();
  }
}

/** Every metadata block and an event of every type with all its parameters, all by three threads. */
export function everyBlock(): Uint8Array {
  const events = EVENT_TYPES.map((type) =>
    event({
      blockType: type.id === 402 || type.id === 324 || type.id === 322 ? TYPE.EV_LARGE : TYPE.EV_V2,
      wide: type.id === 402 || type.id === 324 || type.id === 322,
      time: START + BigInt(type.id),
      tid: 5000 + (type.id % 3),
      type: type.id,
      params: type.params.map((p, i) => paramBytes(p.type, i)),
    }),
  );
  const fds = FD_BODIES.map(([type, body], i) => prefixed(fdEntry(i, type, body)));
  return capture(
    block(TYPE.MACHINE, machineBody('host')),
    block(0x205, concat(interfaceEntry(1, 'lo'), interfaceEntry(2, 'eth0'))),
    block(0x220, concat(prefixed(userEntry(1000, 'ann')), prefixed(groupEntry(100, 'users')))),
    block(0x215, concat(processEntry(9, 0, TAIL), processEntry(9, 1))),
    block(0x213, processEntry(7, 2)),
    block(0x218, fdList(5000, ...fds)),
    ...events,
    event({ blockType: TYPE.EV, type: 4, params: [new Uint8Array(8)], block: { options: commentOption('end') } }),
  );
}
