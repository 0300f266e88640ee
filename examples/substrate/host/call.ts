// One imported call as a host function sees it: parameters decoded from words and memory, results encoded into both.
//
// Conventions of the host interface (Polkadot specification, appendix on the host API): a pointer-size is an i64,
// address in the low half and size in the high half; a pointer is an i32. A result that does not fit a word is written
// to memory that the host allocates, and its pointer-size or pointer is returned.

import type { Allocator } from './allocator.ts';
import { toHex } from './hex.ts';
import { HostError, type Machine, type WasmValue } from './machine.ts';
import { Reader } from './scale.ts';
import type { StateVersion } from './trie.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

export class Call {
  readonly name: string;
  readonly machine: Machine;
  readonly allocator: Allocator;
  readonly #params: readonly WasmValue[];

  constructor(name: string, params: readonly WasmValue[], machine: Machine, allocator: Allocator) {
    this.name = name;
    this.machine = machine;
    this.allocator = allocator;
    this.#params = params;
  }

  u32(index: number): number {
    return Number(this.#param(index).value) >>> 0;
  }

  u64(index: number): bigint {
    return BigInt.asUintN(64, BigInt(this.#param(index).value));
  }

  range(index: number): { offset: number; size: number } {
    const word = this.u64(index);
    return { offset: Number(word & 0xffff_ffffn), size: Number(word >> 32n) };
  }

  /** A copy of what a pointer-size points to. */
  bytes(index: number): Uint8Array {
    const { offset, size } = this.range(index);
    return this.machine.read(offset, size).slice();
  }

  hex(index: number): string {
    const { offset, size } = this.range(index);
    return toHex(this.machine.read(offset, size));
  }

  text(index: number): string {
    return decoder.decode(this.bytes(index));
  }

  /** An encoded Option<u32>, as limits are passed. */
  optionalU32(index: number): number | undefined {
    const reader = new Reader(this.bytes(index));
    return reader.option(() => reader.u32());
  }

  stateVersion(index: number): StateVersion {
    const version = this.u32(index);
    if (version > 1) throw new HostError(`${this.name}: state version ${version}`);
    return version as StateVersion;
  }

  returnI32(value: number): WasmValue {
    return { type: 'i32', value: value | 0 };
  }

  returnBoolean(value: boolean): WasmValue {
    return this.returnI32(value ? 1 : 0);
  }

  /** Allocates, writes, and returns the pointer-size. */
  returnBytes(bytes: Uint8Array): WasmValue {
    const word = (BigInt(bytes.length) << 32n) | BigInt(this.#place(bytes));
    return { type: 'i64', value: BigInt.asIntN(64, word) };
  }

  /** Allocates, writes, and returns the pointer: the runtime knows the size. */
  returnPointer(bytes: Uint8Array): WasmValue {
    return this.returnI32(this.#place(bytes));
  }

  #place(bytes: Uint8Array): number {
    const offset = this.allocator.allocate(this.machine, bytes.length);
    this.machine.write(offset, bytes);
    return offset;
  }

  #param(index: number): WasmValue {
    const param = this.#params[index];
    if (param === undefined) throw new HostError(`${this.name}: parameter ${index} is missing`);
    return param;
  }
}
