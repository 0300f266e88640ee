// Reads the values of the binary format (specification 5.2) from a range of the module's bytes. Strict: every violation
// is a CompileError at the byte where it shows. It knows nothing of sections or instructions.

import { CompileError } from '../error.ts';
import { beyond, defaultLimits, type Limits } from './limits.ts';

// The specification wants exactly the byte sequences that a fatal decoder accepts; U+FEFF is a character like any
// other.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** The next byte. */
  position: number;
  /** Behind the last byte. */
  end: number;
  readonly limits: Limits;
  /** High word of the last `s64`. */
  high = 0;

  constructor(bytes: Uint8Array, limits: Limits = defaultLimits, position = 0, end = bytes.length) {
    this.bytes = bytes;
    this.limits = limits;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = position;
    this.end = end;
  }

  fail(message: string, offset = this.position): never {
    throw new CompileError(offset, message);
  }

  /** Fails if `value`, which counts `what`, is above the limit of that name. */
  limit(name: keyof Limits, value: number, what: string, offset = this.position): void {
    if (value > this.limits[name]) this.fail(beyond(this.limits, name, value, what), offset);
  }

  get remaining(): number {
    return this.end - this.position;
  }

  byte(): number {
    if (this.position >= this.end) this.fail('unexpected end');
    return this.bytes[this.position++] as number;
  }

  /** Unsigned LEB128 of 32 bits: at most five bytes, the unused bits of the fifth zero. */
  u32(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    const last = this.byte();
    if (last >= 0x80) this.fail('integer representation too long', this.position - 1);
    if (last > 0x0f) this.fail('integer too large', this.position - 1);
    return (value | (last << 28)) >>> 0;
  }

  /** Signed LEB128 of 32 bits, as an int32. */
  s32(): number {
    const first = this.byte();
    if (first < 0x80) return (first << 25) >> 25;
    let value = first & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value << (25 - shift)) >> (25 - shift);
    }
    const last = this.byte();
    if (last >= 0x80) this.fail('integer representation too long', this.position - 1);
    // The bits above the 32nd must be copies of it.
    if (last > 0x07 && last < 0x78) this.fail('integer too large', this.position - 1);
    return value | (last << 28);
  }

  /** Signed LEB128 of 64 bits: returns the low int32 and leaves the high one in `high`. */
  s64(): number {
    // Seven bits a byte; the fifth byte straddles the words: four bits in the low one, three in the high one.
    let low = 0;
    let high = 0;
    let shift = 0;
    for (;;) {
      const byte = this.byte();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >> 4;
      } else high |= bits << (shift - 32);
      if (shift === 63) {
        if (byte >= 0x80) this.fail('integer representation too long', this.position - 1);
        if (byte !== 0 && byte !== 0x7f) this.fail('integer too large', this.position - 1);
        break;
      }
      shift += 7;
      if (byte < 0x80) {
        if ((byte & 0x40) !== 0) {
          if (shift < 32) low |= -1 << shift;
          high = shift < 32 ? -1 : high | (-1 << (shift - 32));
        }
        break;
      }
    }
    this.high = high;
    return low;
  }

  /** A signed LEB128 of 33 bits that must not be negative: the type index of a block. */
  s33Index(): number {
    const start = this.position;
    const bytes = this.bytes;
    let value = 0;
    for (let weight = 1; weight <= 2 ** 28; weight *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * weight;
      if (byte >= 0x80 && weight < 2 ** 28) continue;
      if (byte >= 0x80) this.fail('integer representation too long', this.position - 1);
      if (weight === 2 ** 28 && byte > 0x0f && byte < 0x70) this.fail('integer too large', this.position - 1);
      if ((byte & 0x40) !== 0) break;
      return value;
    }
    return this.fail(`malformed block type 0x${(bytes[start] as number).toString(16)}`, start);
  }

  /** Four bytes as an int32. */
  bits32(): number {
    if (this.remaining < 4) this.fail('unexpected end', this.end);
    this.position += 4;
    return this.view.getInt32(this.position - 4, true);
  }

  take(size: number): Uint8Array {
    if (this.remaining < size) this.fail(`unexpected end: ${size} bytes are announced, ${this.remaining} are left`);
    this.position += size;
    return this.bytes.subarray(this.position - size, this.position);
  }

  name(): string {
    const start = this.position;
    const size = this.u32();
    this.limit('nameSize', size, 'bytes of a name', start);
    const bytes = this.take(size);
    try {
      return utf8.decode(bytes);
    } catch {
      return this.fail('malformed UTF-8 encoding in a name', this.position - size);
    }
  }

  /**
   * The length of a vector whose elements take at least `least` bytes each, so that what is then allocated for it is in
   * proportion to the bytes that are there.
   */
  count(what: string, limit: keyof Limits, least: number): number {
    const start = this.position;
    const count = this.u32();
    this.limit(limit, count, what, start);
    if (count * least > this.remaining) {
      this.fail(`unexpected end: ${count} ${what} in ${this.remaining} bytes`, start);
    }
    return count;
  }
}
