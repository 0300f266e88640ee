// i64s that are only moved in memory (`copies`, src/compiler/lower/memory.ts): where either place is out of bounds, at either
// end of the addresses, they trap, and nothing has been written.

import { test } from 'vitest';
import { BesideNative } from './support/beside-native.ts';
import { wasm } from './support/wat.ts';

const PAGE = 65_536;
const OFFSETS = [0, 1, 4, 8, PAGE - 8, 0xffff_fffc];
const ADDRESSES = [0, 5, PAGE - 9, PAGE - 8, PAGE - 7, PAGE - 4, PAGE, 0x7fff_fffc, -0x8000_0000, -9, -8, -5, -4, -1];

const functions = OFFSETS.flatMap((to) =>
  OFFSETS.map(
    (from) => `(func (export "${to}-${from}") (param i32 i32)
      (i64.store offset=${to} (local.get 0) (i64.load offset=${from} (local.get 1))))`,
  ),
);
const bytes = wasm(`(module (memory (export "memory") 1)
  (data (i32.const 0) "abcdefghijklmnopqrstuvwxyz") (data (i32.const 65528) "ABCDEFGH")
  ${functions.join('\n')})`);

test.each([true, { copies: false }, { facts: false }, { bigint: 'everywhere' }, false] as const)(
  'optimise: %j',
  (optimise) => {
    const both = new BesideNative(bytes, optimise);
    for (const to of OFFSETS) {
      for (const from of OFFSETS) {
        for (const address of ADDRESSES) for (const other of ADDRESSES) both.compare(`${to}-${from}`, [address, other]);
        both.compareMemories(`${to}-${from}`);
      }
    }
  },
);
