// What the host needs of whatever runs the runtime: its linear memory, and nothing else.
//
// The host never calls the machine and never learns which one it serves. So the same host answers the calls of a paused
// virtual machine, of an instance whose imports are answered in place, and of native WebAssembly.

/** A value at the boundary: i32 as a number (signed or unsigned, the low 32 bits count), i64 as a bigint. */
export type WasmValue =
  | { readonly type: 'i32'; readonly value: number }
  | { readonly type: 'i64'; readonly value: bigint };

/** What a JavaScript function that answers in place is called with. */
export function toValue(word: number | bigint): WasmValue {
  return typeof word === 'bigint' ? { type: 'i64', value: word } : { type: 'i32', value: word };
}

/** A linear memory. Offsets and sizes are in bytes; `read` and `write` throw when they do not fit. */
export interface Machine {
  /** The bytes may be a view: they are valid until the next `write`, `grow`, or resumption of the machine. */
  read(offset: number, size: number): Uint8Array;
  write(offset: number, bytes: Uint8Array): void;
  /** Four bytes as an unsigned number, little-endian: what the allocator does most, without an array for it. */
  readUint32(offset: number): number;
  writeUint32(offset: number, value: number): void;
  /** In pages of 64 KiB. */
  size(): number;
  /** Adds so many pages of zeros; throws if the memory cannot grow by so much. */
  grow(pages: number): void;
}

export const PAGE_SIZE = 0x1_0000;

/** What has the memory methods of a virtual machine of `wasm-fermata`. */
export interface MachineMemory {
  readMemory(offset: number, size: number): Uint8Array;
  writeMemory(offset: number, bytes: Uint8Array): void;
  readUint32(offset: number): number;
  writeUint32(offset: number, value: number): void;
  memorySize(): number;
  growMemory(pages: number): void;
}

/** The memory of a virtual machine, or of one that is about to be started. */
export function overMachine(machine: MachineMemory): Machine {
  return {
    read: (offset, size) => machine.readMemory(offset, size),
    write: (offset, bytes) => machine.writeMemory(offset, bytes),
    readUint32: (offset) => machine.readUint32(offset),
    writeUint32: (offset, value) => machine.writeUint32(offset, value),
    size: () => machine.memorySize(),
    grow: (pages) => machine.growMemory(pages),
  };
}

/** A memory in the shape of the WebAssembly JavaScript API. */
export interface EmbeddedMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): unknown;
}

export function overMemory(memory: EmbeddedMemory): Machine {
  let view = new DataView(memory.buffer);
  // The buffer is another one once the memory has grown.
  const viewNow = (): DataView => {
    if (view.buffer !== memory.buffer) view = new DataView(memory.buffer);
    return view;
  };
  return {
    read: (offset, size) => new Uint8Array(memory.buffer, offset, size),
    write: (offset, bytes) => new Uint8Array(memory.buffer).set(bytes, offset),
    readUint32: (offset) => viewNow().getUint32(offset, true),
    writeUint32: (offset, value) => viewNow().setUint32(offset, value, true),
    size: () => memory.buffer.byteLength / PAGE_SIZE,
    grow: (pages) => void memory.grow(pages),
  };
}

/** The runtime asked for something that the host must refuse: the call into the runtime ends here. */
export class HostError extends Error {
  override readonly name = 'HostError';
}

/** A function that this host knows by name and leaves out, or does not know at all. */
export class UnsupportedHostFunction extends HostError {
  readonly function: string;

  constructor(name: string, reason: string) {
    super(`${name}: ${reason}`);
    this.function = name;
  }
}
