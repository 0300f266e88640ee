// argon2-browser: the reference implementation of Argon2 through Emscripten; memory that grows while it runs.

import { loadPackage } from './package.ts';
import type { Program } from './program.ts';

interface Argon2 {
  hash(options: object): Promise<{ encoded: string; hashHex: string }>;
  verify(options: object): Promise<unknown>;
}

export const argon2: Program = {
  name: 'argon2-browser',
  async run({ engine }) {
    const { hash, verify } = loadPackage('argon2-browser/lib/argon2.js', engine) as Argon2;
    const results: unknown[] = [];
    for (const type of [0, 1, 2]) {
      for (const mem of [64, 1024]) {
        const { encoded, hashHex } = await hash({
          pass: 'password',
          salt: 'somesalt',
          type,
          mem,
          time: 2,
          hashLen: 32,
        });
        const verified = verify({ pass: 'password', encoded, type }).then(() => true);
        const refused = verify({ pass: 'wrong', encoded, type }).catch((error: { message: string }) => error.message);
        results.push({ encoded, hashHex, verified: await verified, refused: await refused });
      }
    }
    return results;
  },
};
