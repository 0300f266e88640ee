// The compiler: bytes of a WebAssembly module in, the text of one JavaScript ES module out. This file is the pipeline;
// each step is a pass of its own in the folder of its name.
//
// Bodies are decoded twice, once to validate them and to learn what they call, once to compile them, and are dropped
// each time: what is held in memory is one function's tree, never the module's.

import { type Calls, callGraph, callsOf } from './analyse/callgraph.ts';
import { Clones, chooseCandidates, type Version } from './analyse/clones.ts';
import { chooseBigIntBodies, type Int64Use, int64Use } from './analyse/int64.ts';
import { analyseLiveness } from './analyse/liveness.ts';
import { inlineRecursion } from './analyse/recursion.ts';
import { indexSpaces, typeOf } from './analyse/spaces.ts';
import { frameWords, stackUse } from './analyse/stack.ts';
import { constantTables } from './analyse/tables.ts';
import { refuseVectors } from './analyse/unsupported.ts';
import { checkArguments } from './arguments.ts';
import type { Module } from './ast.ts';
import { decode, type Limits, limitsWith } from './decode/index.ts';
import { Environment } from './emit/environment.ts';
import { plainFunction } from './emit/functions.ts';
import { runtimeSource } from './emit/inline.ts';
import type { Layout } from './emit/layout.ts';
import { moduleFrame } from './emit/module.ts';
import { mappingPrinter, plainPrinter } from './emit/print.ts';
import { declarationsOf } from './emit/types.ts';
import { type FeatureSetName, featureSet } from './features.ts';
import { lower } from './lower/index.ts';
import { chooseOptimisations, type Optimisations } from './optimisations.ts';
import type { FunctionReport, Report } from './report.ts';
import { frames } from './suspend/frames.ts';
import { generator } from './suspend/generator.ts';
import { validateBody, validateModule } from './validate/index.ts';

export { defaultLimits, type Limits } from './decode/index.ts';
export type { Layout } from './emit/layout.ts';
export { CompileError } from './error.ts';
export type { FeatureSetName } from './features.ts';
export type { Optimisation, Optimisations } from './optimisations.ts';
export type { FunctionReport, Reason, Report } from './report.ts';

export interface CompileOptions {
  /** What the module may use; default: all that is implemented. */
  readonly features?: FeatureSetName;
  /** How functions are made to pause; default: 'frames'. */
  readonly suspend?: 'frames' | 'generator';
  /** Whether the output imports the package's runtime or holds a copy of it; default: 'import'. */
  readonly runtime?: 'import' | 'inline';
  readonly sourceMap?: boolean;
  /** Functions without white space that JavaScript does not need (default), or a statement a line, to be read. */
  readonly layout?: Layout;
  /** Which optimisations are made: all (default), none, or all but those that are false. For tests and measurements. */
  readonly optimise?: boolean | Partial<Optimisations>;
  /** What to refuse though it is valid, by the names in `defaultLimits`, which hold for what is not given. */
  readonly limits?: Partial<Limits>;
  /** Called as functions are compiled, for a progress display. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface CompileResult {
  /** The ES module. Its default export is the compiled module. */
  readonly code: string;
  /** TypeScript declarations for it. */
  readonly types: string;
  /** Source map (version 3, JSON) to byte offsets of the module, if asked for. */
  readonly map: string | undefined;
  readonly report: Report;
}

/**
 * Compiles a module. Throws a CompileError with the byte offset if it is malformed, not valid, or beyond a limit;
 * TypeError or RangeError for other arguments than it takes.
 */
export function compile(bytes: Uint8Array, options: CompileOptions = {}): CompileResult {
  checkArguments(bytes, options);
  const features = featureSet(options.features ?? 'all');
  const optimisations = chooseOptimisations(options.optimise);
  const limits = limitsWith(options.limits);
  const module = decode(bytes, features, limits);
  const context = validateModule(module, features, limits);
  const spaces = indexSpaces(module);
  refuseVectors(module, spaces);
  const imported = spaces.imported.function;
  const calls: Calls[] = [];
  const instructionCounts: number[] = [];
  const frameSizes: number[] = [];
  const int64: Int64Use[] = [];
  for (let i = 0; i < module.functions.length; i++) {
    const body = module.body(i);
    const height = validateBody(module, context, imported + i, body);
    frameSizes.push(frameWords(typeOf(module, spaces, imported + i), body, height));
    calls.push(callsOf(body));
    instructionCounts.push(body.instructions);
    int64.push(int64Use(body));
  }

  const graph = callGraph(module, spaces, calls);
  const stack = stackUse(spaces, graph, calls, frameSizes);
  const bigintBodies = chooseBigIntBodies(int64, imported, stack, optimisations.bigint);
  const clones = new Clones(optimisations.clones ? chooseCandidates(int64, imported, graph, bigintBodies) : new Set());
  const tables = optimisations.tables ? constantTables(module, spaces, calls, graph.callers) : [];
  const isGenerator = options.suspend === 'generator';
  const environment = new Environment({
    module,
    spaces,
    graph,
    stack,
    frameSizes,
    optimisations,
    bigintBodies,
    clones,
    tables,
    delegates: isGenerator,
  });
  const strategy = isGenerator ? generator : frames((name) => environment.helper(name));
  const layout = options.layout ?? 'compact';
  const printer = options.sourceMap === true ? mappingPrinter(layout, 'module.wasm') : plainPrinter(layout);
  const texts: string[] = [];
  const add = (version: Version) => {
    const { index } = version;
    const type = environment.functionType(index);
    const decoded = () => module.body(index - imported);
    const inlines = optimisations.recursion && version.zeros.length === 0;
    const body = inlines ? inlineRecursion(index, type, decoded(), decoded) : decoded();
    for (const fn of lower(version, type, body, environment, limits)) {
      const live = analyseLiveness(fn, optimisations.deadCode);
      texts.push(printer.print(fn.mayPause ? strategy.compile(fn, live) : [plainFunction(fn)]));
    }
  };
  for (let i = 0; i < module.functions.length; i++) {
    add({ index: imported + i, name: `f${imported + i}`, zeros: [] });
    options.onProgress?.(i + 1, module.functions.length);
  }
  for (const clone of clones.all) add(clone);

  const importHelpers = (names: readonly string[]) =>
    options.runtime === 'inline' ? runtimeSource() : `import { ${names.join(', ')} } from 'wasm-fermata/support';`;
  const [head, tail] = moduleFrame({ environment, strategy, features, printer }, importHelpers);
  const code = `${head}${texts.join('\n')}\n${tail}`;
  const report = makeReport(module, imported, calls, instructionCounts, graph.reasons, code.length);
  return { code, types: declarationsOf(module, spaces), map: printer.map(head), report };
}

function makeReport(
  module: Module,
  importedFunctions: number,
  calls: readonly Calls[],
  instructionCounts: readonly number[],
  reasons: readonly FunctionReport['mayPause'][],
  code: number,
): Report {
  const functions = module.functions.map((_, i): FunctionReport => {
    const index = importedFunctions + i;
    return {
      index,
      name: module.names.functions.get(index),
      instructions: instructionCounts[i] as number,
      bytes: module.bodies[i]?.size ?? 0,
      mayPause: reasons[index],
    };
  });
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    functions,
    importedFunctions,
    mayPause: functions.filter(({ mayPause }) => mayPause !== undefined).length,
    instructions: sum(instructionCounts),
    callSites: {
      direct: sum(calls.map(({ sites }) => sites.direct)),
      indirect: sum(calls.map(({ sites }) => sites.indirect)),
    },
    size: { wasm: module.size, code },
  };
}
