// SPDX-License-Identifier: Apache-2.0
// Small dramas of sockets: what is called, in order. sockets.test.ts says what must come of each; where sysdig is
// installed, its answer is compared too.

import { address, tuple, unixTuple } from './event-encoder.js';
import type { World } from './world.js';

const data = new Uint8Array(3);

export function socket(w: World, tid: number, fd: number, domain: number, type: number, proto = 0): World {
  return w.enter(tid, 'socket', { domain, type, proto }).exit(tid, 'socket', { fd });
}

export function bind(w: World, tid: number, fd: number, to: string, res = 0): World {
  return w.enter(tid, 'bind', { fd }).exit(tid, 'bind', { res, addr: address(to) });
}

export function connect(w: World, tid: number, fd: number, to: string, from: string, res = 0): World {
  return w.enter(tid, 'connect', { fd, addr: address(to) }).exit(tid, 'connect', { res, tuple: tuple(from, to), fd });
}

export function read(w: World, tid: number, fd: number): World {
  return w.enter(tid, 'read', { fd, size: 3 }).exit(tid, 'read', { res: 3, data });
}

export function sendto(w: World, tid: number, fd: number, from: string, to: string): World {
  return w.enter(tid, 'sendto', { fd, size: 3, tuple: tuple(from, to) }).exit(tid, 'sendto', { res: 3, data });
}

export function recvfrom(w: World, tid: number, fd: number, from: string, to: string): World {
  return w.enter(tid, 'recvfrom', { fd, size: 3 }).exit(tid, 'recvfrom', { res: 3, data, tuple: tuple(from, to) });
}

export function recvmsg(w: World, tid: number, fd: number, from: string, to: string): World {
  return w.enter(tid, 'recvmsg', { fd }).exit(tid, 'recvmsg', { res: 3, size: 3, data, tuple: tuple(from, to) });
}

export function sendmsg(w: World, tid: number, fd: number, from: string, to: string): World {
  return w.enter(tid, 'sendmsg', { fd, size: 3, tuple: tuple(from, to) }).exit(tid, 'sendmsg', { res: 3, data });
}

export function accept(w: World, tid: number, fd: number, from: string, to: string): World {
  return w.enter(tid, 'accept_5').exit(tid, 'accept_5', { fd, tuple: tuple(from, to), queuepct: 0 });
}

export interface Scene {
  readonly name: string;
  readonly run: (w: World) => World;
  /** The fd at the last event, as line() in sockets.test.ts writes it. */
  readonly end: string;
  /** Why sysdig 0.36 says something else at its end. */
  readonly peerDiffers?: string;
}

const ME = '10.0.0.5';
const PEER = '10.0.0.9';

export const SCENES: readonly Scene[] = [
  { name: 'socket', run: (w) => socket(w, 100, 5, 2, 1), end: '5 "" 4 <NA>' },
  { name: 'raw socket', run: (w) => socket(w, 100, 5, 2, 3, 255), end: '5 "" 4 raw' },
  { name: 'netlink socket', run: (w) => socket(w, 100, 5, 16, 3), end: '5 "" n <NA>' },
  { name: 'packet socket', run: (w) => socket(w, 100, 5, 17, 3), end: '5 "" o <NA>' },
  {
    name: 'TCP client',
    run: (w) => connect(socket(w, 100, 5, 2, 1), 100, 5, `${PEER}:80`, `${ME}:4000`),
    end: `5 "${ME}:4000->${PEER}:80" 4 tcp ${ME}:4000 > ${PEER}:80`,
  },
  {
    name: 'TCP client that does not wait',
    run: (w) => read(connect(socket(w, 100, 5, 2, 1 | 0x800, 6), 100, 5, `${PEER}:80`, `${ME}:4000`, -115), 100, 5),
    end: `5 "${ME}:4000->${PEER}:80" 4 tcp ${ME}:4000 > ${PEER}:80`,
  },
  {
    name: 'TCP client over IPv6',
    run: (w) => connect(socket(w, 100, 5, 10, 1), 100, 5, '[2001:db8::9]:80', '[2001:db8::5]:4000'),
    end: '5 "2001:db8::5:4000->2001:db8::9:80" 6 tcp 2001:db8::5:4000 > 2001:db8::9:80',
  },
  {
    name: 'TCP client over IPv6 to a mapped address',
    run: (w) => read(connect(socket(w, 100, 5, 10, 1), 100, 5, `[::ffff:${PEER}]:80`, `[::ffff:${ME}]:4000`), 100, 5),
    end: `5 "${ME}:4000->${PEER}:80" 4 tcp ${ME}:4000 > ${PEER}:80`,
    peerDiffers: 'forgets the protocol where an IPv6 socket becomes an IPv4 one',
  },
  {
    name: 'refused',
    run: (w) => connect(socket(w, 100, 5, 2, 1), 100, 5, `${PEER}:80`, `${ME}:4000`, -111),
    end: `5 "${ME}:4000->${PEER}:80" 4 <NA>`,
  },
  {
    name: 'refused, and then something else',
    run: (w) => read(connect(socket(w, 100, 5, 2, 1), 100, 5, `${PEER}:80`, `${ME}:4000`, -111), 100, 5),
    end: `5 "" 4 <NA>`,
  },
  {
    name: 'a unix socket that cannot be reached keeps the path',
    run: (w) => {
      socket(w, 100, 5, 1, 1).enter(100, 'connect', { fd: 5, addr: address('/run/x') });
      return w
        .exit(100, 'connect', { res: -2, tuple: unixTuple(1n, 0n, '/run/x'), fd: 5 })
        .enter(100, 'close', { fd: 5 });
    },
    end: '5 "/run/x" u <NA>',
  },
  {
    name: 'unix client',
    run: (w) => {
      socket(w, 100, 5, 1, 1).enter(100, 'connect', { fd: 5, addr: address('/run/y') });
      return w.exit(100, 'connect', { res: 0, tuple: unixTuple(0xffff8881n, 0xffff8882n, '/run/y'), fd: 5 });
    },
    end: '5 "ffff8881->ffff8882 /run/y" u <NA>',
  },
  {
    name: 'unix socket without a path',
    run: (w) => {
      socket(w, 100, 5, 1, 1).enter(100, 'recvmsg', { fd: 5 });
      return w.exit(100, 'recvmsg', { res: 3, size: 3, data, tuple: unixTuple(0x10n, 0x20n, '') });
    },
    end: '5 "10->20 " u <NA>',
  },
  {
    name: 'listening',
    run: (w) => bind(socket(w, 200, 5, 2, 1), 200, 5, '0.0.0.0:80'),
    end: '5 "0.0.0.0:80" 4 tcp at 0.0.0.0:80',
  },
  {
    name: 'listening on IPv6',
    run: (w) => bind(socket(w, 200, 5, 10, 1), 200, 5, '[2001:db8::1]:81'),
    end: '5 "2001:db8::1:81" 6 tcp at 2001:db8::1:81',
  },
  {
    name: 'listening on any IPv6 address',
    run: (w) => bind(socket(w, 200, 5, 10, 1), 200, 5, '[::]:80'),
    end: '5 ":::80" 6 tcp at :::80',
  },
  {
    name: 'listening on a mapped address',
    run: (w) => bind(socket(w, 200, 5, 10, 1), 200, 5, `[::ffff:${ME}]:80`),
    end: `5 "::ffff:${ME}:80" 4 tcp at ${ME}:80`,
  },
  {
    name: 'bound to any port',
    run: (w) => bind(socket(w, 200, 5, 2, 1), 200, 5, '127.0.0.1:0'),
    end: '5 "127.0.0.1:0" 4 <NA>',
  },
  {
    name: 'bound over IPv6, called TCP, and sent a datagram',
    run: (w) => {
      bind(socket(w, 200, 5, 10, 1, 6), 200, 5, '[2001:db8::5]:53');
      return recvmsg(w, 200, 5, '[2001:db8::9]:4444', '[2001:db8::5]:53');
    },
    end: '5 "2001:db8::9:4444->2001:db8::5:53" 6 udp 2001:db8::9:4444 > 2001:db8::5:53',
    peerDiffers: 'reads addresses and ports where a listening socket has other things',
  },
  { name: 'bound to a path', run: (w) => bind(socket(w, 200, 5, 1, 1), 200, 5, '/run/b'), end: '5 "/run/b" u <NA>' },
  { name: 'not bound', run: (w) => bind(socket(w, 200, 5, 2, 1), 200, 5, '0.0.0.0:80', -98), end: '5 "" 4 <NA>' },
  {
    name: 'accepted',
    run: (w) => accept(bind(socket(w, 200, 5, 2, 1), 200, 5, '0.0.0.0:80'), 200, 6, `${PEER}:4444`, `${ME}:80`),
    end: `6 "${PEER}:4444->${ME}:80" 4 tcp ${PEER}:4444 > ${ME}:80 server`,
  },
  {
    name: 'accepted from a mapped address',
    run: (w) => accept(w, 200, 6, `[::ffff:${PEER}]:4444`, `[::ffff:${ME}]:80`),
    end: `6 "${PEER}:4444->${ME}:80" 4 tcp ${PEER}:4444 > ${ME}:80 server`,
  },
  {
    name: 'accepted over IPv6',
    run: (w) => accept(w, 200, 6, '[2001:db8::9]:4444', '[2001:db8::5]:80'),
    end: '6 "2001:db8::9:4444->2001:db8::5:80" 6 tcp 2001:db8::9:4444 > 2001:db8::5:80',
  },
  {
    name: 'accepted from a path',
    run: (w) => w.enter(200, 'accept_5').exit(200, 'accept_5', { fd: 9, tuple: unixTuple(0xfff1n, 0xfff2n, '/run/s') }),
    end: '9 "fff1->fff2 /run/s" u <NA>',
  },
  {
    name: 'UDP client',
    run: (w) =>
      recvfrom(
        sendto(socket(w, 100, 5, 2, 2), 100, 5, '0.0.0.0:5000', `${PEER}:53`),
        100,
        5,
        `${PEER}:53`,
        `${ME}:5000`,
      ),
    end: `5 "${ME}:5000->${PEER}:53" 4 udp ${ME}:5000 > ${PEER}:53`,
  },
  {
    name: 'UDP client with another server next',
    run: (w) =>
      sendto(sendto(socket(w, 100, 5, 2, 2), 100, 5, `${ME}:5000`, `${PEER}:53`), 100, 5, `${ME}:5000`, '10.0.0.10:53'),
    end: `5 "${ME}:5000->10.0.0.10:53" 4 udp ${ME}:5000 > 10.0.0.10:53`,
  },
  {
    name: 'UDP client, sendmsg and recvmsg',
    run: (w) =>
      recvmsg(sendmsg(socket(w, 100, 5, 2, 2), 100, 5, `${ME}:5000`, `${PEER}:53`), 100, 5, `${PEER}:53`, `${ME}:5000`),
    end: `5 "${ME}:5000->${PEER}:53" 4 udp ${ME}:5000 > ${PEER}:53`,
  },
  {
    name: 'UDP socket that is spoken to first',
    run: (w) =>
      sendto(
        recvfrom(socket(w, 100, 5, 2, 2), 100, 5, `${PEER}:4444`, `${ME}:5000`),
        100,
        5,
        `${ME}:5000`,
        `${PEER}:4444`,
      ),
    end: `5 "${PEER}:4444->${ME}:5000" 4 udp ${PEER}:4444 > ${ME}:5000 server`,
  },
  {
    name: 'UDP server with two clients',
    run: (w) => {
      bind(socket(w, 200, 5, 2, 2), 200, 5, '0.0.0.0:53');
      recvfrom(w, 200, 5, `${PEER}:4444`, `${ME}:53`);
      return sendto(recvfrom(w, 200, 5, '10.0.0.8:5555', `${ME}:53`), 200, 5, `${ME}:53`, `${PEER}:4444`);
    },
    end: `5 "${PEER}:4444->${ME}:53" 4 udp ${PEER}:4444 > ${ME}:53 server`,
  },
  {
    name: 'UDP from nowhere in particular: the interface of the way',
    run: (w) => sendto(socket(w, 100, 5, 2, 2), 100, 5, '0.0.0.0:5000', '127.0.0.1:53'),
    end: '5 "127.0.0.1:5000->127.0.0.1:53" 4 udp 127.0.0.1:5000 > 127.0.0.1:53',
  },
  {
    name: 'UDP to far away: the first interface other than loopback',
    run: (w) => sendto(socket(w, 100, 5, 2, 2), 100, 5, '0.0.0.0:5000', '8.8.8.8:53'),
    end: `5 "${ME}:5000->8.8.8.8:53" 4 udp ${ME}:5000 > 8.8.8.8:53`,
  },
  {
    name: 'a datagram through an fd that nobody has seen made',
    run: (w) => sendto(w, 100, 33, `${ME}:5000`, `${PEER}:53`),
    end: `33 "${ME}:5000->${PEER}:53" 4 udp ${ME}:5000 > ${PEER}:53`,
  },
  {
    name: 'UDP over IPv6',
    run: (w) => sendto(socket(w, 100, 5, 10, 2), 100, 5, '[2001:db8::5]:5000', '[2001:db8::9]:53'),
    end: '5 "2001:db8::5:5000->2001:db8::9:53" 6 udp 2001:db8::5:5000 > 2001:db8::9:53',
  },
  {
    name: 'ICMP',
    run: (w) => sendto(socket(w, 100, 6, 2, 2, 1), 100, 6, `${ME}:0`, `${PEER}:0`),
    end: `6 "${ME}->${PEER}" 4 icmp ${ME}:0 > ${PEER}:0`,
  },
  {
    name: 'UDP connected, and connected again',
    run: (w) => {
      connect(socket(w, 100, 5, 2, 2), 100, 5, `${PEER}:53`, `${ME}:1000`);
      return connect(w, 100, 5, '10.0.0.10:53', `${ME}:1001`);
    },
    end: `5 "${ME}:1001->10.0.0.10:53" 4 udp ${ME}:1001 > 10.0.0.10:53`,
  },
  {
    name: 'connected again in a capture whose enter events have no address',
    run: (w) => {
      socket(w, 100, 6, 2, 2).enter(100, 'connect', { fd: 6 });
      w.exit(100, 'connect', { res: 0, tuple: tuple(`${ME}:1000`, `${PEER}:53`) });
      w.enter(100, 'connect', { fd: 6 });
      return w.exit(100, 'connect', { res: 0, tuple: tuple(`${ME}:1001`, '10.0.0.10:53') });
    },
    end: `6 "${ME}:1001->10.0.0.10:53" 4 udp ${ME}:1001 > 10.0.0.10:53`,
  },
  {
    name: 'connected without the enter event',
    run: (w) =>
      socket(w, 100, 5, 2, 1).exit(100, 'connect', { res: 0, tuple: tuple(`${ME}:1000`, `${PEER}:80`), fd: 5 }),
    end: `5 "${ME}:1000->${PEER}:80" 4 tcp ${ME}:1000 > ${PEER}:80`,
  },
  {
    name: 'fast open: the exit has no tuple',
    run: (w) => {
      socket(w, 100, 5, 2, 1).enter(100, 'connect', { fd: 5, addr: address(`${PEER}:80`) });
      return w.exit(100, 'connect', { res: 0, tuple: new Uint8Array(0), fd: 5 });
    },
    end: '5 "" 4 <NA>',
  },
  {
    name: 'getsockopt',
    run: (w) => {
      connect(socket(w, 100, 5, 2, 1), 100, 5, `${PEER}:80`, `${ME}:4000`);
      return w.enter(100, 'getsockopt').exit(100, 'getsockopt', { res: 0, fd: 5, level: 1, optname: 4 });
    },
    end: `5 "${ME}:4000->${PEER}:80" 4 tcp ${ME}:4000 > ${PEER}:80`,
  },
  {
    name: 'a pair of unix sockets',
    run: (w) =>
      w
        .enter(100, 'socketpair', { domain: 1, type: 1, proto: 0 })
        .exit(100, 'socketpair', { res: 0, fd1: 5, fd2: 6, source: 0x10n, peer: 0x20n }),
    end: '6 "" u <NA>',
  },
];
