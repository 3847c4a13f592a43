// SPDX-License-Identifier: Apache-2.0
// The part of blessed 0.1.81 that screen.ts uses; the published types of blessed do not cover it.

declare module 'blessed/lib/program.js' {
  import type { EventEmitter } from 'node:events';

  /** What blessed needs of an input: EventEmitter with 'data', and the raw mode of a terminal. */
  interface ProgramInput extends EventEmitter {
    readonly isTTY: boolean;
    readonly isRaw: boolean;
    readonly destroyed: boolean;
    setRawMode(raw: boolean): void;
    resume(): void;
    pause(): void;
  }

  interface ProgramOptions {
    readonly input: ProgramInput;
    readonly output: NodeJS.WriteStream;
    readonly terminal: string;
    /** False: no terminfo; blessed then uses xterm's sequences. */
    readonly tput: boolean;
    readonly buffer: boolean;
  }

  interface ProgramKey {
    readonly name?: string;
    readonly full: string;
    readonly sequence?: string;
    readonly ctrl?: boolean;
    readonly meta?: boolean;
    readonly shift?: boolean;
  }

  interface ProgramMouse {
    readonly action: string;
    readonly button?: string;
    readonly x: number;
    readonly y: number;
    readonly shift?: boolean;
    readonly ctrl?: boolean;
    readonly meta?: boolean;
  }

  interface MouseModes {
    readonly vt200Mouse: boolean;
    readonly cellMotion: boolean;
    readonly sgrMouse: boolean;
  }

  class Program {
    constructor(options: ProgramOptions);
    on(event: 'keypress', listener: (character: string | undefined, key: ProgramKey) => void): this;
    on(event: 'mouse', listener: (mouse: ProgramMouse) => void): this;
    on(event: 'resize', listener: () => void): this;
    setMode(mode: string): void;
    resetMode(mode: string): void;
    setMouse(modes: MouseModes, enable: boolean): void;
    disableMouse(): void;
    destroy(): void;
  }

  export default Program;
}
