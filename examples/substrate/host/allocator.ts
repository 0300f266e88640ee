// The freeing-bump allocator of Substrate: the host, not the runtime, manages the runtime's heap.
//
// An allocation is rounded up to a power of two from 8 bytes to 32 MiB, its order, and stands behind a header of eight
// bytes. Freed blocks form one linked list for each order; a block is taken from the list of its order, or else from
// the end of the heap. Nothing is ever split or merged. The same addresses as in every other node come out, which
// matters: they are part of the sequence of calls. (Polkadot specification, section on the memory allocator.)
//
// Header, 64 bits, little-endian: occupied = order | 1 << 32; free = header address of the next free block, or 2³² − 1.

import { HostError, type Machine, PAGE_SIZE } from './machine.ts';

const HEADER = 8;
const SMALLEST = 8;
const LARGEST = 1 << 25;
const ORDERS = 23;
const END_OF_LIST = 0xffff_ffff;
const OCCUPIED = 1;
const MAX_PAGES = 65_536;

export class Allocator {
  /** Address of the first byte never handed out. */
  #bumper: number;
  readonly #free: number[] = Array.from({ length: ORDERS }, () => END_OF_LIST);
  #poisoned = false;

  /** `heapBase`: the value of the runtime's global `__heap_base`, in bytes. */
  constructor(heapBase: number) {
    this.#bumper = Math.ceil(heapBase / 8) * 8;
  }

  /** Address of `size` bytes, a multiple of 8. The bytes are not cleared. After an error every further call fails. */
  allocate(machine: Machine, size: number): number {
    return this.#guard(() => {
      if (size > LARGEST) throw new HostError(`allocation of ${size} bytes: the largest is ${LARGEST}`);
      const order = orderOf(size);
      const header = this.#takeFree(machine, order) ?? this.#bump(machine, (SMALLEST << order) + HEADER);
      writeHeader(machine, header, order, OCCUPIED);
      return header + HEADER;
    });
  }

  /** Gives back what `allocate` handed out. */
  free(machine: Machine, pointer: number): void {
    this.#guard(() => {
      const header = pointer - HEADER;
      if (header < 0) throw new HostError(`free(${pointer}): not an allocation`);
      if ((machine.readUint32(header + 4) & OCCUPIED) === 0) throw new HostError(`free(${pointer}): already free`);
      const order = machine.readUint32(header);
      const next = this.#free[order];
      if (next === undefined) throw new HostError(`free(${pointer}): the header is corrupt`);
      writeHeader(machine, header, next, 0);
      this.#free[order] = header;
    });
  }

  #takeFree(machine: Machine, order: number): number | undefined {
    const header = this.#free[order]!;
    if (header === END_OF_LIST) return undefined;
    if ((machine.readUint32(header + 4) & OCCUPIED) !== 0) throw new HostError('a free list leads to a block in use');
    this.#free[order] = machine.readUint32(header);
    return header;
  }

  #bump(machine: Machine, size: number): number {
    const start = this.#bumper;
    const pages = Math.ceil((start + size) / PAGE_SIZE);
    const current = machine.size();
    if (pages > current) {
      if (pages > MAX_PAGES) throw new HostError('the heap is exhausted');
      // Doubling keeps the number of growths small, as in Substrate.
      machine.grow(Math.max(Math.min(current * 2, MAX_PAGES), pages) - current);
    }
    this.#bumper = start + size;
    return start;
  }

  #guard<T>(action: () => T): T {
    if (this.#poisoned) throw new HostError('the allocator has failed before');
    this.#poisoned = true;
    const result = action();
    this.#poisoned = false;
    return result;
  }
}

/** 0 for up to 8 bytes, 1 for up to 16, and so on to 22. */
function orderOf(size: number): number {
  return size <= SMALLEST ? 0 : 29 - Math.clz32(size - 1);
}

function writeHeader(machine: Machine, address: number, low: number, high: number): void {
  machine.writeUint32(address, low);
  machine.writeUint32(address + 4, high);
}
