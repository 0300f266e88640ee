// The host's access to the linear memory, the same before, between and after runs.

import { type MemoryInstance, PAGE } from '../store/memory.ts';
import { isolate } from '../store/tampering.ts';
import { OutOfBoundsError } from './errors.ts';

/** What `Prepare` and `VirtualMachine` have in common. */
export class MemoryAccess {
  declare protected readonly memory: MemoryInstance;

  constructor(memory: MemoryInstance) {
    Object.defineProperty(this, 'memory', { value: memory });
  }

  /** Pages of 64 KiB. */
  memorySize(): number {
    return this.memory.size();
  }

  /** A copy of `size` bytes from `offset` on. OutOfBoundsError where they do not lie in the memory. */
  readMemory(offset: number, size: number): Uint8Array {
    this.check(offset, size);
    return this.memory.bytes.slice(offset, offset + size);
  }

  /** OutOfBoundsError where the bytes do not fit, TypeError where they are none; nothing is written then. */
  writeMemory(offset: number, bytes: Uint8Array): void {
    // Of any realm. What else has a length would be written too, wide elements cut to their lowest byte.
    if (!ArrayBuffer.isView(bytes) || bytes.BYTES_PER_ELEMENT !== 1) throw new TypeError('The bytes are no Uint8Array');
    this.check(offset, bytes.length);
    this.memory.bytes.set(bytes, offset);
  }

  /** The four bytes from `offset` on as an unsigned number, little-endian. OutOfBoundsError. */
  readUint32(offset: number): number {
    this.check(offset, 4);
    return this.memory.view.getUint32(offset, true);
  }

  /** Writes `value`, taken modulo 2^32, as four bytes, little-endian. OutOfBoundsError. */
  writeUint32(offset: number, value: number): void {
    this.check(offset, 4);
    this.memory.view.setUint32(offset, value, true);
  }

  /** Adds `pages` pages of zeros. OutOfBoundsError where the memory cannot have so many. */
  growMemory(pages: number): void {
    const valid = Number.isInteger(pages) && pages >= 0 && pages <= PAGE;
    if (!valid || this.memory.grow(pages) < 0) throw new OutOfBoundsError(`The memory cannot grow by ${pages} pages`);
  }

  private check(offset: number, size: number): void {
    const { length } = this.memory.bytes;
    if (Number.isInteger(offset) && Number.isInteger(size) && offset >= 0 && size >= 0 && offset + size <= length)
      return;
    throw new OutOfBoundsError(`${size} bytes at ${offset} in a memory of ${length} bytes`);
  }
}
isolate(MemoryAccess);
