// SPDX-License-Identifier: Apache-2.0
// Files that are not scap captures, by their first bytes: what they are, and what to do.

interface Format {
  /** First bytes, in hexadecimal. */
  readonly magic: string;
  readonly sentence: string;
}

const FORMATS: readonly Format[] = [
  { magic: '28b52ffd', sentence: 'it is compressed with zstd; unpack it first: zstd -dc FILE | sysdrill -r -' },
  { magic: 'fd377a585a00', sentence: 'it is compressed with xz; unpack it first: xz -dc FILE | sysdrill -r -' },
  { magic: '425a68', sentence: 'it is compressed with bzip2; unpack it first: bzip2 -dc FILE | sysdrill -r -' },
  { magic: '04224d18', sentence: 'it is compressed with lz4; unpack it first: lz4 -dc FILE | sysdrill -r -' },
  { magic: '504b0304', sentence: 'it is a zip archive; unpack it first' },
  { magic: '1f8b', sentence: 'it is compressed with gzip twice; unpack it once: gzip -dc FILE | sysdrill -r -' },
  { magic: 'd4c3b2a1', sentence: packets('pcap') },
  { magic: '4d3cb2a1', sentence: packets('pcap') },
  { magic: 'a1b2c3d4', sentence: packets('pcap') },
  { magic: 'a1b23c4d', sentence: packets('pcap') },
];
/** Bytes that are looked at: those of a block's header. */
const HEAD = 8;

export const NO_CAPTURE = 'this is not a scap capture';
/** A capture file of the network, whose sections begin as ours do. */
export const NO_SYSTEM_CALLS = `${NO_CAPTURE}: ${packets('pcapng')}`;

/** Why bytes that do not begin with a section header are not a capture, in a sentence. */
export function notCapture(bytes: Uint8Array, length: number): string {
  const head = Buffer.from(bytes.subarray(0, Math.min(length, HEAD))).toString('hex');
  const format = FORMATS.find(({ magic }) => head.startsWith(magic));
  return `${NO_CAPTURE}: ${format?.sentence ?? 'it does not start with a section header'}`;
}

function packets(kind: string): string {
  return `it is a ${kind} file of packets, without system calls; Wireshark opens it`;
}
