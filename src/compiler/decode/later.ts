// Recognises what proposals after WebAssembly 2.0 added to the binary format, only to refuse it by the proposal's name.

import type { Feature } from '../features.ts';

/**
 * The feature that an opcode unknown to the table belongs to; undefined: to none. `number` is what follows a prefix.
 */
export function laterInstruction(opcode: number, number: number): Feature | undefined {
  if (opcode >= 0x06 && opcode <= 0x0a) return 'exceptions'; // try, catch, throw, rethrow, throw_ref
  if (opcode === 0x18 || opcode === 0x19 || opcode === 0x1f) return 'exceptions'; // delegate, catch_all, try_table
  if (opcode === 0x12 || opcode === 0x13) return 'tail-calls'; // return_call, return_call_indirect
  if (opcode === 0x14 || opcode === 0x15) return 'function-references'; // call_ref, return_call_ref
  if (opcode >= 0xd4 && opcode <= 0xd6) return 'function-references'; // ref.as_non_null, br_on_null, br_on_non_null
  if (opcode === 0xd3 || opcode === 0xfb) return 'gc'; // ref.eq, and the prefix
  if (opcode === 0xfd && number >= 0x100 && number <= 0x113) return 'relaxed-simd';
  if (opcode === 0xfe) return 'threads'; // the prefix of atomic instructions
  return undefined;
}

/** The feature that a byte where a type is expected belongs to. */
export function laterType(byte: number): Feature | undefined {
  if (byte === 0x63 || byte === 0x64) return 'function-references'; // (ref null …), (ref …)
  if (byte === 0x69 || byte === 0x74) return 'exceptions'; // exnref, nullexnref
  if (byte >= 0x6a && byte <= 0x6e) return 'gc'; // anyref … arrayref
  if (byte >= 0x71 && byte <= 0x73) return 'gc'; // none, noextern, nofunc
  if (byte >= 0x4e && byte <= 0x50) return 'gc'; // rec, sub final, sub
  if (byte === 0x5e || byte === 0x5f) return 'gc'; // array, struct
  return undefined;
}
