// Roots of Substrate's base-16 Merkle-Patricia tries (Polkadot specification, sections on the state trie and on
// node encoding). The whole trie is encoded anew each time; proofs and incremental updates are not here.

import { blake2_256 } from './hashing.ts';
import { toHex } from './hex.ts';
import { bytes, compact, concat, unsigned } from './scale.ts';

/** Version 1 puts the hash of a value of more than 32 bytes in its node; version 0 always the value itself. */
export type StateVersion = 0 | 1;

export type TrieEntry = readonly [hexKey: string, value: Uint8Array];

const HASH_SIZE = 32;

/** blake2-256 root of entries with distinct keys, in the order of their keys. */
export function trieRoot(entries: readonly TrieEntry[], version: StateVersion): Uint8Array {
  return blake2_256(entries.length === 0 ? Uint8Array.of(0) : encodeNode(entries, 0, version));
}

/** Root of the trie that has the values under their compact-encoded positions, as for a block's extrinsics. */
export function orderedTrieRoot(values: readonly Uint8Array[], version: StateVersion): Uint8Array {
  const entries = values.map((value, position): TrieEntry => [toHex(compact(position)), value]);
  return trieRoot(sortEntries(entries), version);
}

export function sortEntries(entries: readonly TrieEntry[]): TrieEntry[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The node above all the entries, whose keys agree in their first `depth` nibbles. A hexadecimal digit is a nibble. */
function encodeNode(entries: readonly TrieEntry[], depth: number, version: StateVersion): Uint8Array {
  const [key, value] = entries[0]!;
  const [lastKey] = entries[entries.length - 1]!;
  let end = depth;
  while (end < key.length && key[end] === lastKey[end]) end++;
  const hasValue = end === key.length;
  const below = hasValue ? entries.slice(1) : entries;

  const hashed = hasValue && version === 1 && value.length > HASH_SIZE;
  const parts = [encodeHeader(key.slice(depth, end), hasValue, below.length > 0, hashed)];
  const children: Uint8Array[] = [];
  if (below.length > 0) {
    let bitmap = 0;
    for (let start = 0; start < below.length; ) {
      const nibble = below[start]![0][end]!;
      let next = start + 1;
      while (next < below.length && below[next]![0][end] === nibble) next++;
      const child = encodeNode(below.slice(start, next), end + 1, version);
      children.push(bytes(child.length < HASH_SIZE ? child : blake2_256(child)));
      bitmap |= 1 << Number.parseInt(nibble, 16);
      start = next;
    }
    parts.push(unsigned(bitmap, 2));
  }
  if (hasValue) parts.push(hashed ? blake2_256(value) : bytes(value));
  return concat(...parts, ...children);
}

/** The kind of the node and its part of the key: a length in the first byte's free bits, continued by bytes; nibbles. */
function encodeHeader(partial: string, hasValue: boolean, branch: boolean, hashed: boolean): Uint8Array {
  const lengthBits = hashed ? (branch ? 4 : 5) : 6;
  const kind = hashed ? 1 : branch ? (hasValue ? 3 : 2) : 1;
  const most = (1 << lengthBits) - 1;
  const header = [(kind << lengthBits) | Math.min(partial.length, most)];
  if (partial.length >= most) {
    let rest = partial.length - most;
    for (; rest >= 255; rest -= 255) header.push(255);
    header.push(rest);
  }
  const even = partial.length % 2 === 0 ? partial : `0${partial}`;
  for (let i = 0; i < even.length; i += 2) header.push(Number.parseInt(even.slice(i, i + 2), 16));
  return Uint8Array.from(header);
}
