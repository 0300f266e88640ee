// Memory objects (JavaScript interface, 5.3).

import { MemoryInstance } from '../store/memory.ts';
import { objectOf, store, tie } from './identity.ts';
import { limitsOf, unsignedLong } from './integer.ts';

export interface MemoryDescriptor {
  /** Pages of 64 KiB. */
  initial: number;
  maximum?: number;
}

/** A linear memory that instances can share. */
export class Memory {
  declare readonly [store]: MemoryInstance;

  /**
   * TypeError for an unfit descriptor; RangeError where the limits contradict each other or so much memory cannot be
   * had.
   */
  constructor(descriptor: MemoryDescriptor) {
    const limits = limitsOf(descriptor, 65536);
    if ((limits.maximum ?? 0) > 65536) throw new RangeError(`Property 'maximum' is above 65536`);
    const instance = new MemoryInstance(limits);
    instance.expose();
    tie(this, instance);
  }

  /** The bytes. Growing the memory replaces the buffer; the former one keeps what it had. */
  get buffer(): ArrayBuffer {
    return this[store].view.buffer as ArrayBuffer;
  }

  /**
   * Adds `delta` pages, of zeros; gives the former size in pages. RangeError where the memory cannot grow by so many.
   */
  grow(delta: number): number {
    const former = this[store].grow(unsignedLong(delta, 'The number of pages'));
    if (former < 0) throw new RangeError(`The memory cannot grow by ${delta} pages`);
    return former;
  }
}

export function memoryObject(instance: MemoryInstance): Memory {
  instance.expose();
  return objectOf(Memory.prototype, instance);
}
