// A hash function of hash-wasm, driven as the package drives it, over 16 KiB as often as the argument says.

import type { Run } from './serve.ts';

interface Hash {
  readonly memory: { readonly buffer: ArrayBuffer };
  Hash_GetBuffer(): number;
  Hash_Init(parameter: number): void;
  Hash_Update(length: number): void;
  Hash_Final(padding: number): void;
}

export interface HashParameters {
  readonly init: number;
  readonly padding: number;
}

const SIZE = 16384;

export function program({ instantiate }: { instantiate(imports: object): Hash }, parameters: HashParameters): Run {
  const hash = instantiate({});
  const buffer = new Uint8Array(hash.memory.buffer, hash.Hash_GetBuffer(), SIZE);
  const data = Uint8Array.from({ length: SIZE }, (_, i) => Math.imul(i, 2654435761) >>> 24);
  return (argument) => {
    // Parameters such as a seed are taken from the buffer.
    buffer.fill(0);
    hash.Hash_Init(parameters.init);
    for (let i = 0; i < argument; i++) {
      buffer.set(data);
      hash.Hash_Update(SIZE);
    }
    hash.Hash_Final(parameters.padding);
    let sum = 0;
    for (let i = 0; i < 16; i++) sum = (Math.imul(sum, 31) + buffer[i]!) | 0;
    return sum;
  };
}
