// SPDX-License-Identifier: Apache-2.0
// A stream of blocks with its secrets hidden: recordings on their way to a file, parts that are saved, whole files. Values
// keep their lengths, so what is hidden is overwritten where it is. Environments that go altogether (--no-env), and blocks
// of unknown kinds, make the stream shorter.

import { wholeBlocks } from '../scap/block-cutter.js';
import { Block, FLAG_BYTES, isEventBlock, isFlagged, PROCESS_LIST_VERSION } from '../scap/block-types.js';
import { EventCursor } from '../scap/event-cursor.js';
import { EVENT_TYPES } from '../scap/event-types.js';
import { fdNamePlaces, processPlaces } from '../scap/list-places.js';
import { type Defect, ScapReader } from '../scap/scap-reader.js';
import { latin1Text } from '../scap/text.js';
import { Disguise } from './disguise.js';
import { listWithoutEnvironments, withoutEnvironment } from './environment-removal.js';
import { HiddenEvents } from './hidden-events.js';
import { RedactionReport } from './redaction-report.js';
import { hideInArguments, hideInEnvironment } from './secret-arguments.js';
import { SecretHider } from './secret-spans.js';
import { type AddedWords, secretWords } from './secret-words.js';
import { Terminals } from './terminals.js';

export interface RedactOptions {
  /** False: only environments go, where noEnvironment says so. */
  readonly secrets: boolean;
  /** All that was read and written goes. */
  readonly payload: boolean;
  readonly noEnvironment: boolean;
  readonly words: AddedWords;
  /** Undefined: one that nobody has. */
  readonly key: Uint8Array | undefined;
}

/** After the CPU, and the flags where there are some: time, thread, length, then the type. */
const TYPE_OFFSET = 8 + 2 + 20;
/** Type and length of a block. */
const HEAD_BYTES = 8;
/** Lists that hold nothing to hide, besides those of processes and fds. */
const HARMLESS: ReadonlySet<number> = new Set([
  Block.SECTION_HEADER,
  Block.MACHINE,
  Block.MACHINE_UNOFFICIAL,
  Block.INTERFACES,
  Block.INTERFACES_UNOFFICIAL,
  Block.INTERFACES_V2,
  Block.USERS,
  Block.USERS_UNOFFICIAL,
  Block.USERS_V2,
]);
const FD_LISTS: ReadonlySet<number> = new Set([Block.FDS, Block.FDS_UNOFFICIAL, Block.FDS_V2]);

export class Redactor {
  readonly report = new RedactionReport();
  /** Why the stream ended before its end. */
  defect: Defect | undefined;
  readonly #options: RedactOptions;
  readonly #hider: SecretHider;
  readonly #reader: ScapReader;
  readonly #cursor = new EventCursor();
  /** A block that is not complete yet, in the pieces that it came in: joined once, when the last one has come. */
  #pending: Uint8Array[] = [];
  #held = 0;
  /** Bytes of it, as far as they are known. */
  #wanted = 0;

  constructor(options: RedactOptions) {
    const { words, key, payload, secrets } = options;
    this.#options = options;
    this.#hider = new SecretHider(secretWords(words), new Disguise(key), this.report);
    const terminals = new Terminals();
    const events = new HiddenEvents({ hider: this.#hider, terminals, report: this.report, payload });
    this.#reader = new ScapReader({
      ...terminals.sink,
      event: (cursor) => {
        if (!secrets) return;
        terminals.apply(cursor);
        events.hide(cursor);
      },
      defect: (defect) => {
        this.defect = defect;
      },
    });
  }

  /** Takes a piece of a stream, cut anywhere; answers the blocks that are complete now. The piece stays as it was. */
  push(piece: Uint8Array): Uint8Array {
    if (this.#held + piece.length < this.#wanted) {
      this.#pending.push(Uint8Array.from(piece));
      this.#held += piece.length;
      return new Uint8Array(0);
    }
    const bytes = Buffer.concat([...this.#pending, piece]);
    const whole = wholeBlocks(bytes);
    this.#hold(bytes.subarray(whole));
    const before = this.#reader.offset;
    const blocks = bytes.subarray(0, whole);
    this.#reader.push(blocks);
    return this.#output(blocks.subarray(0, this.#reader.offset - before));
  }

  #hold(rest: Uint8Array): void {
    this.#pending = [rest];
    this.#held = rest.length;
    this.#wanted = rest.length < HEAD_BYTES ? HEAD_BYTES : viewOf(rest).getUint32(4, true);
  }

  /** The stream has ended: what is left of it is not a whole block. */
  end(reason?: string): void {
    this.#reader.push(Buffer.concat(this.#pending));
    this.#reader.end(reason);
  }

  #output(bytes: Uint8Array): Uint8Array {
    const parts: Uint8Array[] = [];
    const view = viewOf(bytes);
    for (let at = 0; at < bytes.length; ) {
      const end = at + view.getUint32(at + 4, true);
      const block = this.#block(bytes.subarray(at, end));
      if (block === undefined) this.report.unknown++;
      else parts.push(block);
      at = end;
    }
    return Buffer.concat(parts);
  }

  /** Undefined where it is left out. Events have been seen to by the reader's sink. */
  #block(block: Uint8Array): Uint8Array | undefined {
    const type = viewOf(block).getUint32(0, true);
    if (isEventBlock(type)) return this.#event(block, type);
    if (PROCESS_LIST_VERSION.has(type)) return this.#processes(block);
    if (FD_LISTS.has(type)) return this.#fds(block);
    return HARMLESS.has(type) ? block : undefined;
  }

  #event(block: Uint8Array, blockType: number): Uint8Array | undefined {
    const view = viewOf(block);
    const type = view.getUint16(TYPE_OFFSET + (isFlagged(blockType) ? FLAG_BYTES : 0), true);
    if (type >= EVENT_TYPES.length) return undefined;
    if (!this.#options.noEnvironment || !hasEnvironment(type)) return block;
    if (!this.#cursor.load(block, view, 0, block.length)) return block;
    return withoutEnvironment(block, this.#cursor, () => this.report.environments++);
  }

  #processes(block: Uint8Array): Uint8Array {
    if (this.#options.secrets) {
      for (const { exe, args, env } of processPlaces(block)) {
        hideInArguments(this.#hider, block, args, latin1Text(block, exe[0], exe[1]));
        hideInEnvironment(this.#hider, block, env);
      }
    }
    return this.#options.noEnvironment ? listWithoutEnvironments(block, () => this.report.environments++) : block;
  }

  #fds(block: Uint8Array): Uint8Array {
    if (this.#options.secrets) for (const place of fdNamePlaces(block)) this.#hider.hideFound(block, place, 'text');
    return block;
  }
}

function hasEnvironment(type: number): boolean {
  return EVENT_TYPES[type]?.params.some(({ name }) => name === 'env') === true;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
