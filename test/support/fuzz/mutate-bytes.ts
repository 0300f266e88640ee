// Mutations that know nothing of the format but its encodings of numbers.

import { unsigned } from './encode.ts';
import type { Random } from './random.ts';

/** Bytes that mean much in the format: ends, empty types, value types, continuation bits. */
const telling = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0b, 0x40, 0x60, 0x6f, 0x70, 0x7b, 0x7c, 0x7e, 0x7f, 0x80, 0xff];

/** Edits `bytes` in one to three places. */
export function mutateBytes(bytes: number[], random: Random): void {
  for (let changes = random.between(1, 3); changes > 0 && bytes.length > 0; changes--) edit(bytes, random);
}

function edit(bytes: number[], random: Random): void {
  // Seldom in the header.
  const first = bytes.length > 9 && random.chance(0.98) ? 8 : 0;
  const at = random.between(first, bytes.length - 1);
  const byte = bytes[at] as number;
  random.weighted<() => void>([
    [4, () => bytes.splice(at, 1, byte ^ (1 << random.below(8)))],
    [2, () => bytes.splice(at, 1, random.below(256))],
    [3, () => bytes.splice(at, 1, random.pick(telling))],
    [2, () => bytes.splice(at, 1, bytes[random.between(first, bytes.length - 1)] as number)],
    [1, () => bytes.splice(at, 1, (byte + random.pick([1, 255])) & 0xff)],
    [1, () => bytes.splice(at, random.between(1, 4))],
    [1, () => bytes.splice(at, 0, ...someBytes(random))],
    [1, () => bytes.splice(at, 0, ...bytes.slice(at, at + random.between(1, 16)))],
    [1, () => bytes.splice(at)],
  ])();
}

const someBytes = (random: Random): number[] =>
  Array.from({ length: random.between(1, 4) }, () => (random.chance(0.5) ? random.pick(telling) : random.below(256)));

/** A LEB128 number otherwise encoded: with more bytes than it needs, one too many, or bits that must be zero set. */
export function reencode(number: readonly number[], random: Random, mostLength = 5): number[] {
  const bytes = [...number];
  const last = bytes[bytes.length - 1] as number;
  const isNegative = (last & 0x40) !== 0;
  // Of an unsigned number, only zeros may follow; of a signed one, copies of its sign.
  const filler = random.chance(0.3) && isNegative ? 0x7f : 0x00;
  const length = random.chance(0.9) ? random.between(bytes.length + 1, mostLength) : mostLength + 1;
  if (length > bytes.length) {
    bytes[bytes.length - 1] = last | 0x80;
    while (bytes.length < length - 1) bytes.push(filler | 0x80);
    bytes.push(filler);
  }
  if (random.chance(0.05)) bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) | (1 << random.below(7));
  return bytes;
}

/** A number that an index or a count may be changed to. */
export function nearby(value: number, random: Random): number[] {
  return unsigned(
    random.weighted([
      [3, value + 1],
      [3, Math.max(0, value - 1)],
      [4, random.below(4)],
      [2, random.below(value + 8)],
      [1, random.pick([127, 128, 255, 0x3fff, 0x4000, 65_535, 65_536, 0x7fffffff, 0x80000000, 0xffffffff])],
    ]),
  );
}
