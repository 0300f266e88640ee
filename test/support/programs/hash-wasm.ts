// hash-wasm: hand-tuned C, one small module for each of its algorithms, i64 arithmetic above all.

import { loadPackage } from './package.ts';
import { type Program, pseudoRandomBytes } from './program.ts';

type Hash = (data: Uint8Array, ...options: unknown[]) => Promise<string>;

interface HashWasm {
  readonly [algorithm: string]: Hash;
}
interface PasswordHashes {
  argon2id(options: object): Promise<string>;
  bcrypt(options: object): Promise<string>;
  pbkdf2(options: object): Promise<string>;
  scrypt(options: object): Promise<string>;
  createHMAC(hash: unknown, key: string): Promise<{ init(): void; update(data: Uint8Array): void; digest(): string }>;
  createSHA512(): unknown;
  createSHA1(): unknown;
}

/** By their parameters besides the data. */
const algorithms: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  adler32: [[]],
  blake2b: [[], [160, 'key']],
  blake2s: [[], [128, 'key']],
  blake3: [[], [512]],
  crc32: [[], [0x82f63b78]],
  crc64: [[], ['d800000000000000']],
  keccak: [[], [256]],
  md4: [[]],
  md5: [[]],
  ripemd160: [[]],
  sha1: [[]],
  sha224: [[]],
  sha256: [[]],
  sha3: [[], [224]],
  sha384: [[]],
  sha512: [[]],
  sm3: [[]],
  whirlpool: [[]],
  xxhash128: [[], [1, 2]],
  xxhash3: [[], [1, 2]],
  xxhash32: [[], [1]],
  xxhash64: [[], [1, 2]],
};

export const hashWasm: Program = {
  name: 'hash-wasm',
  async run({ engine }) {
    const library = loadPackage('hash-wasm/dist/index.umd.js', engine);
    const hashes = library as HashWasm;
    const results: Record<string, string[]> = {};
    for (const [algorithm, variants] of Object.entries(algorithms)) {
      const list: string[] = [];
      results[algorithm] = list;
      for (const options of variants) {
        // Nothing, less than a block, several blocks, more than the package's buffer of 16 KiB.
        for (const length of [0, 5, 1000, 40_000]) {
          list.push(await hashes[algorithm]!(pseudoRandomBytes(length), ...options));
        }
      }
    }
    const { argon2id, bcrypt, pbkdf2, scrypt, createHMAC, createSHA512, createSHA1 } = library as PasswordHashes;
    const salt = pseudoRandomBytes(16);
    const password = 'correct horse';
    const hmac = await createHMAC(createSHA512(), 'key');
    hmac.init();
    hmac.update(pseudoRandomBytes(1000));
    return {
      ...results,
      hmac: hmac.digest(),
      argon2id: await argon2id({ password, salt, parallelism: 1, iterations: 2, memorySize: 64, hashLength: 32 }),
      bcrypt: await bcrypt({ password, salt, costFactor: 4, outputType: 'encoded' }),
      pbkdf2: await pbkdf2({ password, salt, iterations: 20, hashLength: 32, hashFunction: createSHA1() }),
      scrypt: await scrypt({ password, salt, costFactor: 64, blockSize: 8, parallelism: 1, hashLength: 32 }),
    };
  },
};
