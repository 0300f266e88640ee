// The ways in which a random module is run: native WebAssembly, and Fermata under both strategies, with imported calls
// answered in place or by a pause at every one of them.

import type { FeatureSetName } from '../../../src/compiler/features.ts';
import type { Strategy } from '../../../src/runtime/abi.ts';
import { promising, Suspending } from '../../../src/runtime/index.ts';
import { native } from '../engine.ts';
import { fermata } from '../engine-fermata.ts';
import type { Way } from './run.ts';

const direct = { suspending: <T>(answer: T): T => answer, promising: <T>(fn: T): T => fn };

export const nativeWay: Way = { name: 'native', engine: native, ...direct };

export function fermataWays(features: FeatureSetName): Way[] {
  const strategies: Strategy[] = ['frames', 'generator'];
  return strategies.flatMap((strategy) => {
    const engine = fermata(strategy, features);
    return [
      { name: `${strategy}, in place`, engine, ...direct },
      {
        name: `${strategy}, pausing`,
        engine,
        suspending: (answer) => new Suspending(answer),
        promising: (fn) => promising(fn),
      },
    ];
  });
}
