// A real program: signatures, hashes and key derivation of @polkadot/wasm-crypto, its imports answered in place.

import type { Engine } from '../../support/engine.ts';
import { polkadotCrypto } from '../../support/programs/polkadot-crypto.ts';
import { Trace } from './trace.ts';
import { traced } from './traced.ts';

export async function runCrypto(engine: Engine): Promise<string> {
  const trace = new Trace();
  const recording = traced(engine, trace);
  const result = await polkadotCrypto.run({
    engine: recording,
    pausing: (callback) => callback,
    calling:
      (exported) =>
      async (...params) =>
        (exported as (...params: unknown[]) => unknown)(...params),
  });
  trace.add(JSON.stringify(result));
  recording.finish();
  return `${trace.length} lines, ${trace.digest()}`;
}
