// What the host needs of whatever runs the runtime: its linear memory, and nothing else.
//
// The host never calls the machine and never learns which one it serves. So the same host answers the calls of a paused
// virtual machine, of an instance whose imports are answered in place, and of native WebAssembly.

/** A value at the boundary: i32 as a number (signed or unsigned, the low 32 bits count), i64 as a bigint. */
export type WasmValue =
  | { readonly type: 'i32'; readonly value: number }
  | { readonly type: 'i64'; readonly value: bigint };

/** A linear memory. Offsets and sizes are in bytes; `read` and `write` throw when they do not fit. */
export interface Machine {
  /** The bytes may be a view: they are valid until the next `write`, `grow`, or resumption of the machine. */
  read(offset: number, size: number): Uint8Array;
  write(offset: number, bytes: Uint8Array): void;
  /** In pages of 64 KiB. */
  size(): number;
  /** Adds so many pages of zeros; throws if the memory cannot grow by so much. */
  grow(pages: number): void;
}

export const PAGE_SIZE = 0x1_0000;

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
