// SPDX-License-Identifier: Apache-2.0
// Servers that speak the protocols of container engines, over unix sockets in a directory of the test.

import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import grpc from '@grpc/grpc-js';

export interface FakeDocker {
  /** Responses of GET /containers/ID/json by id. */
  readonly containers: Map<string, unknown>;
  readonly images: Map<string, unknown>;
  /** Sends one line to everybody who listens to events. */
  event(event: unknown): void;
  /** How many listen to events. */
  listeners(): number;
  close(): Promise<void>;
}

export async function fakeDocker(socket: string, version: unknown): Promise<FakeDocker> {
  const containers = new Map<string, unknown>();
  const images = new Map<string, unknown>();
  const streams = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
    const [, kind = '', id = ''] = /^\/(containers|images)\/(.+)\/json$/.exec(path) ?? [];
    if (path === '/events') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.flushHeaders();
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    const body = () => {
      if (path === '/version') return version;
      if (path === '/containers/json') return [...containers.keys()].map((Id) => ({ Id }));
      return kind === 'containers' ? containers.get(id) : images.get(decodeURIComponent(id));
    };
    const found = body();
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? { message: 'no such thing' }));
  });
  await listening(server.listen(socket));
  return {
    containers,
    images,
    event: (event) => {
      for (const stream of streams) stream.write(`${JSON.stringify(event)}\n`);
    },
    listeners: () => streams.size,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function listening(server: Server): Promise<void> {
  await once(server, 'listening');
}

export type Answer = (request: Uint8Array) => Uint8Array;

/** A gRPC server whose methods take and give bytes: `{ '/package.Service/Method': answer }`. */
export async function fakeGrpc(socket: string, methods: Readonly<Record<string, Answer>>): Promise<() => void> {
  const server = new grpc.Server();
  for (const [path, answer] of Object.entries(methods)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const definition = {
      [name]: {
        path,
        requestStream: false,
        responseStream: false,
        requestSerialize: (bytes: Uint8Array) => Buffer.from(bytes),
        requestDeserialize: (bytes: Buffer) => bytes,
        responseSerialize: (bytes: Uint8Array) => Buffer.from(bytes),
        responseDeserialize: (bytes: Buffer) => bytes,
      },
    };
    const implementation: grpc.handleUnaryCall<Uint8Array, Uint8Array> = (call, callback) => {
      callback(null, answer(call.request));
    };
    server.addService(definition, { [name]: implementation });
  }
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, grpc.ServerCredentials.createInsecure(), (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
  return () => server.forceShutdown();
}
