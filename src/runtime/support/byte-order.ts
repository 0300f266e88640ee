// The processor's byte order: typed arrays of more than a byte have it. WebAssembly's is that of most, the lowest byte first.

export function isLittleEndian(): boolean {
  return new Uint8Array(new Int32Array([1]).buffer)[0] === 1;
}
