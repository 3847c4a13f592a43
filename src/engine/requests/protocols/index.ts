// SPDX-License-Identifier: Apache-2.0
// All protocols that are decoded, in the order in which they are tried: those with an unmistakable beginning first.

import type { Protocol } from '../protocol.js';
import { amqp } from './amqp.js';
import { cassandra } from './cassandra.js';
import { dns, dnsOverTcp } from './dns.js';
import { http1 } from './http1.js';
import { http2 } from './http2.js';
import { kafka } from './kafka.js';
import { memcached, memcachedBinary } from './memcached.js';
import { mongodb } from './mongodb.js';
import { mysql } from './mysql.js';
import { notify, syslog } from './one-way.js';
import { postgres } from './postgres.js';
import { redis } from './redis.js';
import { tls } from './undecoded.js';

export const STREAM_PROTOCOLS: readonly Protocol[] = [
  http1,
  redis,
  http2,
  postgres,
  mysql,
  mongodb,
  amqp,
  memcached,
  memcachedBinary,
  kafka,
  cassandra,
  dnsOverTcp,
  tls,
];

export const DATAGRAM_PROTOCOLS: readonly Protocol[] = [dns, syslog, notify];
