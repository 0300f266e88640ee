// One function of @polkadot/wasm-crypto. The glue is that of wasm-bindgen, by hand; "random" bytes are always the same, so
// that the signatures of all subjects agree, round by round.

import type { Run } from './serve.ts';

interface Crypto {
  readonly memory: { readonly buffer: ArrayBuffer };
  __wbindgen_malloc(size: number): number;
  __wbindgen_free(pointer: number, size: number): void;
  readonly [name: `ext_${string}`]: (...params: number[]) => number;
}

export interface CryptoModule {
  instantiate(imports: { readonly wbg: Record<string, unknown> }): Crypto;
}

export const tasks = ['sr25519 sign', 'sr25519 verify', 'ed25519 sign', 'ed25519 verify', 'secp256k1 sign'] as const;
export const hashes = ['blake2b', 'sha512', 'keccak256', 'twox'] as const;
export type Task = (typeof tasks)[number] | (typeof hashes)[number];

/** Where results are written: two words, pointer and length. Below the stack of Rust. */
const RESULT = 8;

export function program({ instantiate }: CryptoModule, task: Task): Run {
  const fill = (_: number, pointer: number, length: number): void => {
    new Uint8Array(crypto.memory.buffer).fill(42, pointer, pointer + length);
  };
  // Numbers stand for JavaScript objects; it needs only `self.crypto`, which is 1.
  const crypto: Crypto = instantiate({
    wbg: {
      __wbindgen_is_undefined: () => 0,
      __wbindgen_object_drop_ref: () => {},
      __wbg_self_1b7a39e3a92c949c: () => 1,
      __wbg_crypto_968f1772287e2df0: () => 1,
      __wbg_getRandomValues_a3d34b4fee3c2869: () => 1,
      __wbg_getRandomValues_f5e14ab7ac8e995d: fill,
      __wbg_randomFillSync_d5bd2d655fdf256a: fill,
      __wbg_require_604837428532a733: () => 0,
    },
  });
  const words = (params: readonly (number | Uint8Array)[]): number[] =>
    params.flatMap((param) => {
      if (typeof param === 'number') return [param];
      const pointer = crypto.__wbindgen_malloc(param.length);
      new Uint8Array(crypto.memory.buffer).set(param, pointer);
      return [pointer, param.length];
    });
  const bytes = (name: `ext_${string}`, ...params: (number | Uint8Array)[]): Uint8Array => {
    crypto[name]!(RESULT, ...words(params));
    const [pointer = 0, length = 0] = new Int32Array(crypto.memory.buffer, RESULT, 2);
    const result = new Uint8Array(crypto.memory.buffer, pointer, length).slice();
    crypto.__wbindgen_free(pointer, length);
    return result;
  };

  const seed = Uint8Array.from({ length: 32 }, (_, i) => i * 7);
  const message = Uint8Array.from({ length: 1000 }, (_, i) => i * 31);
  const sr = bytes('ext_sr_from_seed', seed);
  const [srSecret, srPublic] = [sr.slice(0, 64), sr.slice(64)];
  const srSignature = bytes('ext_sr_sign', srPublic, srSecret, message);
  const ed = bytes('ext_ed_from_seed', seed);
  const [edSecret, edPublic] = [ed.slice(0, 32), ed.slice(32)];
  const edSignature = bytes('ext_ed_sign', edPublic, edSecret, message);
  const secpSecret = bytes('ext_secp_from_seed', seed).slice(0, 32);
  const work: Record<Task, () => Uint8Array | number> = {
    'sr25519 sign': () => bytes('ext_sr_sign', srPublic, srSecret, message),
    'sr25519 verify': () => crypto.ext_sr_verify!(...words([srSignature, message, srPublic])),
    'ed25519 sign': () => bytes('ext_ed_sign', edPublic, edSecret, message),
    'ed25519 verify': () => crypto.ext_ed_verify!(...words([edSignature, message, edPublic])),
    'secp256k1 sign': () => bytes('ext_secp_sign', seed, secpSecret),
    blake2b: () => bytes('ext_blake2b', message, new Uint8Array(0), 64),
    sha512: () => bytes('ext_sha512', message),
    keccak256: () => bytes('ext_keccak256', message),
    twox: () => bytes('ext_twox', message, 4),
  };
  const act = work[task];
  return (argument) => {
    let sum = 0;
    for (let i = 0; i < argument; i++) {
      const result = act();
      if (result === 0) throw new Error(`${task}: a good signature is refused`);
      if (typeof result === 'number') sum += result;
      else for (const byte of result) sum = (Math.imul(sum, 31) + byte) | 0;
    }
    return sum;
  };
}
