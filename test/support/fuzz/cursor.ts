// Reads the binary format byte by byte, for the tools that take modules apart. Lenient: the modules that it is given are
// valid, or become a mutant of some kind anyway.

export class Cursor {
  private readonly bytes: readonly number[];
  at = 0;

  constructor(bytes: readonly number[]) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  byte(): number {
    if (this.left <= 0) throw new RangeError('cut off');
    return this.bytes[this.at++] as number;
  }

  take(size: number): number[] {
    if (size > this.left) throw new RangeError('cut off');
    this.at += size;
    return this.bytes.slice(this.at - size, this.at);
  }

  /** What `read` reads, as bytes. */
  span(read: () => void): number[] {
    const start = this.at;
    read();
    return this.bytes.slice(start, this.at);
  }

  /** Steps over a LEB128 number. */
  skipNumber(): void {
    while (this.byte() >= 0x80);
  }

  /** An unsigned LEB128 number, taken modulo 2^32. */
  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  }

  name(): string {
    return Buffer.from(this.take(this.unsigned())).toString();
  }

  times(read: () => void): void {
    for (let count = this.unsigned(); count > 0; count--) read();
  }
}
