// The Substrate host by itself: addresses of the allocator, nested transactions, hashes, trie roots, refusals.

import { expect, test } from 'vitest';
import { Allocator } from '../examples/substrate/host/allocator.ts';
import { HASHES } from '../examples/substrate/host/hashing.ts';
import { fromHex, toHex } from '../examples/substrate/host/hex.ts';
import { Host, type Machine, Storage, UnsupportedHostFunction } from '../examples/substrate/host/index.ts';
import { bytes, compact, concat, option, Reader, unsigned } from '../examples/substrate/host/scale.ts';
import { orderedTrieRoot, trieRoot } from '../examples/substrate/host/trie.ts';

const PAGE = 65_536;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function machineOf(pages: number, maximum = 16): Machine & { readonly growths: number[] } {
  let memory = new Uint8Array(pages * PAGE);
  const growths: number[] = [];
  return {
    growths,
    read: (offset, size) => memory.subarray(offset, offset + size),
    write: (offset, data) => memory.set(data, offset),
    readUint32: (offset) => new DataView(memory.buffer).getUint32(offset, true),
    writeUint32: (offset, value) => new DataView(memory.buffer).setUint32(offset, value, true),
    size: () => memory.length / PAGE,
    grow(more) {
      growths.push(more);
      const old = memory;
      if (old.length / PAGE + more > maximum) throw new RangeError('cannot grow');
      memory = new Uint8Array(old.length + more * PAGE);
      memory.set(old);
    },
  };
}

// The expected addresses are those of the unit tests of Substrate's `sp-allocator`.
test('the allocator aligns, rounds up to powers of two, and keeps eight bytes in front', () => {
  const machine = machineOf(1);
  const fromZero = new Allocator(0);
  expect([1, 9, 1].map((size) => fromZero.allocate(machine, size))).toEqual([8, 24, 48]);
  expect(new Allocator(13).allocate(machine, 1)).toBe(24);
});

test('the allocator takes freed blocks first, the last one freed before the others', () => {
  const machine = machineOf(1);
  const allocator = new Allocator(0);
  const blocks = [8, 8, 8].map((size) => allocator.allocate(machine, size));
  for (const block of blocks) allocator.free(machine, block);
  expect([8, 8, 8, 8].map((size) => allocator.allocate(machine, size))).toEqual([blocks[2], blocks[1], blocks[0], 56]);
});

test('the allocator doubles the memory, or takes what the allocation needs', () => {
  const machine = machineOf(2, 4096);
  const allocator = new Allocator(0);
  allocator.allocate(machine, 1 << 17);
  expect(machine.growths).toEqual([2]);
  allocator.allocate(machine, 1 << 25);
  expect(machine.growths).toEqual([2, Math.ceil(((1 << 17) + (1 << 25) + 16) / PAGE) - 4]);
});

test.each<[string, (allocator: Allocator, machine: Machine) => void, string]>([
  ['too large', (allocator, machine) => allocator.allocate(machine, (1 << 25) + 1), 'the largest is 33554432'],
  ['beyond the memory', (allocator, machine) => allocator.allocate(machine, 1 << 24), 'cannot grow'],
  ['freed twice', (allocator, machine) => freeTimes(2, allocator, machine), 'already free'],
  ['below the heap', (allocator, machine) => allocator.free(machine, 4), 'not an allocation'],
])('the allocator refuses what is %s, and everything after that', (_, fail, message) => {
  const [allocator, machine] = [new Allocator(0), machineOf(1)];
  freeTimes(1, allocator, machine);
  expect(() => fail(allocator, machine)).toThrow(message);
  expect(() => allocator.allocate(machine, 8)).toThrow('failed before');
});

function freeTimes(times: number, allocator: Allocator, machine: Machine): void {
  const block = allocator.allocate(machine, 8);
  for (let i = 0; i < times; i++) allocator.free(machine, block);
}

const entries = (text: Record<string, string>): Map<string, Uint8Array> =>
  new Map(Object.entries(text).map(([key, value]) => [key, utf8(value)]));

const contents = (storage: Storage): string => {
  const found: string[] = [];
  for (let key = storage.nextKey(''); key !== undefined; key = storage.nextKey(key)) {
    found.push(`${key}=${new TextDecoder().decode(storage.get(key))}`);
  }
  return found.join(' ');
};

test('a rollback undoes what was committed within it; a commit keeps what was rolled back within it undone', () => {
  const storage = new Storage({ top: entries({ a0: 'one', b0: 'two' }) });
  storage.startTransaction();
  storage.set('a0', utf8('changed'));
  storage.startTransaction();
  storage.set('b0', undefined);
  storage.set('c0', utf8('new'));
  storage.commit();
  expect(contents(storage)).toBe('a0=changed c0=new');
  storage.rollback();
  expect(contents(storage)).toBe('a0=one b0=two');

  storage.startTransaction();
  storage.set('a0', undefined);
  storage.startTransaction();
  storage.set('a0', utf8('back'));
  storage.rollback();
  storage.commit();
  expect(contents(storage)).toBe('b0=two');
  expect([...storage.changes().keys()]).toEqual(['a0']);
  expect(() => storage.rollback()).toThrow('no storage transaction');
});

test('a limit on a prefix counts the keys that were there at the start, deleted or not', () => {
  const storage = new Storage({ top: entries({ a1: '1', a2: '2', a3: '3', b1: 'other' }) });
  storage.set('a0', utf8('new'));
  storage.set('a1', undefined);
  expect(storage.clearPrefix('a', 2)).toEqual({ removed: 2, remaining: true });
  expect(contents(storage)).toBe('a3=3 b1=other');
  expect(storage.clearPrefix('a')).toEqual({ removed: 3, remaining: false });
  expect(contents(storage)).toBe('b1=other');
});

test('appending counts up an encoded vector and replaces what is none', () => {
  const storage = new Storage({ top: new Map() });
  for (let i = 0; i < 64; i++) storage.append('00', Uint8Array.of(i));
  const reader = new Reader(storage.get('00')!);
  expect(reader.vector(() => reader.u8())).toEqual([...Array(64).keys()]);
  storage.set('01', Uint8Array.of(0x07));
  storage.append('01', Uint8Array.of(9));
  expect([...storage.get('01')!]).toEqual([4, 9]);
});

// Published vectors: RFC 7693 and FIPS for the others; twox of the pallet prefix `System` is in every chain's state.
test.each([
  ['blake2_256', 'abc', 'bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319'],
  ['sha2_256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['keccak_256', '', 'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470'],
  ['twox_64', '', '99e9d85137db46ef'],
  ['twox_128', 'System', '26aa394eea5630e07c48ae0c9558cef7'],
  ['twox_256', '', '99e9d85137db46ef4bbea33613baafd56f963c64b1f3685a4eb4abd67ff6203a'],
])('%s(%j)', (name, text, hash) => {
  expect(toHex(HASHES[name]!(utf8(text)))).toBe(hash);
});

// Roots of whole genesis states are in runtimes.test.ts; here what those do not have.
test('the root of nothing, and the hashed values of state version 1', () => {
  const empty = '03170a2e7597b7b7e3d84c05391d139a62b157e78786d8c082f29dcf4c111314';
  expect(toHex(trieRoot([], 0))).toBe(empty);
  expect(toHex(orderedTrieRoot([], 1))).toBe(empty);
  const [small, large] = [new Uint8Array(32).fill(1), new Uint8Array(33).fill(1)];
  const root = (value: Uint8Array, version: 0 | 1): string => toHex(trieRoot([['a0', value]], version));
  expect(root(small, 1)).toBe(root(small, 0));
  expect(root(large, 1)).not.toBe(root(large, 0));
  // A leaf with a hashed value: 001 and the two nibbles' count, the nibbles, the hash of the value.
  const leaf = concat(Uint8Array.of(0b0010_0010, 0xa0), HASHES.blake2_256!(large));
  expect(root(large, 1)).toBe(toHex(HASHES.blake2_256!(leaf)));
});

test('imported calls read parameters from memory and allocate their results', () => {
  const host = new Host({ heapBase: 1024, storage: { top: new Map([['abcd', Uint8Array.of(1, 2, 3)]]) } });
  const machine = machineOf(1);
  machine.write(0, fromHex('abcd'));
  const key = { type: 'i64', value: 2n << 32n } as const;
  const pointerSize = (offset: number, size: number) =>
    ({ type: 'i64', value: (BigInt(size) << 32n) | BigInt(offset) }) as const;

  const found = host.answer('ext_storage_get_version_1', [key], machine);
  expect(found).toEqual(pointerSize(1032, 5));
  expect([...machine.read(1032, 5)]).toEqual([...option(bytes(Uint8Array.of(1, 2, 3)))]);

  const read = [key, pointerSize(100, 1), { type: 'i32', value: 1 }] as const;
  const answer = host.answer('ext_storage_read_version_1', read, machine)!;
  expect([...host.readResult(answer.value as bigint, machine)]).toEqual([...option(unsigned(2, 4))]);
  expect([...machine.read(100, 2)]).toEqual([2, 0]);

  expect(host.answer('ext_storage_clear_version_1', [key], machine)).toBeUndefined();
  expect(host.answer('ext_storage_exists_version_1', [key], machine)).toEqual({ type: 'i32', value: 0 });
});

test('a function that is left out is named; an embedder can add it', () => {
  const name = 'ext_crypto_sr25519_verify_version_2';
  const machine = machineOf(1);
  expect(() => new Host({ heapBase: 0 }).answer(name, [], machine)).toThrow(UnsupportedHostFunction);
  expect(() => new Host({ heapBase: 0 }).answer(name, [], machine)).toThrow(`${name}: this host has no keys`);
  const host = new Host({ heapBase: 0, functions: { [name]: (call) => call.returnBoolean(true) } });
  expect(host.answer(name, [], machine)).toEqual({ type: 'i32', value: 1 });
});

test.each([0, 63, 64, 16_383, 16_384, 2 ** 30 - 1, 2 ** 30, 2 ** 32 - 1])('compact %d', (value) => {
  expect(new Reader(compact(value)).compact()).toBe(value);
});
