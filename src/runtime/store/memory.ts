// Linear memory (specification 4.2.8) as compiled code sees it. A fixed ArrayBuffer, replaced when the memory outgrows it:
// access through a resizable one is seven times slower. Views end where the memory does, and the buffer beyond.

import type { Limits, LinearMemory } from '../abi.ts';
import { isLittleEndian } from '../support/byte-order.ts';
import { trap } from '../support/trap.ts';
import { DEFAULTS } from './limits.ts';
import { isolate } from './tampering.ts';

export const PAGE = 65536;

/** How many pages there are for a memory of so many: it is copied, and its pages are made, when it has grown beyond. */
const withRoom = (pages: number): number => pages + Math.min(pages, 256);

/** Below this many bytes a loop beats the call. */
const SHORT = 32;

export class MemoryInstance implements LinearMemory {
  declare view: DataView;
  declare bytes: Uint8Array;
  /** Pages, as declared. */
  declare readonly maximum: number | undefined;
  /** Pages that it can have. */
  declare private readonly most: number;
  /** Whether the host sees the buffer, which then has to be just as large as the memory. */
  declare private exposed: boolean;
  declare private readonly watchers: (() => void)[];

  /** RangeError where so much memory cannot be had. `roomy`: whether it is made with room to grow. */
  constructor(limits: Limits, most = DEFAULTS.memoryPages, roomy = false) {
    if (limits.minimum > most) throw new RangeError(`A memory of ${limits.minimum} pages: ${most} is the most`);
    this.maximum = limits.maximum;
    this.most = Math.min(limits.maximum ?? most, most);
    this.watchers = [];
    this.exposed = false;
    const length = limits.minimum * PAGE;
    const buffer = (roomy ? this.allocate(limits.minimum) : undefined) ?? new ArrayBuffer(length);
    this.bytes = new Uint8Array(buffer, 0, length);
    this.view = new DataView(buffer, 0, length);
  }

  get words(): Int32Array {
    checkByteOrder();
    const { buffer, length } = this.bytes;
    return new Int32Array(buffer, 0, length / 4);
  }
  get longs(): BigInt64Array {
    checkByteOrder();
    const { buffer, length } = this.bytes;
    return new BigInt64Array(buffer, 0, length / 8);
  }

  /** `changed` is called whenever `view` was replaced. */
  watch(changed: () => void): void {
    this.watchers.push(changed);
  }

  size(): number {
    return this.bytes.length / PAGE;
  }

  grow(pages: number): number {
    const former = this.size();
    const size = former + (pages >>> 0);
    if (size > this.most) return -1;
    if (size === former) return former;
    const length = size * PAGE;
    let { buffer } = this.bytes;
    if (length > buffer.byteLength) {
      const larger = this.allocate(size);
      if (larger === undefined) return -1;
      buffer = larger;
    }
    this.replace(buffer, length);
    return former;
  }

  /** From now on the host may look at `view.buffer`: it is as large as the memory, and growing always replaces it. */
  expose(): void {
    const { length, buffer } = this.bytes;
    this.exposed = true;
    if (length < buffer.byteLength) this.replace(new ArrayBuffer(length), length);
  }

  /** A buffer for so many pages, with room for more if it can be had; undefined where not even that can. */
  private allocate(pages: number): ArrayBuffer | undefined {
    const roomy = this.exposed ? pages : Math.min(withRoom(pages), this.most);
    return tryBuffer(roomy * PAGE) ?? (roomy > pages ? tryBuffer(pages * PAGE) : undefined);
  }

  private replace(buffer: ArrayBufferLike, length: number): void {
    const bytes = new Uint8Array(buffer, 0, length);
    if (buffer !== this.bytes.buffer) bytes.set(this.bytes);
    this.bytes = bytes;
    this.view = new DataView(buffer, 0, length);
    for (const changed of this.watchers) changed();
  }

  copy(destination: number, source: number, length: number): void {
    const to = destination >>> 0;
    const from = source >>> 0;
    const count = length >>> 0;
    const bytes = this.bytes;
    if (to + count > bytes.length || from + count > bytes.length) throw trap('out of bounds memory access');
    if (count >= SHORT) {
      bytes.copyWithin(to, from, from + count);
    } else if (to <= from) {
      for (let i = 0; i < count; i++) bytes[to + i] = bytes[from + i] as number;
    } else {
      for (let i = count - 1; i >= 0; i--) bytes[to + i] = bytes[from + i] as number;
    }
  }

  fill(destination: number, byte: number, length: number): void {
    const to = destination >>> 0;
    const end = to + (length >>> 0);
    const bytes = this.bytes;
    if (end > bytes.length) throw trap('out of bounds memory access');
    if (end - to >= SHORT) bytes.fill(byte, to, end);
    else for (let i = to; i < end; i++) bytes[i] = byte;
  }

  /** memory.init: `length` bytes of `data` from `source` on. Operands as those of `copy`. */
  init(data: Uint8Array, destination: number, source: number, length: number): void {
    const to = destination >>> 0;
    const from = source >>> 0;
    const count = length >>> 0;
    if (to + count > this.bytes.length || from + count > data.length) throw trap('out of bounds memory access');
    this.bytes.set(data.subarray(from, from + count), to);
  }
}
isolate(MemoryInstance);

function checkByteOrder(): void {
  if (!isLittleEndian()) throw new Error('Compiled with `aligned`: it runs on little-endian processors only');
}

function tryBuffer(length: number): ArrayBuffer | undefined {
  try {
    return new ArrayBuffer(length);
  } catch {
    return undefined;
  }
}
