// SCALE, the byte format at the boundary of a runtime: as much of it as the host and the examples need.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** `size` bytes, little-endian. */
export function unsigned(value: number | bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0, rest = BigInt(value); i < size; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

/** A compact integer below 2³². */
export function compact(value: number): Uint8Array {
  if (value < 1 << 6) return unsigned(value << 2, 1);
  if (value < 1 << 14) return unsigned((value << 2) | 1, 2);
  if (value < 2 ** 30) return unsigned(value * 4 + 2, 4);
  return concat(Uint8Array.of(3), unsigned(value, 4));
}

/** Vec<u8>. */
export function bytes(value: Uint8Array): Uint8Array {
  return concat(compact(value.length), value);
}

export function text(value: string): Uint8Array {
  return bytes(encoder.encode(value));
}

/** Option: of something already encoded. */
export function option(value: Uint8Array | undefined): Uint8Array {
  return value === undefined ? Uint8Array.of(0) : concat(Uint8Array.of(1), value);
}

/** Reads values one after the other; throws RangeError past the end. */
export class Reader {
  readonly #bytes: Uint8Array;
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.offset >= this.#bytes.length;
  }

  take(size: number): Uint8Array {
    const end = this.offset + size;
    if (end > this.#bytes.length) throw new RangeError(`SCALE: ${size} bytes wanted at ${this.offset}, too few left`);
    const part = this.#bytes.subarray(this.offset, end);
    this.offset = end;
    return part;
  }

  u8(): number {
    return this.take(1)[0]!;
  }

  u32(): number {
    const part = this.take(4);
    return new DataView(part.buffer, part.byteOffset, 4).getUint32(0, true);
  }

  compact(): number {
    const first = this.u8();
    switch (first & 3) {
      case 0:
        return first >> 2;
      case 1:
        return (first >> 2) | (this.u8() << 6);
      case 2:
        this.offset--;
        return this.u32() >>> 2;
      default:
        if (first !== 3) throw new RangeError('SCALE: a compact integer of more than 32 bits');
        return this.u32();
    }
  }

  bytes(): Uint8Array {
    return this.take(this.compact());
  }

  text(): string {
    return decoder.decode(this.bytes());
  }

  vector<T>(item: () => T): T[] {
    return Array.from({ length: this.compact() }, item);
  }

  option<T>(item: () => T): T | undefined {
    return this.u8() === 0 ? undefined : item();
  }
}
