// Stands for `node:crypto` in the programs: the one hash that recorded executions use.

import { sha1 } from '@noble/hashes/legacy.js';
import { toHex } from '../../../examples/substrate/host/hex.ts';

export interface Hash {
  update(data: string | Uint8Array): Hash;
  digest(encoding: 'hex'): string;
}

export function createHash(_algorithm: 'sha1'): Hash {
  const hash = sha1.create();
  const result: Hash = {
    update(data) {
      hash.update(typeof data === 'string' ? new TextEncoder().encode(data) : data);
      return result;
    },
    digest: () => toHex(hash.digest()),
  };
  return result;
}
