// SPDX-License-Identifier: Apache-2.0
// Messages between the engine and its client, and the port that they go through: a worker, or a message channel within one
// thread.

import { Observable } from 'rxjs';
import type { EngineRequest } from '../protocol/engine-calls.js';
import type { EngineStatus, TableSnapshot } from '../protocol/protocol.js';

export type ToEngine =
  | { readonly kind: 'request'; readonly id: number; readonly request: EngineRequest }
  | { readonly kind: 'pause'; readonly paused: boolean }
  | { readonly kind: 'stop-search' }
  | { readonly kind: 'close' };

export type FromEngine =
  | { readonly kind: 'ready' }
  /** It cannot be: a sentence. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'status'; readonly status: EngineStatus }
  | { readonly kind: 'table'; readonly table: TableSnapshot }
  | { readonly kind: 'closed' };

/** For filters: messages of one kind. */
export function isKind<Message extends { readonly kind: string }, Kind extends Message['kind']>(kind: Kind) {
  return (message: Message): message is Extract<Message, { readonly kind: Kind }> => message.kind === kind;
}

/** What Worker and MessagePort have in common. */
export interface Port {
  postMessage(message: unknown): void;
  on(event: string, listener: (value: unknown) => void): unknown;
}

/** What comes out of a port; completes when the other side has gone, fails where it crashed. */
export function messagesOf<Message>(port: Port): Observable<Message> {
  return new Observable((subscriber) => {
    port.on('message', (message) => subscriber.next(message as Message));
    port.on('error', (error) => subscriber.error(error));
    port.on('exit', () => subscriber.complete());
    port.on('close', () => subscriber.complete());
  });
}
