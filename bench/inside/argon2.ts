// argon2-browser: Argon2id of the reference implementation, one pass over 512 KiB. Emscripten has shortened the names.

import type { Run } from './serve.ts';

interface Argon2 {
  /** The memory. */
  readonly c: { readonly buffer: ArrayBuffer };
  /** Constructors. */
  d(): void;
  /** argon2_hash. */
  e(...params: number[]): number;
  /** malloc. */
  f(size: number): number;
}

interface Imports {
  readonly a: { a(to: number, from: number, size: number): void; b(size: number): number };
}

const ARGON2ID = 2;
const VERSION = 0x13;

export function program({ instantiate }: { instantiate(imports: Imports): Argon2 }): Run {
  const argon2 = instantiate({
    a: {
      a: (to, from, size) => void new Uint8Array(argon2.c.buffer).copyWithin(to, from, from + size),
      // The memory is not to grow: it is large enough.
      b: () => 0,
    },
  });
  argon2.d();
  const [password, salt, hash] = [argon2.f(16), argon2.f(16), argon2.f(32)];
  new Uint8Array(argon2.c.buffer).fill(7, password, password + 16).fill(9, salt, salt + 16);
  return (argument) => {
    for (let i = 0; i < argument; i++) {
      const error = argon2.e(1, 512, 1, password, 16, salt, 16, hash, 32, 0, 0, ARGON2ID, VERSION);
      if (error !== 0) throw new Error(`argon2_hash gives ${error}`);
    }
    return new Int32Array(argon2.c.buffer.slice(hash, hash + 4))[0]!;
  };
}
