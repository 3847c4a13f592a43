// SPDX-License-Identifier: Apache-2.0
// Kafka (kafka.apache.org/protocol): requests with four bytes of length, API key, version and a number that the answer
// repeats. Topics are read where the layout of that version has them at a place that can be found without the schema.

import type { Conversation } from '../conversation.js';
import type { Piece } from '../piece.js';
import { type Decoder, MORE, type Protocol, STRAY } from '../protocol.js';

const APIS = [
  'Produce',
  'Fetch',
  'ListOffsets',
  'Metadata',
  'LeaderAndIsr',
  'StopReplica',
  'UpdateMetadata',
  'ControlledShutdown',
  'OffsetCommit',
  'OffsetFetch',
  'FindCoordinator',
  'JoinGroup',
  'Heartbeat',
  'LeaveGroup',
  'SyncGroup',
  'DescribeGroups',
  'ListGroups',
  'SaslHandshake',
  'ApiVersions',
  'CreateTopics',
  'DeleteTopics',
  'DeleteRecords',
  'InitProducerId',
  'OffsetForLeaderEpoch',
  'AddPartitionsToTxn',
  'AddOffsetsToTxn',
  'EndTxn',
  'WriteTxnMarkers',
  'TxnOffsetCommit',
  'DescribeAcls',
  'CreateAcls',
  'DeleteAcls',
  'DescribeConfigs',
  'AlterConfigs',
  'AlterReplicaLogDirs',
  'DescribeLogDirs',
  'SaslAuthenticate',
  'CreatePartitions',
  'CreateDelegationToken',
  'RenewDelegationToken',
  'ExpireDelegationToken',
  'DescribeDelegationToken',
  'DeleteGroups',
  'ElectLeaders',
  'IncrementalAlterConfigs',
  'AlterPartitionReassignments',
  'ListPartitionReassignments',
  'OffsetDelete',
  'DescribeClientQuotas',
  'AlterClientQuotas',
  'DescribeUserScramCredentials',
  'AlterUserScramCredentials',
  'Vote',
  'BeginQuorumEpoch',
  'EndQuorumEpoch',
  'DescribeQuorum',
  'AlterPartition',
  'UpdateFeatures',
  'Envelope',
  'FetchSnapshot',
  'DescribeCluster',
  'DescribeProducers',
  'BrokerRegistration',
  'BrokerHeartbeat',
  'UnregisterBroker',
  'DescribeTransactions',
  'ListTransactions',
  'AllocateProducerIds',
  'ConsumerGroupHeartbeat',
  'ConsumerGroupDescribe',
];
/** First version with compact strings and tagged fields, of the APIs whose topics are read. */
const FLEXIBLE: Readonly<Record<string, number>> = { Produce: 9, Fetch: 12, Metadata: 9 };
const MOST_VERSION = 20;
const HEADER = 12;
const MOST_MESSAGE = 0x10000000;
const MOST_NAME = 249;

class KafkaDecoder implements Decoder {
  readonly request = (piece: Piece, talk: Conversation): number => {
    if (!piece.has(HEADER + 2)) return piece.cut ? STRAY : MORE;
    if (!isRequestHead(piece)) return STRAY;
    const length = 4 + piece.u32(0);
    if (!piece.cut && !piece.has(Math.min(length, 512))) return MORE;
    const method = APIS[piece.u16(4)] ?? `Api${piece.u16(4)}`;
    const head = { method, target: topicOf(piece, method, piece.u16(6)) };
    const clientLength = piece.u16(HEADER);
    if (clientLength !== 0xffff) talk.user = piece.text(HEADER + 2, clientLength);
    // Produce with acks=0 is not answered.
    if (method === 'Produce' && producesWithoutAck(piece)) talk.oneWay(head, { status: '', ok: true });
    else talk.begin(head, piece.u32(8));
    return length;
  };

  readonly response = (piece: Piece, talk: Conversation): number => {
    if (!piece.has(8)) return piece.cut ? STRAY : MORE;
    const length = 4 + piece.u32(0);
    if (length < 8 || length > MOST_MESSAGE) return STRAY;
    talk.end({ status: 'OK', ok: true }, piece.u32(4));
    return length;
  };
}

function isRequestHead(piece: Piece): boolean {
  const length = piece.u32(0);
  const client = piece.u16(HEADER);
  return (
    length >= 10 &&
    length < MOST_MESSAGE &&
    APIS[piece.u16(4)] !== undefined &&
    piece.u16(6) <= MOST_VERSION &&
    (client === 0xffff || client <= Math.min(255, length - 10)) &&
    /^[ -~]*$/.test(piece.text(HEADER + 2, client === 0xffff ? 0 : client))
  );
}

/** Offset of the body: after the client's name, and the tagged fields of flexible versions. */
function bodyOf(piece: Piece, method: string, version: number): { readonly at: number; readonly isFlexible: boolean } {
  const client = piece.u16(HEADER);
  const at = HEADER + 2 + (client === 0xffff ? 0 : client);
  const isFlexible = version >= (FLEXIBLE[method] ?? Number.POSITIVE_INFINITY);
  return { at: isFlexible ? at + 1 : at, isFlexible };
}

function producesWithoutAck(piece: Piece): boolean {
  const version = piece.u16(6);
  const { at, isFlexible } = bodyOf(piece, 'Produce', version);
  const acks = at + transactionLength(piece, at, isFlexible, version);
  return piece.has(acks + 2) && piece.u16(acks) === 0;
}

/** Produce has the name of a transaction first, from version 3 on. */
function transactionLength(piece: Piece, at: number, isFlexible: boolean, version: number): number {
  if (version < 3) return 0;
  if (isFlexible) return 1 + Math.max(0, piece.u8(at) - 1);
  const length = piece.u16(at);
  return 2 + (length === 0xffff ? 0 : length);
}

/** Bytes between the start of the body and the array of topics. */
function topicsAt(piece: Piece, method: string, version: number, at: number, isFlexible: boolean): number | undefined {
  if (method === 'Produce') return at + transactionLength(piece, at, isFlexible, version) + 6;
  if (method === 'Metadata' && version < 10) return at;
  if (method !== 'Fetch' || version > 12) return undefined;
  const fixed = 12 + (version >= 3 ? 4 : 0) + (version >= 4 ? 1 : 0) + (version >= 7 ? 8 : 0);
  return at + fixed;
}

/** The first topic that a request names; undefined where there is none, or it was not recorded. */
function topicOf(piece: Piece, method: string, version: number): string | undefined {
  const { at, isFlexible } = bodyOf(piece, method, version);
  const array = topicsAt(piece, method, version, at, isFlexible);
  if (array === undefined) return undefined;
  const name = array + (isFlexible ? 1 : 4);
  const length = isFlexible ? piece.u8(name) - 1 : piece.u16(name);
  if (length <= 0 || length > MOST_NAME || !piece.has(name + 3)) return undefined;
  const text = piece.text(name + (isFlexible ? 1 : 2), length);
  return /^[\w.-]+$/.test(text) ? text : undefined;
}

export const kafka: Protocol = {
  name: 'kafka',
  ports: [9092, 9093, 9094, 19092],
  isRequest: (piece, hinted) =>
    piece.has(HEADER + 2) &&
    isRequestHead(piece) &&
    (hinted || (piece.u16(HEADER) !== 0xffff && piece.u16(HEADER) > 2 && piece.u8(0) === 0)),
  isResponse: () => false,
  open: () => new KafkaDecoder(),
};
