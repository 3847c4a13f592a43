// SPDX-License-Identifier: Apache-2.0
// Containers of containerd's namespace `default` (nerdctl, ctr), which CRI does not show: gRPC, messages by field number
// of containerd.services.containers.v1. Their cgroup has their name where others have 64 hex digits.

import type { ContainerMount } from '../../state/container-info.js';
import {
  type ContainerSource,
  type DescribedContainer,
  type SourceState,
  socketProblem,
  unknownContainer,
} from './container-source.js';
import { grpcRefusal } from './cri-source.js';
import { GrpcClient } from './grpc-client.js';
import { splitImageName } from './image-name.js';
import { asArray, asObject, asText, asTexts, type Json } from './json-members.js';
import { pollForChanges } from './poll.js';
import { encodeProtobuf, ProtobufMessage } from './protobuf.js';

const LIST = '/containerd.services.containers.v1.Containers/List';
const TASKS = '/containerd.services.tasks.v1.Tasks/List';
const VERSION = '/containerd.services.version.v1.Version/Version';
const NAMESPACE = { 'containerd-namespace': 'default' };

export class ContainerdSource implements ContainerSource {
  readonly name: string;
  readonly socket: string;
  readonly #client: GrpcClient;
  readonly #owner: number | undefined;

  /** `owner`: the user whose socket it must be; undefined: anybody's. */
  constructor(name: string, socket: string, owner?: number) {
    this.name = name;
    this.socket = socket;
    this.#owner = owner;
    this.#client = new GrpcClient(socket, NAMESPACE);
  }

  async connect(): Promise<SourceState> {
    const problem = await socketProblem(this.socket, this.#owner);
    if (problem !== undefined) return problem;
    try {
      const answer = new ProtobufMessage(await this.#client.call(VERSION, encodeProtobuf([])));
      return { kind: 'connected', version: `containerd ${answer.text(1)}` };
    } catch (error) {
      return grpcRefusal(this.socket, error);
    }
  }

  async list(): Promise<readonly DescribedContainer[]> {
    return (await this.#containers()).map((message) => ({ info: describe(message), ports: [], limits: {} }));
  }

  watch(changed: (container?: DescribedContainer) => void, signal: AbortSignal): Promise<void> {
    const ids = async () => (await this.#containers()).map((container) => container.text(1)).join(' ');
    return pollForChanges(ids, changed, signal);
  }

  close(): void {
    this.#client.close();
  }

  /** Those that have a task, which is containerd's word for running. */
  async #containers(): Promise<ProtobufMessage[]> {
    const tasks = new ProtobufMessage(await this.#client.call(TASKS, encodeProtobuf([]))).messages(1);
    const running = new Set(tasks.map((task) => task.text(1) || task.text(2)));
    const all = new ProtobufMessage(await this.#client.call(LIST, encodeProtobuf([]))).messages(1);
    return all.filter((container) => running.has(container.text(1)));
  }
}

function describe(message: ProtobufMessage) {
  const id = message.text(1);
  const labels = message.texts(2);
  const image = message.text(3);
  const { repository, tag, digest } = splitImageName(image);
  const spec = parseSpec(message.message(5).bytes(2));
  const process = asObject(spec['process']);
  const uid = asObject(process['user'])['uid'];
  return {
    ...unknownContainer(id),
    type: 'containerd' as const,
    name: labels['nerdctl/name'] ?? id,
    image,
    imageRepository: repository,
    imageTag: tag,
    imageDigest: digest,
    createdTime: Number(message.message(8).int(1)),
    labels,
    mounts: asArray(spec['mounts'])
      .map(mount)
      .filter((m) => m.source.startsWith('/')),
    env: asTexts(process['env']),
    user: typeof uid === 'number' ? String(uid) : '',
  };
}

/** `Any.value` of the spec: the OCI runtime configuration as JSON. */
function parseSpec(bytes: Uint8Array): Json {
  try {
    return asObject(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return {};
  }
}

function mount(value: unknown): ContainerMount {
  const json = asObject(value);
  const options = asTexts(json['options']);
  return {
    source: asText(json['source']),
    destination: asText(json['destination']),
    mode: '',
    readWrite: !options.includes('ro'),
    propagation: options.find((o) => /^r?(private|slave|shared)$/.test(o)) ?? '',
  };
}
