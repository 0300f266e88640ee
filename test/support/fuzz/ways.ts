// The ways in which a random module is run, each against native WebAssembly: Fermata under both strategies, with imported
// calls answered in place, by a promise at every one of them, and, where the contract allows it, as a virtual machine.

import type { FeatureSetName } from '../../../src/compiler/features.ts';
import type { Strategy } from '../../../src/runtime/abi.ts';
import { promising, Suspending } from '../../../src/runtime/index.ts';
import { native } from '../engine.ts';
import { fermata } from '../engine-fermata.ts';
import { runMachine, runNative, suits } from './machines.ts';
import { run, type Way } from './run.ts';
import type { Case, Event } from './trace.ts';

export const nativeWay: Way = { name: 'native', engine: native };

export interface Comparison {
  readonly name: string;
  expected(): Promise<Event[]> | Event[];
  actual(): Promise<Event[]> | Event[];
}

export function comparisons(subject: Case): Comparison[] {
  const features: FeatureSetName = subject.module.mvp ? 'mvp' : 'all';
  const expected = once(() => run(subject, nativeWay));
  const expectedOfMachine = once(() => runNative(subject));
  const strategies: Strategy[] = ['frames', 'generator'];
  return strategies.flatMap((strategy): Comparison[] => {
    const engine = fermata(strategy, features);
    const inPlace: Way = { name: `${strategy}, in place`, engine };
    const pausing = { suspending: (answer: never) => new Suspending(answer), promising };
    const ways: Way[] = [inPlace, { name: `${strategy}, pausing`, engine, pausing }];
    const all: Comparison[] = ways.map((way) => ({ name: way.name, expected, actual: () => run(subject, way) }));
    if (suits(subject)) {
      const actual = (): Event[] => runMachine(subject, strategy, features);
      all.push({ name: `${strategy}, machine`, expected: expectedOfMachine, actual });
    }
    return all;
  });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
