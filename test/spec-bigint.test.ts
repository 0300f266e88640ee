// The official tests with a BigInt body for every function that may have one, which is run in this engine whether it is
// fast at BigInts or not.

import { useBigInt } from '../src/runtime/support.ts';
import { fermata } from './support/engine-fermata.ts';
import { specSuite } from './support/spec/suite.ts';

useBigInt(true);
const optimise = { bigint: 'everywhere' } as const;
specSuite({ title: 'BigInt bodies', edition: 'mvp', engine: fermata('frames', 'wasm1', optimise) });
specSuite({
  title: 'BigInt bodies',
  edition: 'v2',
  engine: fermata('generator', 'wasm2', optimise),
  without: /^simd_/,
});
