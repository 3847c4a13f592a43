// SPDX-License-Identifier: Apache-2.0
// Containers of Kubernetes through the container runtime interface (containerd, CRI-O): gRPC, messages by field number of
// runtime.v1's api.proto (kubernetes/cri-api). v1alpha2, which older runtimes speak, has the same numbers.

import type { ContainerMount } from '../../state/container-info.js';
import {
  type ContainerSource,
  type DescribedContainer,
  refusal,
  type SourceState,
  socketProblem,
  unknownContainer,
} from './container-source.js';
import { GrpcClient, GrpcFailure, GrpcStatus } from './grpc-client.js';
import { isImageId, splitImageName } from './image-name.js';
import { asArray, asFlag, asLimit, asObject, asText, type Json, withoutUndefined } from './json-members.js';
import { pollForChanges } from './poll.js';
import { encodeProtobuf, ProtobufMessage } from './protobuf.js';

const VERSIONS = ['runtime.v1', 'runtime.v1alpha2'] as const;
const RUNNING = 1;
const PROPAGATION = ['private', 'rslave', 'rshared'] as const;
/** namespace_options: the pod uses the host's. */
const NODE_NAMESPACE = 2;
const NS_PER_SECOND = 1_000_000_000n;

/** What a pod gives to its containers. */
interface Sandbox {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ip: string;
  readonly cniJson: string;
  readonly createdTime: number;
  readonly namespaces: Json;
}

export class CriSource implements ContainerSource {
  readonly name: string;
  readonly socket: string;
  readonly #client: GrpcClient;
  readonly #owner: number | undefined;
  readonly #sandboxes = new Map<string, Sandbox>();
  #service: string = VERSIONS[0];
  #type: 'cri' | 'containerd' | 'cri-o' = 'cri';

  /** `owner`: the user whose socket it must be; undefined: anybody's. */
  constructor(name: string, socket: string, owner?: number) {
    this.name = name;
    this.socket = socket;
    this.#owner = owner;
    this.#client = new GrpcClient(socket);
  }

  async connect(): Promise<SourceState> {
    const problem = await socketProblem(this.socket, this.#owner);
    if (problem !== undefined) return problem;
    let failure: unknown;
    for (const version of VERSIONS) {
      try {
        this.#service = version;
        const answer = await this.#call('Version', encodeProtobuf([]));
        return { kind: 'connected', version: this.#greet(answer) };
      } catch (error) {
        failure = error;
        if (!(error instanceof GrpcFailure) || error.status !== GrpcStatus.UNIMPLEMENTED) break;
      }
    }
    return grpcRefusal(this.socket, failure);
  }

  async list(): Promise<readonly DescribedContainer[]> {
    const found: DescribedContainer[] = [];
    for (const id of await this.#runningPods()) found.push(await this.#describePod(id));
    for (const id of await this.#running()) {
      const described = await this.#describe(id);
      if (described !== undefined) found.push(described);
    }
    return found;
  }

  watch(changed: (container?: DescribedContainer) => void, signal: AbortSignal): Promise<void> {
    const ids = async () => [...(await this.#runningPods()), ...(await this.#running())].sort().join(' ');
    return pollForChanges(ids, changed, signal);
  }

  close(): void {
    this.#client.close();
    this.#sandboxes.clear();
  }

  #greet(answer: ProtobufMessage): string {
    const runtime = answer.text(2);
    if (runtime === 'containerd') this.#type = 'containerd';
    else if (runtime === 'cri-o') this.#type = 'cri-o';
    return `${runtime} ${answer.text(3)} (${this.#service})`;
  }

  async #call(method: string, request: Uint8Array): Promise<ProtobufMessage> {
    return new ProtobufMessage(await this.#client.call(`/${this.#service}.RuntimeService/${method}`, request));
  }

  /** ContainerFilter.state = { state: RUNNING }. */
  async #running(): Promise<string[]> {
    const filter = encodeProtobuf([[2, encodeProtobuf([[1, RUNNING]])]]);
    const answer = await this.#call('ListContainers', encodeProtobuf([[1, filter]]));
    return answer.messages(1).map((container) => container.text(1));
  }

  /** PodSandboxFilter.state = { state: SANDBOX_READY, which is 0 and the default }. */
  async #runningPods(): Promise<string[]> {
    const filter = encodeProtobuf([[2, encodeProtobuf([])]]);
    const answer = await this.#call('ListPodSandbox', encodeProtobuf([[1, filter]]));
    return answer.messages(1).map((pod) => pod.text(1));
  }

  async #sandbox(id: string): Promise<Sandbox> {
    const known = this.#sandboxes.get(id);
    if (known !== undefined) return known;
    const answer = await this.#call(
      'PodSandboxStatus',
      encodeProtobuf([
        [1, id],
        [2, true],
      ]),
    );
    const status = answer.message(1);
    const info = parseJson(answer.texts(2)['info']);
    const security = asObject(asObject(asObject(info['config'])['linux'])['security_context']);
    const sandbox: Sandbox = {
      name: status.message(2).text(1),
      labels: status.texts(7),
      ip: status.message(5).text(1),
      cniJson: (info['cniResult'] ?? null) === null ? '' : JSON.stringify(info['cniResult']),
      createdTime: Number(status.int(4) / NS_PER_SECOND),
      namespaces: asObject(security['namespace_options']),
    };
    this.#sandboxes.set(id, sandbox);
    return sandbox;
  }

  async #describePod(id: string): Promise<DescribedContainer> {
    const sandbox = await this.#sandbox(id);
    const info = {
      ...unknownContainer(id),
      type: this.#type,
      name: sandbox.name,
      isPodSandbox: true,
      createdTime: sandbox.createdTime,
      podSandboxId: id,
      ...ofSandbox(sandbox),
      labels: sandbox.labels,
    };
    return { info, ports: [], limits: {} };
  }

  async #describe(id: string): Promise<DescribedContainer | undefined> {
    try {
      const answer = await this.#call(
        'ContainerStatus',
        encodeProtobuf([
          [1, id],
          [2, true],
        ]),
      );
      const status = answer.message(1);
      const info = parseJson(answer.texts(2)['info']);
      const sandboxId = asText(info['sandboxID']);
      const sandbox = sandboxId === '' ? undefined : await this.#sandbox(sandboxId);
      const described = describe(status, info);
      return {
        info: {
          ...unknownContainer(id),
          ...described,
          type: this.#type,
          podSandboxId: sandboxId,
          ...(sandbox === undefined ? {} : ofSandbox(sandbox)),
        },
        ports: [],
        limits: limitsOf(info),
      };
    } catch (error) {
      if (error instanceof GrpcFailure && error.status !== GrpcStatus.UNAVAILABLE) return undefined; // Gone meanwhile.
      throw error;
    }
  }
}

function ofSandbox(sandbox: Sandbox) {
  return {
    ip: sandbox.ip,
    cniJson: sandbox.cniJson,
    podSandboxLabels: sandbox.labels,
    hostNetwork: sandbox.namespaces['network'] === NODE_NAMESPACE,
    hostPid: sandbox.namespaces['pid'] === NODE_NAMESPACE,
    hostIpc: sandbox.namespaces['ipc'] === NODE_NAMESPACE,
  };
}

/** ContainerStatus, and the JSON that runtimes add to a verbose answer. */
function describe(status: ProtobufMessage, info: Json) {
  const image = status.message(8).text(1);
  const parts = splitImageName(image);
  const reference = status.text(9);
  const config = asObject(info['config']);
  const process = asObject(asObject(info['runtimeSpec'])['process']);
  const security = asObject(asObject(config['linux'])['security_context']);
  const uid = asObject(process['user'])['uid'];
  return {
    name: status.message(2).text(1),
    image,
    imageId:
      [status.text(17), asText(asObject(config['image'])['image'])].find(isImageId)?.replace(/^sha256:/, '') ?? '',
    imageRepository: parts.repository,
    imageTag: parts.tag,
    imageDigest: reference.includes('@') ? reference.slice(reference.indexOf('@') + 1) : parts.digest,
    privileged: asFlag(info['privileged']) ?? asFlag(security['privileged']),
    createdTime: Number(status.int(4) / NS_PER_SECOND),
    labels: status.texts(12),
    mounts: status.messages(14).map(mount),
    env: asArray(process['env']).map(asText),
    user: typeof uid === 'number' ? String(uid) : '',
  };
}

function mount(message: ProtobufMessage): ContainerMount {
  return {
    source: message.text(2),
    destination: message.text(1),
    mode: '',
    readWrite: !message.flag(3),
    propagation: PROPAGATION[Number(message.int(5))] ?? '',
  };
}

function limitsOf(info: Json) {
  const resources = asObject(asObject(asObject(info['runtimeSpec'])['linux'])['resources']);
  const memory = asObject(resources['memory']);
  const cpu = asObject(resources['cpu']);
  return withoutUndefined({
    memoryBytes: asLimit(memory['limit']),
    swapBytes: asLimit(memory['swap']),
    cpuShares: asLimit(cpu['shares']),
    cpuQuota: asLimit(cpu['quota']),
    cpuPeriod: asLimit(cpu['period']),
  });
}

function parseJson(text: string | undefined): Json {
  try {
    return asObject(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
}

/** A gRPC failure in words; `UNIMPLEMENTED` is containerd without its CRI plugin. */
export function grpcRefusal(socket: string, error: unknown): SourceState {
  if (!(error instanceof GrpcFailure)) return refusal(socket, error);
  switch (error.status) {
    case GrpcStatus.UNIMPLEMENTED:
      return { kind: 'absent', reason: `${socket} does not offer the container runtime interface` };
    case GrpcStatus.UNAVAILABLE:
      if (error.message.includes('EACCES')) {
        return { kind: 'refused', reason: `no permission for ${socket}`, hint: 'run as root' };
      }
      return { kind: 'absent', reason: `nobody answers on ${socket}` };
    default:
      return { kind: 'refused', reason: `${socket}: ${error.message}`, hint: 'look at the log of the runtime' };
  }
}
