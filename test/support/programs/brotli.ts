// brotli-wasm: a megabyte of Rust; long loops over memory, large tables of data.

import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { loadPackage } from './package.ts';
import { hex, type Program, pseudoRandomBytes } from './program.ts';

interface Brotli {
  compress(data: Uint8Array, options?: { quality: number }): Uint8Array;
  decompress(data: Uint8Array): Uint8Array;
}

export const brotli: Program = {
  name: 'brotli-wasm',
  async run({ engine }) {
    const { compress, decompress } = loadPackage('brotli-wasm/pkg.node/brotli_wasm.js', engine) as Brotli;
    const inputs = [new Uint8Array(0), pseudoRandomBytes(3000), readFileSync(import.meta.filename)];
    const compressed: string[] = [];
    for (const input of inputs) {
      for (const quality of [1, 5, 11]) {
        const packed = compress(input, { quality });
        if (hex(decompress(packed)) !== hex(input)) throw new Error('decompress does not undo compress');
        // Node's own brotli has to understand it too.
        if (hex(brotliDecompressSync(packed)) !== hex(input)) throw new Error('this is not brotli');
        compressed.push(hex(packed));
      }
    }
    let refused = '';
    try {
      decompress(pseudoRandomBytes(100));
    } catch (error) {
      refused = String(error);
    }
    return { compressed, refused };
  },
};
