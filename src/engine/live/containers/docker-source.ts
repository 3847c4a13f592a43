// SPDX-License-Identifier: Apache-2.0
// Containers of Docker and of Podman, which speaks Docker's API: through dockerode, the only file that imports it, lazily
// (89 ms). Asked once for the list, then driven by the engine's own events: daemons leak when they are polled.

import type Docker from 'dockerode';
import type { ContainerMount, ContainerProbe } from '../../state/container-info.js';
import { BoundedAgent, type ConnectionBudget, type ExpectedPeer } from './bounded-agent.js';
import { BoundedLines } from './bounded-lines.js';
import {
  type ContainerSource,
  type DescribedContainer,
  type PortMapping,
  refusal,
  type SourceState,
  socketProblem,
  unknownContainer,
} from './container-source.js';
import { isImageId, splitImageName } from './image-name.js';
import {
  asArray,
  asFlag,
  asLimit,
  asObject,
  asRecord,
  asText,
  asTexts,
  type Json,
  withoutUndefined,
} from './json-members.js';

/** A call and its whole answer. */
const CALL: ConnectionBudget = { milliseconds: 5000, bytes: 32 << 20 };
/** As long as the engine lives, but never more than this in a second: an event is about a kilobyte. */
const EVENTS: ConnectionBudget = { bytesPerSecond: 2 << 20 };
/** Characters of an event. */
const MAX_EVENT = 256 << 10;
/** More than this no machine runs. */
const MAX_CONTAINERS = 10_000;
/** Containers that are asked about at the same time. */
const PARALLEL = 4;
/** Events after which a container is not what it was. Health checks make exec events without end: not these. */
const CHANGES = new Set(['start', 'rename', 'update', 'restart', 'unpause']);

export interface DockerOptions {
  readonly isPodman?: boolean;
  /** The user whose socket it must be, and who must answer; undefined: anybody. */
  readonly owner?: ExpectedPeer | undefined;
}

/** Loads the library now: for a process that cannot read it later. */
export async function loadDocker(): Promise<void> {
  await import('dockerode');
}

interface ImageFacts {
  readonly id: string;
  readonly tags: readonly string[];
  readonly digests: readonly string[];
}

export class DockerSource implements ContainerSource {
  readonly name: string;
  readonly socket: string;
  readonly #images = new Map<string, ImageFacts>();
  readonly #owner: ExpectedPeer | undefined;
  #isPodman: boolean;

  constructor(name: string, socket: string, { isPodman = false, owner }: DockerOptions = {}) {
    this.name = name;
    this.socket = socket;
    this.#isPodman = isPodman;
    this.#owner = owner;
  }

  async connect(): Promise<SourceState> {
    const problem = await socketProblem(this.socket, this.#owner?.uid);
    if (problem !== undefined) return problem;
    try {
      const version = asObject(await (await this.#docker(CALL)).version());
      const components = asArray(version['Components']).map((c) => asText(asObject(c)['Name']));
      // The package podman-docker makes Podman listen on Docker's socket.
      if (components.some((name) => name.startsWith('Podman'))) this.#isPodman = true;
      return { kind: 'connected', version: `${this.#isPodman ? 'Podman' : 'Docker'} ${asText(version['Version'])}` };
    } catch (error) {
      return refusal(this.socket, error);
    }
  }

  async list(): Promise<readonly DescribedContainer[]> {
    const docker = await this.#docker(CALL);
    const ids = asArray(await docker.listContainers())
      .map((container) => asText(asObject(container)['Id']))
      .slice(0, MAX_CONTAINERS);
    const found: DescribedContainer[] = [];
    const next = ids.values();
    const work = async () => {
      for (const id of next) {
        const described = await this.#describe(docker, id);
        if (described !== undefined) found.push(described);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return found;
  }

  async watch(changed: (container?: DescribedContainer) => void, signal: AbortSignal): Promise<void> {
    const docker = await this.#docker(EVENTS);
    const stream = await docker.getEvents({ filters: { type: ['container'] }, abortSignal: signal });
    const calls = await this.#docker(CALL);
    stream.setEncoding('utf8');
    signal.addEventListener('abort', () => close(stream), { once: true });
    const lines = new BoundedLines(MAX_EVENT);
    for await (const chunk of stream) {
      for (const line of lines.push(String(chunk))) {
        const event = parseEvent(line);
        if (event === undefined || !CHANGES.has(event.action)) continue;
        const described = await this.#describe(calls, event.id);
        if (described !== undefined) changed(described);
      }
      if (signal.aborted) return;
    }
  }

  close(): void {
    this.#images.clear();
  }

  async #docker(budget: ConnectionBudget): Promise<Docker> {
    const { default: DockerClient } = await import('dockerode');
    // Its types do not have `agent`.
    const options = { socketPath: this.socket, agent: new BoundedAgent(budget, this.#owner) };
    return new DockerClient(options);
  }

  /** Undefined where the container has gone. */
  async #describe(docker: Docker, id: string): Promise<DescribedContainer | undefined> {
    try {
      const json = asObject(await docker.getContainer(id).inspect());
      const network = await this.#address(docker, json);
      return describe(json, await this.#image(docker, json), { isPodman: this.#isPodman, ip: network });
    } catch {
      return undefined;
    }
  }

  async #image(docker: Docker, json: Json): Promise<ImageFacts> {
    const id = asText(json['Image']);
    const known = this.#images.get(id);
    if (known !== undefined) return known;
    let facts: ImageFacts = { id: isImageId(id) ? id : '', tags: [], digests: [] };
    try {
      const image = asObject(await docker.getImage(id).inspect());
      facts = { id: asText(image['Id']), tags: asTexts(image['RepoTags']), digests: asTexts(image['RepoDigests']) };
    } catch {
      // The image was removed while its container runs: its id is what is left.
    }
    this.#images.set(id, facts);
    return facts;
  }

  /** A container that lives in another's network has that one's address. */
  async #address(docker: Docker, json: Json): Promise<string> {
    const mode = asText(asObject(json['HostConfig'])['NetworkMode']);
    if (!mode.startsWith('container:')) return addressOf(json);
    try {
      return addressOf(asObject(await docker.getContainer(mode.slice('container:'.length)).inspect()));
    } catch {
      return '';
    }
  }
}

/** Its type does not know that it can be closed. */
function close(stream: NodeJS.ReadableStream): void {
  if ('destroy' in stream && typeof stream.destroy === 'function') stream.destroy();
}

function parseEvent(line: string): { id: string; action: string } | undefined {
  try {
    const event = asObject(JSON.parse(line));
    const id = asText(asObject(event['Actor'])['ID']) || asText(event['id']);
    const action = asText(event['Action']) || asText(event['status']);
    return id === '' ? undefined : { id, action };
  } catch {
    return undefined;
  }
}

function addressOf(json: Json): string {
  const settings = asObject(json['NetworkSettings']);
  const own = asText(settings['IPAddress']);
  if (own !== '') return own;
  for (const network of Object.values(asObject(settings['Networks']))) {
    const address = asText(asObject(network)['IPAddress']);
    if (address !== '') return address;
  }
  return '';
}

/** The answer of GET /containers/ID/json. */
function describe(json: Json, image: ImageFacts, known: { isPodman: boolean; ip: string }): DescribedContainer {
  const config = asObject(json['Config']);
  const host = asObject(json['HostConfig']);
  const name = asText(json['Name']).replace(/^\//, '');
  const written = asText(config['Image']) || asText(json['ImageName']);
  const shown = isImageId(written) && image.tags[0] !== undefined ? image.tags[0] : written;
  const parts = splitImageName(shown);
  const digest = image.digests.find((d) => d.startsWith(`${parts.repository}@`)) ?? image.digests[0] ?? '';
  const created = Date.parse(asText(json['Created']));
  const info = {
    ...unknownContainer(asText(json['Id'])),
    type: known.isPodman ? ('podman' as const) : ('docker' as const),
    name,
    image: shown,
    imageId: image.id.replace(/^sha256:/, ''),
    imageRepository: parts.repository,
    imageTag: parts.tag,
    imageDigest: digest.slice(digest.indexOf('@') + 1),
    privileged: asFlag(host['Privileged']),
    hostPid: asText(host['PidMode']) === 'host',
    hostNetwork: asText(host['NetworkMode']) === 'host',
    hostIpc: asText(host['IpcMode']) === 'host',
    isPodSandbox: name.startsWith('k8s_POD'),
    createdTime: Number.isNaN(created) ? 0 : Math.floor(created / 1000),
    ip: known.ip,
    podSandboxId: asText(asRecord(config['Labels'])['io.kubernetes.sandbox.id']),
    labels: asRecord(config['Labels']),
    mounts: asArray(json['Mounts']).map(mount),
    env: asTexts(config['Env']),
    user: asText(config['User']),
    healthcheck: healthcheck(asTexts(asObject(config['Healthcheck'])['Test'])),
  };
  return { info, ports: ports(asObject(asObject(json['NetworkSettings'])['Ports'])), limits: limits(host) };
}

function mount(value: unknown): ContainerMount {
  const json = asObject(value);
  return {
    source: asText(json['Source']),
    destination: asText(json['Destination']),
    mode: asText(json['Mode']),
    readWrite: asFlag(json['RW']) ?? false,
    propagation: asText(json['Propagation']),
  };
}

/** `["CMD", exe, …]` or `["CMD-SHELL", line]`. */
function healthcheck([kind, ...words]: readonly string[]): ContainerProbe | undefined {
  const [first] = words;
  if (first === undefined) return undefined;
  if (kind === 'CMD') return { exe: first, args: words.slice(1) };
  return kind === 'CMD-SHELL' ? { exe: '/bin/sh', args: ['-c', first] } : undefined;
}

/** `{"80/tcp": [{"HostIp": "0.0.0.0", "HostPort": "8080"}]}`; the stream knows TCP over IPv4 only. */
function ports(json: Json): PortMapping[] {
  const mappings: PortMapping[] = [];
  for (const [inside, outside] of Object.entries(json)) {
    const match = /^(\d+)\/tcp$/.exec(inside);
    for (const binding of match === null ? [] : asArray(outside)) {
      const hostPort = Number(asText(asObject(binding)['HostPort']));
      const hostIp = ipNumber(asText(asObject(binding)['HostIp']));
      if (hostIp === undefined || !(hostPort > 0)) continue;
      mappings.push({ hostIp, hostPort, containerPort: Number(match?.[1]) });
    }
  }
  return mappings;
}

function ipNumber(text: string): number | undefined {
  if (text === '') return 0;
  const parts = text.split('.');
  return parts.length === 4 ? parts.reduce((sum, part) => sum * 256 + Number(part), 0) : undefined;
}

function limits(host: Json) {
  const nano = asLimit(host['NanoCpus']);
  const quota = asLimit(host['CpuQuota']) ?? (nano === undefined ? undefined : nano / 10_000);
  return withoutUndefined({
    memoryBytes: asLimit(host['Memory']),
    swapBytes: asLimit(host['MemorySwap']),
    cpuShares: asLimit(host['CpuShares']),
    cpuQuota: quota,
    cpuPeriod: asLimit(host['CpuPeriod']),
  });
}
