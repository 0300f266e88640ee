// The functions that this host answers, by name, and those that it knows and leaves out.
//
// Signatures are those of the Polkadot specification's appendix on the host API. What a result's shape is says the
// encoding at the `return…`. Left out: keys and signatures, the network side of off-chain workers, and running another
// runtime; an embedder adds them through `HostOptions.functions`.

import type { Call } from './call.ts';
import { HASHES } from './hashing.ts';
import { fromHex, toHex } from './hex.ts';
import type { WasmValue } from './machine.ts';
import { bytes, concat, option, Reader, unsigned } from './scale.ts';
import type { Removal, Storage } from './storage.ts';
import { orderedTrieRoot, type StateVersion, sortEntries, type TrieEntry, trieRoot } from './trie.ts';

/** What host functions may touch beyond the call itself. */
export interface Environment {
  readonly storage: Storage;
  /** Persistent off-chain storage, by kind and hexadecimal key. */
  readonly offchain: Map<string, Uint8Array>;
  /** Levels of a line: 0 error, 1 warn, 2 info, 3 debug, 4 trace. The maximum: 0 off, 1 error, up to 5 trace. */
  readonly log: (level: number, target: string, message: string) => void;
  readonly maxLogLevel: number;
}

/** Undefined: the function has no result. */
export type HostFunction = (call: Call, environment: Environment) => WasmValue | undefined;

type Table = Record<string, HostFunction>;

/** A host function without result. */
function procedure(action: (call: Call, environment: Environment) => void): HostFunction {
  return (call, environment) => {
    action(call, environment);
    return undefined;
  };
}

const ALLOCATOR: Table = {
  ext_allocator_malloc_version_1: (call) => call.returnI32(call.allocator.allocate(call.machine, call.u32(0))),
  ext_allocator_free_version_1: procedure((call) => call.allocator.free(call.machine, call.u32(0))),
};

const INFO = 2;

const LOGGING: Table = {
  ext_logging_log_version_1: procedure((call, { log }) => log(call.u32(0), call.text(1), call.text(2))),
  ext_logging_max_level_version_1: (call, { maxLogLevel }) => call.returnI32(maxLogLevel),
  ext_misc_print_num_version_1: procedure((call, { log }) => log(INFO, 'print', String(call.u64(0)))),
  ext_misc_print_utf8_version_1: procedure((call, { log }) => log(INFO, 'print', call.text(0))),
  ext_misc_print_hex_version_1: procedure((call, { log }) => log(INFO, 'print', `0x${call.hex(0)}`)),
};

const HASHING: Table = Object.fromEntries(
  Object.entries(HASHES).map(([name, hash]): [string, HostFunction] => [
    `ext_hashing_${name}_version_1`,
    (call) => call.returnPointer(hash(call.bytes(0))),
  ]),
);

const STORAGE: Table = {
  ext_storage_set_version_1: procedure((call, { storage }) => storage.set(call.hex(0), call.bytes(1))),
  ext_storage_get_version_1: (call, { storage }) => returnOptionalBytes(call, storage.get(call.hex(0))),
  ext_storage_read_version_1: (call, { storage }) => readInto(call, storage.get(call.hex(0)), 1),
  ext_storage_clear_version_1: procedure((call, { storage }) => storage.set(call.hex(0), undefined)),
  ext_storage_exists_version_1: (call, { storage }) => call.returnBoolean(storage.get(call.hex(0)) !== undefined),
  ext_storage_append_version_1: procedure((call, { storage }) => storage.append(call.hex(0), call.bytes(1))),
  ext_storage_next_key_version_1: (call, { storage }) => returnOptionalKey(call, storage.nextKey(call.hex(0))),
  ext_storage_clear_prefix_version_1: procedure((call, { storage }) => storage.clearPrefix(call.hex(0))),
  ext_storage_clear_prefix_version_2: (call, { storage }) =>
    returnRemoval(call, storage.clearPrefix(call.hex(0), call.optionalU32(1))),
  ext_storage_root_version_1: (call, { storage }) => call.returnBytes(storage.root(0)),
  ext_storage_root_version_2: (call, { storage }) => call.returnBytes(storage.root(call.stateVersion(0))),
  // The changes trie is long gone: there is none.
  ext_storage_changes_root_version_1: (call) => call.returnBytes(option(undefined)),
  ext_storage_start_transaction_version_1: procedure((_, { storage }) => storage.startTransaction()),
  ext_storage_rollback_transaction_version_1: procedure((_, { storage }) => storage.rollback()),
  ext_storage_commit_transaction_version_1: procedure((_, { storage }) => storage.commit()),
};

const CHILD_STORAGE: Table = {
  ext_default_child_storage_set_version_1: procedure((call, { storage }) =>
    storage.set(call.hex(1), call.bytes(2), call.hex(0)),
  ),
  ext_default_child_storage_get_version_1: (call, { storage }) =>
    returnOptionalBytes(call, storage.get(call.hex(1), call.hex(0))),
  ext_default_child_storage_read_version_1: (call, { storage }) =>
    readInto(call, storage.get(call.hex(1), call.hex(0)), 2),
  ext_default_child_storage_clear_version_1: procedure((call, { storage }) =>
    storage.set(call.hex(1), undefined, call.hex(0)),
  ),
  ext_default_child_storage_exists_version_1: (call, { storage }) =>
    call.returnBoolean(storage.get(call.hex(1), call.hex(0)) !== undefined),
  ext_default_child_storage_next_key_version_1: (call, { storage }) =>
    returnOptionalKey(call, storage.nextKey(call.hex(1), call.hex(0))),
  ext_default_child_storage_clear_prefix_version_1: procedure((call, { storage }) =>
    storage.clearPrefix(call.hex(1), undefined, call.hex(0)),
  ),
  ext_default_child_storage_clear_prefix_version_2: (call, { storage }) =>
    returnRemoval(call, storage.clearPrefix(call.hex(1), call.optionalU32(2), call.hex(0))),
  ext_default_child_storage_storage_kill_version_1: procedure((call, { storage }) =>
    storage.clearPrefix('', undefined, call.hex(0)),
  ),
  ext_default_child_storage_storage_kill_version_2: (call, { storage }) =>
    call.returnBoolean(!storage.clearPrefix('', call.optionalU32(1), call.hex(0)).remaining),
  ext_default_child_storage_storage_kill_version_3: (call, { storage }) =>
    returnRemoval(call, storage.clearPrefix('', call.optionalU32(1), call.hex(0))),
  ext_default_child_storage_root_version_1: (call, { storage }) => call.returnBytes(storage.childRoot(call.hex(0), 0)),
  ext_default_child_storage_root_version_2: (call, { storage }) =>
    call.returnBytes(storage.childRoot(call.hex(0), call.stateVersion(1))),
};

const TRIE: Table = {
  ext_trie_blake2_256_root_version_1: (call) => call.returnPointer(rootOfPairs(call.bytes(0), 0)),
  ext_trie_blake2_256_root_version_2: (call) => call.returnPointer(rootOfPairs(call.bytes(0), call.stateVersion(1))),
  ext_trie_blake2_256_ordered_root_version_1: (call) => call.returnPointer(rootOfList(call.bytes(0), 0)),
  ext_trie_blake2_256_ordered_root_version_2: (call) =>
    call.returnPointer(rootOfList(call.bytes(0), call.stateVersion(1))),
};

const OFFCHAIN: Table = {
  ext_offchain_is_validator_version_1: (call) => call.returnBoolean(false),
  // The index is written for off-chain readers; the runtime never sees it again.
  ext_offchain_index_set_version_1: procedure((call, { offchain }) =>
    offchain.set(`index:${call.hex(0)}`, call.bytes(1)),
  ),
  ext_offchain_index_clear_version_1: procedure((call, { offchain }) => offchain.delete(`index:${call.hex(0)}`)),
  ext_offchain_local_storage_set_version_1: procedure((call, { offchain }) =>
    offchain.set(localKey(call), call.bytes(2)),
  ),
  ext_offchain_local_storage_clear_version_1: procedure((call, { offchain }) => offchain.delete(localKey(call))),
  ext_offchain_local_storage_get_version_1: (call, { offchain }) =>
    returnOptionalBytes(call, offchain.get(localKey(call))),
  ext_offchain_local_storage_compare_and_set_version_1: (call, { offchain }) => {
    const reader = new Reader(call.bytes(2));
    const expected = reader.option(() => reader.bytes());
    const current = offchain.get(localKey(call));
    const equal =
      expected === undefined ? current === undefined : current !== undefined && toHex(expected) === toHex(current);
    if (equal) offchain.set(localKey(call), call.bytes(3));
    return call.returnBoolean(equal);
  },
};

const CRYPTO: Table = {
  // A batch of signatures is only ever filled by `…_batch_verify`, which is left out: an empty batch is valid.
  ext_crypto_start_batch_verify_version_1: () => undefined,
  ext_crypto_finish_batch_verify_version_1: (call) => call.returnBoolean(true),
};

export const FUNCTIONS: ReadonlyMap<string, HostFunction> = new Map(
  [ALLOCATOR, LOGGING, HASHING, STORAGE, CHILD_STORAGE, TRIE, OFFCHAIN, CRYPTO].flatMap(Object.entries<HostFunction>),
);

/** Why a function that runtimes import is left out, by the start of its name. */
export const LEFT_OUT: readonly (readonly [prefix: string, reason: string])[] = [
  ['ext_crypto_', 'this host has no keys and checks no signatures'],
  ['ext_offchain_', 'this host has no network, no clock and no randomness for off-chain workers'],
  ['ext_misc_runtime_version_', 'this host does not run a second runtime'],
  ['ext_trie_', 'this host computes blake2-256 roots only'],
  ['ext_transaction_index_', 'this host keeps no index of transactions'],
  ['ext_sandbox_', 'this host has no sandbox'],
  ['ext_panic_handler_', 'the runtime panicked'],
];

function returnOptionalBytes(call: Call, value: Uint8Array | undefined): WasmValue {
  return call.returnBytes(option(value && bytes(value)));
}

function returnOptionalKey(call: Call, key: string | undefined): WasmValue {
  return returnOptionalBytes(call, key === undefined ? undefined : fromHex(key));
}

/** Writes what fits of the value, from an offset on, to a buffer of the runtime; returns how much there was. */
function readInto(call: Call, value: Uint8Array | undefined, buffer: number): WasmValue {
  if (value === undefined) return call.returnBytes(option(undefined));
  const { offset, size } = call.range(buffer);
  const part = value.subarray(call.u32(buffer + 1));
  call.machine.write(offset, part.subarray(0, size));
  return call.returnBytes(option(unsigned(part.length, 4)));
}

/** Variant 0: all removed, 1: some remain; then how many were. */
function returnRemoval(call: Call, { removed, remaining }: Removal): WasmValue {
  return call.returnBytes(concat(Uint8Array.of(remaining ? 1 : 0), unsigned(removed, 4)));
}

function localKey(call: Call): string {
  return `local ${call.u32(0)}:${call.hex(1)}`;
}

function rootOfPairs(encoded: Uint8Array, version: StateVersion): Uint8Array {
  const reader = new Reader(encoded);
  return trieRoot(sortEntries(reader.vector((): TrieEntry => [toHex(reader.bytes()), reader.bytes()])), version);
}

function rootOfList(encoded: Uint8Array, version: StateVersion): Uint8Array {
  const reader = new Reader(encoded);
  return orderedTrieRoot(
    reader.vector(() => reader.bytes()),
    version,
  );
}
