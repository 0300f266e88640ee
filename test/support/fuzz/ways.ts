// The ways in which a random module is run, each against native WebAssembly: Fermata under both strategies, with all
// optimisations, with none and with some, and imported calls answered in place, by a promise at every one of them, by
// either, and, where the contract allows it, by whoever runs a virtual machine.

import type { FeatureSetName } from '../../../src/compiler/features.ts';
import type { CompileOptions } from '../../../src/compiler/index.ts';
import { optimisationNames } from '../../../src/compiler/optimisations.ts';
import type { Strategy } from '../../../src/runtime/abi.ts';
import { promising, Suspending } from '../../../src/runtime/index.ts';
import { type Engine, native } from '../engine.ts';
import { fermata } from '../engine-fermata.ts';
import { everything } from './bigint.ts';
import { limits } from './limits.ts';
import { runMachine, runNative, suits } from './machines.ts';
import { Random } from './random.ts';
import { run, type Way } from './run.ts';
import type { Case, Event } from './trace.ts';

export const nativeWay: Way = { name: 'native', engine: native };

export interface Comparison {
  readonly name: string;
  expected(): Promise<Event[]> | Event[];
  actual(): Promise<Event[]> | Event[];
}

/** How a module is compiled. */
interface Build {
  readonly name: string;
  readonly strategy: Strategy;
  readonly optimise: NonNullable<CompileOptions['optimise']>;
  /** Whether it is run in all ways, or in two of them, by the seed. */
  readonly all: boolean;
}

/** Everything on, in both strategies; none on in one of them, and some on in the other. */
function builds(random: Random): Build[] {
  const without = optimisationNames.filter(() => random.chance(0.5));
  const some = { ...everything, ...Object.fromEntries(without.map((name) => [name, false])) };
  const [first, second]: [Strategy, Strategy] = random.chance(0.5) ? ['frames', 'generator'] : ['generator', 'frames'];
  const names = without.length === 0 ? 'nothing' : without.join(', ');
  return [
    { name: 'frames', strategy: 'frames', optimise: everything, all: true },
    { name: 'generator', strategy: 'generator', optimise: everything, all: true },
    { name: `${first} without optimisations`, strategy: first, optimise: false, all: false },
    { name: `${second} without ${names}`, strategy: second, optimise: some, all: false },
  ];
}

/** Both strategies with everything, with nothing, and without each optimisation by itself; in all ways. */
function allBuilds(): Build[] {
  return (['frames', 'generator'] as const).flatMap((strategy): Build[] => [
    { name: strategy, strategy, optimise: everything, all: true },
    { name: `${strategy} without optimisations`, strategy, optimise: false, all: true },
    ...optimisationNames.map((name) => {
      return { name: `${strategy} without ${name}`, strategy, optimise: { ...everything, [name]: false }, all: true };
    }),
  ]);
}

/** `thorough`: by each optimisation, for small modules. */
export function comparisons(subject: Case, thorough = false): Comparison[] {
  const random = new Random(subject.seed ^ 0x0b75);
  const { start, mvp } = subject.module;
  const features: FeatureSetName = mvp ? 'mvp' : 'all';
  const expected = once(() => run(subject, nativeWay));
  const expectedMixed = once(() => run(subject, { ...nativeWay, inPlace: isInPlace }));
  const expectedOfMachine = once(() => runNative(subject));
  return (thorough ? allBuilds() : builds(random)).flatMap(({ name, strategy, optimise, all }): Comparison[] => {
    const engine = remembering(fermata(strategy, features, optimise, limits));
    const ofWay = (title: string, wanted: typeof expected, way: Omit<Way, 'name' | 'engine'>): Comparison => {
      const full: Way = { ...way, name: `${name}, ${title}`, engine };
      return { name: full.name, expected: wanted, actual: () => run(subject, full) };
    };
    const list = [ofWay('in place', expected, {})];
    // A start function that pauses is an error by itself.
    if (start === undefined || subject.isStartPure === true) {
      list.push(ofWay('pausing', expected, { pausing }));
      list.push(ofWay('mixed', expectedMixed, { pausing, inPlace: isInPlace }));
    }
    if (suits(subject)) {
      const actual = (): Event[] => runMachine(subject, { suspend: strategy, features, optimise });
      list.push({ name: `${name}, machine`, expected: expectedOfMachine, actual });
    }
    while (!all && list.length > 2) list.splice(random.below(list.length), 1);
    return list;
  });
}

const pausing: NonNullable<Way['pausing']> = { suspending: (answer) => new Suspending(answer), promising };

/** The imports that the mixed ways answer in place. */
const isInPlace = (index: number): boolean => index % 2 === 0;

/** An engine that compiles the same bytes only once. */
function remembering(engine: Engine): Engine {
  let last: { readonly bytes: Uint8Array; readonly module: unknown } | undefined;
  const compile: Engine['compile'] = (bytes) => {
    if (last?.bytes !== bytes) last = { bytes, module: engine.compile(bytes) };
    return last.module;
  };
  return { ...engine, compile };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
