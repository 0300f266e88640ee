// The driver: runs the scenario that the program was made for and prints its lines,
//   scenario NAME: …    to be the same on every engine
//   figure NAME: …      milliseconds, or what the name says
//   failure …           what else there is to say
//   end                 always last; without it the program has failed.

import type { CompiledModule } from '../../../src/runtime/abi.ts';
import * as support from '../../../src/runtime/support.ts';
import { type ContractInput, callsDeep, runContract } from './contract.ts';
import { runCrypto } from './crypto.ts';
import { type LimitInput, runLimit } from './limit.ts';
import { lookupEngine } from './lookup.ts';
import type { ProgramGlobal } from './program.ts';
import { type RuntimeInput, runRuntime } from './runtime.ts';
import { runSpec, type SpecInput } from './spec.ts';

declare const fermataProgram: ProgramGlobal;

const host = globalThis as { readonly print?: (line: string) => void };
const say: (line: string) => void = host.print ?? ((line) => console.log(line));

const loaded = new Map<string, CompiledModule>();

function find(key: string): CompiledModule {
  let module = loaded.get(key);
  if (module === undefined) {
    const make = fermataProgram.modules[key];
    if (make === undefined) throw new Error(`The program has no module ${key}`);
    module = make(support);
    loaded.set(key, module);
  }
  return module;
}

async function run({ kind, name, input }: ProgramGlobal): Promise<void> {
  switch (kind) {
    case 'spec':
      for (const file of input as SpecInput) {
        const { passed, failures, hash } = runSpec(file, lookupEngine(find));
        for (const failure of failures) say(`failure ${file.name} ${failure}`);
        say(`scenario ${file.name}: ${passed} passed, ${hash}`);
      }
      return;
    case 'contract':
      for (const { name: module, depths } of input as ContractInput) {
        say(`scenario ${name} ${module}: ${runContract(find(module), depths)}`);
      }
      say(`figure calls deep: ${callsDeep(find('frames'))}`);
      return;
    case 'limit':
      say(`scenario ${name}: ${runLimit(input as LimitInput, find('limit'), lookupEngine(find))}`);
      return;
    case 'crypto': {
      const start = Date.now();
      const line = await runCrypto(lookupEngine(find));
      say(`figure ${name}: ${Date.now() - start}`);
      say(`scenario ${name}: ${line}`);
      return;
    }
    case 'runtime': {
      // Not in the head of the loop: QuickJS cannot compile `for (… of yield …)`, which that becomes.
      const results = await runRuntime(input as RuntimeInput, find('runtime'));
      for (const { entry, line, time } of results) {
        say(`figure ${name} ${entry}: ${time}`);
        say(`scenario ${name} ${entry}: ${line}`);
      }
    }
  }
}

if (typeof WebAssembly !== 'undefined') throw new Error('The engine does not let go of WebAssembly');
// Where a script's promises may still be open when it ends, the shell waits for this one.
(globalThis as { fermataDone?: Promise<void> }).fermataDone = run(fermataProgram).then(
  () => say('end'),
  (error: unknown) =>
    say(`failure ${error instanceof Error ? `${String(error)} ${error.stack ?? ''}` : String(error)}`),
);
