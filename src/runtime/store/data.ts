// The bytes of a module's data segments: decoded once, however many instances there are, and never written to.

import type { CompiledModule } from '../abi.ts';
import { base64 } from '../support/base64.ts';

const decoded = new WeakMap<CompiledModule, readonly Uint8Array[]>();

export function dataOf(module: CompiledModule): readonly Uint8Array[] {
  let data = decoded.get(module);
  if (data === undefined) {
    data = module.data.map(({ bytes }) => base64(bytes));
    decoded.set(module, data);
  }
  return data;
}
