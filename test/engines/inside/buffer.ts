// Stands for Node's global `Buffer` in the programs: the one use that the tests' real programs make of it.

import { toHex } from '../../../examples/substrate/host/hex.ts';

export const Buffer = {
  from: (buffer: ArrayBuffer, offset: number, length: number) => ({
    toString: (_encoding: 'hex') => toHex(new Uint8Array(buffer, offset, length)),
  }),
};
