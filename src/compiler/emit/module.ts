// The text of a compiled module: head, description, and the closure `instantiate` around the functions, which come in
// as text already, one after the other, so that no tree larger than a function's ever exists.

import type { FeatureSet } from '../features.ts';
import { longs, rounding, words } from '../lower/words.ts';
import type { Strategy } from '../suspend/strategy.ts';
import { describe } from './description.ts';
import type { Environment } from './environment.ts';
import type { Printer } from './print.ts';

export interface ModuleParts {
  readonly environment: Environment;
  readonly strategy: Strategy;
  readonly features: FeatureSet;
  readonly printer: Printer;
}

/** The module's text before and behind its functions. To be called when all of them have been compiled. */
export function moduleFrame(
  parts: ModuleParts,
  importHelpers: (names: readonly string[]) => string,
): [head: string, tail: string] {
  const { environment, strategy, features, printer } = parts;
  const { module, spaces, graph, bigintBodies } = environment.facts;
  const registers = ['resultInts', 'resultValues'].map((name) => environment.helper(name).name);
  const views = spaces.memories.length > 0 ? viewsOf(environment) : [];
  const checkedTypes = [...environment.checkedTypes];
  // `var`: of a `let` or `const` around them, functions would see to it at each use that it has been initialised.
  const declarations = [
    `var H = ${registers[0]}, V = ${registers[1]};`,
    bigintBodies.size > 0 ? bigintArrays(environment) : '',
    environment.arrays.has(rounding.double) ? roundingArrays(environment) : '',
    constants('I', 'C.imports', 'f', spaces.imported.function),
    spaces.memories.length > 0
      ? `var M = C.memory, ${views.join(', ')}, O = ${environment.helper('out_of_bounds').name};`
      : '',
    ...spaces.tables.map((_, i) => `var T${i} = C.tables[${i}], T${i}s = T${i}.signatures, T${i}c = T${i}.codes;`),
    ...checkedTypes.map((type, i) => `var K${type} = C.signatures[${i}];`),
    ...spaces.globals.map((_, index) => declareGlobal(index, environment)),
    ...environment.constants,
    strategy.prologue(),
  ];
  const properties = [
    `functions: [${graph.referenced.map((index) => `f${index}`).join(', ')}]`,
    `memoryChanged() { ${views.map((view) => `${view}; `).join('')}}`,
    ...strategy.properties(),
  ];
  const epilogue = printer.print(strategy.epilogue());
  const description = describe(module, spaces, graph, checkedTypes, strategy.name, features);
  const head = [
    '// Compiled from WebAssembly by wasm-fermata.',
    importHelpers([...environment.helpers].sort()),
    // Parenthesised, it is parsed at once, and the functions in it one by one. V8 would otherwise look through all of it
    // before that, which takes half as long again (docs/performance.md).
    `export default {\n${description}instantiate: (function (C) {`,
    ...declarations.filter((text) => text !== ''),
    '',
  ].join('\n');
  const tail = `${epilogue === '' ? '' : `${epilogue}\n`}return {\n${properties.map((text) => `${text},\n`).join('')}};\n}),\n};\n`;
  return [head, tail];
}

/** Declares f0, f1, … as the elements of an array; no destructuring, which would run the engine's iterator. */
function constants(array: string, source: string, prefix: string, count: number): string {
  if (count === 0) return '';
  const each = Array.from({ length: count }, (_, i) => `${prefix}${i} = ${array}[${i}]`);
  return `var ${array} = ${source}, ${each.join(', ')};`;
}

/** What is made of the memory at the start, and whenever it has grown. */
function viewsOf({ arrays }: Environment): string[] {
  const views = ['D = M.view', 'B = M.bytes'];
  if (arrays.has(words)) views.push('W = M.words');
  if (arrays.has(longs)) views.push('Y = X && M.longs');
  return views;
}

/** What BigInt bodies compute in, if they are to run in this engine; `X` is null if not. */
function bigintArrays(environment: Environment): string {
  const make = environment.helper('bigint_arrays').name;
  return `var X = ${make}(${environment.slotCount}), J = X && X.slots, E = X && X.halves, F = X && X.doubles, P = X && X.powers;`;
}

function roundingArrays(environment: Environment): string {
  const [double, int] = ['roundingDouble', 'roundingInt'].map((name) => environment.helper(name).name);
  return `var ${rounding.double.name} = ${double}, ${rounding.int.name} = ${int};`;
}

function declareGlobal(index: number, environment: Environment): string {
  if (environment.isShared(index)) return `var G${index} = C.globals[${index}];`;
  const { high } = environment.global(index);
  const second = high === undefined ? '' : `, g${index}h = C.globals[${index}].high`;
  return `var g${index} = C.globals[${index}].value${second};`;
}
