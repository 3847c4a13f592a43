// SPDX-License-Identifier: Apache-2.0
// Between the terminal's input and blessed: passes on one whole key or mouse sequence at a time (see
// input-tokens.ts), and gives pastes, replies and characters beyond ASCII to the screen directly.

import { EventEmitter } from 'node:events';
import type { ReadStream } from 'node:tty';
import { InputTokenizer } from './input-tokens.js';
import { legacySequence } from './legacy-sequence.js';

/**
 * ms that the rest of an escape sequence may take before a lone Esc is believed. A sequence that ssh has split arrives
 * within a few ms; ncurses waits 1000, which is what makes Esc slow in its programs.
 */
const ESCAPE_WAIT = 25;

export interface DirectInput {
  character(text: string): void;
  paste(text: string): void;
  reply(text: string): void;
  /** The terminal has gone away. */
  hangup(): void;
}

export class TerminalInput extends EventEmitter {
  readonly isTTY = true;
  readonly #source: ReadStream;
  readonly #direct: DirectInput;
  readonly #tokens = new InputTokenizer();
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #listening = false;

  constructor(source: ReadStream, direct: DirectInput) {
    super();
    this.#source = source;
    this.#direct = direct;
  }

  get isRaw(): boolean {
    return this.#source.isRaw;
  }

  get destroyed(): boolean {
    return this.#source.destroyed;
  }

  setRawMode(raw: boolean): void {
    if (!this.#source.destroyed) this.#source.setRawMode(raw);
  }

  resume(): void {
    if (!this.#listening) {
      this.#listening = true;
      this.#source.on('data', this.#onData);
      this.#source.on('end', this.#onHangup);
      this.#source.on('error', this.#onHangup);
    }
    this.#source.resume();
  }

  pause(): void {
    this.#stopWaiting();
    this.#listening = false;
    this.#source.off('data', this.#onData);
    this.#source.off('end', this.#onHangup);
    this.#source.off('error', this.#onHangup);
    this.#source.pause();
  }

  readonly #onHangup = (): void => this.#direct.hangup();

  readonly #onData = (data: Buffer): void => {
    this.#stopWaiting();
    this.#deliver(this.#tokens.push(data));
    if (this.#tokens.isWaiting) this.#timer = setTimeout(() => this.#lookOnce(), ESCAPE_WAIT);
  };

  /** The rest has not been seen; on a busy machine it may be there already, so the terminal is read once more. */
  #lookOnce(): void {
    this.#immediate = setImmediate(() => this.#deliver(this.#tokens.flush()));
  }

  /** More has come, or nothing is wanted any more. */
  #stopWaiting(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #deliver(tokens: ReturnType<InputTokenizer['push']>): void {
    for (const token of tokens) {
      if (token.kind === 'sequence') this.emit('data', Buffer.from(legacySequence(token.text), 'latin1'));
      else this.#direct[token.kind](token.text);
    }
  }
}
