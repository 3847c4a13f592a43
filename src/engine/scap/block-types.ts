// SPDX-License-Identifier: Apache-2.0
// Numbers of the block types of the scap format, official and pre-release, and which version of a list each one is.

export const Block = {
  SECTION_HEADER: 0x0a0d0d0a,
  MACHINE: 0x201,
  PROCESSES_V1: 0x202,
  FDS: 0x203,
  EV: 0x204,
  INTERFACES: 0x205,
  USERS: 0x206,
  PROCESSES_V2: 0x207,
  EVF: 0x208,
  PROCESSES_V3: 0x209,
  PROCESSES_V4: 0x210,
  PROCESSES_V5: 0x211,
  PROCESSES_V6: 0x212,
  PROCESSES_V7: 0x213,
  PROCESSES_V8: 0x214,
  PROCESSES_V9: 0x215,
  EV_V2: 0x216,
  EVF_V2: 0x217,
  FDS_V2: 0x218,
  INTERFACES_V2: 0x219,
  USERS_V2: 0x220,
  EV_V2_LARGE: 0x221,
  EVF_V2_LARGE: 0x222,
  MACHINE_UNOFFICIAL: 0x8002abcd,
  PROCESSES_V1_UNOFFICIAL: 0x8000abcd,
  FDS_UNOFFICIAL: 0x8001abcd,
  EV_UNOFFICIAL: 0x8010abcd,
  INTERFACES_UNOFFICIAL: 0x8011abcd,
  USERS_UNOFFICIAL: 0x8012abcd,
  PROCESSES_V2_UNOFFICIAL: 0x8013abcd,
  PROCESSES_V3_UNOFFICIAL: 0x8014abcd,
} as const;

/** Version 1…9 of a process-list block; undefined for any other block. */
export const PROCESS_LIST_VERSION: ReadonlyMap<number, number> = new Map([
  [Block.PROCESSES_V1, 1],
  [Block.PROCESSES_V1_UNOFFICIAL, 1],
  [Block.PROCESSES_V2, 2],
  [Block.PROCESSES_V2_UNOFFICIAL, 2],
  [Block.PROCESSES_V3, 3],
  [Block.PROCESSES_V3_UNOFFICIAL, 3],
  [Block.PROCESSES_V4, 4],
  [Block.PROCESSES_V5, 5],
  [Block.PROCESSES_V6, 6],
  [Block.PROCESSES_V7, 7],
  [Block.PROCESSES_V8, 8],
  [Block.PROCESSES_V9, 9],
]);

export function isEventBlock(type: number): boolean {
  switch (type) {
    case Block.EV_V2:
    case Block.EVF_V2:
    case Block.EV_V2_LARGE:
    case Block.EVF_V2_LARGE:
    case Block.EV:
    case Block.EVF:
    case Block.EV_UNOFFICIAL:
      return true;
    default:
      return false;
  }
}

/** Event blocks with a word of flags after the CPU. */
export function isFlagged(type: number): boolean {
  return type === Block.EVF || type === Block.EVF_V2 || type === Block.EVF_V2_LARGE;
}
export const FLAG_BYTES = 4;
