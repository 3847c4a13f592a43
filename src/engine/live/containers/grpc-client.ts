// SPDX-License-Identifier: Apache-2.0
// Unary gRPC calls over a unix socket, with messages as bytes (protobuf.ts). The only importer of grpc-js, lazily: 31 ms.

import type { Client } from '@grpc/grpc-js';

const CALL_TIMEOUT = 3000;

/** Numbers of gRPC's status codes that callers tell apart. */
export const GrpcStatus = { PERMISSION_DENIED: 7, UNIMPLEMENTED: 12, UNAVAILABLE: 14 } as const;

export class GrpcFailure extends Error {
  /** One of gRPC's status codes. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export class GrpcClient {
  readonly #endpoint: string;
  readonly #headers: Readonly<Record<string, string>>;
  #client: Client | undefined;

  constructor(socket: string, headers: Readonly<Record<string, string>> = {}) {
    this.#endpoint = `unix:${socket}`;
    this.#headers = headers;
  }

  /** `method`: `/package.Service/Method`. Rejects with GrpcFailure. */
  async call(method: string, request: Uint8Array): Promise<Uint8Array> {
    const { Client, credentials, Metadata } = await import('@grpc/grpc-js');
    this.#client ??= new Client(this.#endpoint, credentials.createInsecure());
    const client = this.#client;
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(this.#headers)) metadata.set(name, value);
    const options = { deadline: Date.now() + CALL_TIMEOUT };
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest<Uint8Array, Buffer>(
        method,
        (bytes) => Buffer.from(bytes),
        (bytes) => bytes,
        request,
        metadata,
        options,
        (error, answer) => {
          if (error !== null) reject(new GrpcFailure(error.code, error.details));
          else resolve(answer ?? new Uint8Array(0));
        },
      );
    });
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }
}
