// @polkadot/wasm-crypto: the sr25519, ed25519 and secp256k1 signatures, hashes and key derivation of Polkadot. The package
// holds only the bytes, so the glue code (that of wasm-bindgen, by hand) stands here. Random bytes come from a counter,
// hence signatures too are the same every time.

import { wasmBytes } from '@polkadot/wasm-crypto-wasm';
import { hex, type Program, pseudoRandomBytes } from './program.ts';

/** Where results are written: two words, pointer and length. Below the stack of Rust. */
const RESULT = 8;

interface CryptoExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  __wbindgen_malloc(size: number): number;
  __wbindgen_free(pointer: number, size: number): void;
  readonly [name: `ext_${string}`]: (...params: number[]) => number;
}

export const polkadotCrypto: Program = {
  name: '@polkadot/wasm-crypto',
  async run({ engine }) {
    let seed = 7;
    const fill = (pointer: number, length: number): void =>
      new Uint8Array(exports.memory.buffer).set(pseudoRandomBytes(length, seed++), pointer);
    // Numbers stand for JavaScript objects; it needs only `self.crypto`, which is 1.
    const wbg = {
      __wbindgen_is_undefined: () => 0,
      __wbindgen_object_drop_ref: () => {},
      __wbg_self_1b7a39e3a92c949c: () => 1,
      __wbg_crypto_968f1772287e2df0: () => 1,
      __wbg_getRandomValues_a3d34b4fee3c2869: () => 1,
      __wbg_getRandomValues_f5e14ab7ac8e995d: (_crypto: number, pointer: number, length: number) =>
        fill(pointer, length),
      __wbg_randomFillSync_d5bd2d655fdf256a: (_crypto: number, pointer: number, length: number) =>
        fill(pointer, length),
      __wbg_require_604837428532a733: () => {
        throw new Error('there is no require');
      },
    };
    const exports = engine.instantiate(engine.compile(new Uint8Array(wasmBytes)), { wbg }) as unknown as CryptoExports;

    const words = (params: readonly (number | Uint8Array | string)[]): number[] =>
      params.flatMap((param) => {
        if (typeof param === 'number') return [param];
        const bytes = typeof param === 'string' ? new TextEncoder().encode(param) : param;
        const pointer = exports.__wbindgen_malloc(bytes.length);
        new Uint8Array(exports.memory.buffer).set(bytes, pointer);
        return [pointer, bytes.length];
      });
    const number = (name: `ext_${string}`, ...params: (number | Uint8Array | string)[]): number =>
      exports[name]!(...words(params));
    const bytes = (name: `ext_${string}`, ...params: (number | Uint8Array | string)[]): Uint8Array => {
      exports[name]!(RESULT, ...words(params));
      const [pointer = 0, length = 0] = new Int32Array(exports.memory.buffer, RESULT, 2);
      const result = new Uint8Array(exports.memory.buffer, pointer, length).slice();
      exports.__wbindgen_free(pointer, length);
      return result;
    };

    const phrase = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk';
    const message = pseudoRandomBytes(1000);
    const miniSecret = bytes('ext_bip39_to_mini_secret', phrase, '');

    const sr = bytes('ext_sr_from_seed', miniSecret);
    const [srSecret, srPublic] = [sr.slice(0, 64), sr.slice(64)];
    const srSignature = bytes('ext_sr_sign', srPublic, srSecret, message);
    const child = bytes('ext_sr_derive_keypair_hard', sr, pseudoRandomBytes(32, 2));
    const ed = bytes('ext_ed_from_seed', miniSecret);
    const [edSecret, edPublic] = [ed.slice(0, 32), ed.slice(32)];
    const edSignature = bytes('ext_ed_sign', edPublic, edSecret, message);
    const secp = bytes('ext_secp_from_seed', miniSecret);
    const [secpSecret, secpPublic] = [secp.slice(0, 32), secp.slice(32)];
    const hash = bytes('ext_blake2b', message, new Uint8Array(0), 32);
    const secpSignature = bytes('ext_secp_sign', hash, secpSecret);
    const vrf = bytes('ext_vrf_sign', srSecret, 'context', message, 'extra');
    return {
      miniSecret: hex(miniSecret),
      sr: {
        pair: hex(sr),
        signature: hex(srSignature),
        verified: number('ext_sr_verify', srSignature, message, srPublic),
        refused: number('ext_sr_verify', srSignature, pseudoRandomBytes(1000, 2), srPublic),
        hard: hex(child),
        soft: hex(bytes('ext_sr_derive_keypair_soft', sr, pseudoRandomBytes(32, 3))),
        softPublic: hex(bytes('ext_sr_derive_public_soft', srPublic, pseudoRandomBytes(32, 3))),
        agreed: hex(bytes('ext_sr_agree', child.slice(64), srSecret)),
      },
      vrf: { signature: hex(vrf), verified: number('ext_vrf_verify', srPublic, 'context', message, 'extra', vrf) },
      ed: {
        pair: hex(ed),
        signature: hex(edSignature),
        verified: number('ext_ed_verify', edSignature, message, edPublic),
      },
      secp: {
        pair: hex(secp),
        signature: hex(secpSignature),
        recovered: hex(bytes('ext_secp_recover', hash, secpSignature.slice(0, 64), secpSignature[64] ?? 0)),
        expanded: hex(bytes('ext_secp_pub_expand', secpPublic)),
      },
      bip39: {
        valid: number('ext_bip39_validate', phrase),
        invalid: number('ext_bip39_validate', 'bottom drive'),
        entropy: hex(bytes('ext_bip39_to_entropy', phrase)),
        generated: new TextDecoder().decode(bytes('ext_bip39_generate', 24)),
      },
      hashes: {
        blake2b: hex(bytes('ext_blake2b', message, new Uint8Array(0), 64)),
        keccak256: hex(bytes('ext_keccak256', message)),
        keccak512: hex(bytes('ext_keccak512', message)),
        sha256: hex(bytes('ext_sha256', message)),
        sha512: hex(bytes('ext_sha512', message)),
        twox: hex(bytes('ext_twox', message, 4)),
        hmac256: hex(bytes('ext_hmac_sha256', 'key', message)),
        hmac512: hex(bytes('ext_hmac_sha512', 'key', message)),
        pbkdf2: hex(bytes('ext_pbkdf2', 'password', 'salt', 100)),
        scrypt: hex(bytes('ext_scrypt', 'password', 'salt', 6, 8, 1)),
      },
    };
  },
};
