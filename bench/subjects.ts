// What WebAssembly modules are run by: each makes a module into the text of an ES module which exports
// `instantiate(imports)`, giving the exports. Fermata's exports what it has compiled, too: `compiled`.

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type CompileOptions, compile } from '../src/compiler/index.ts';
import type { Contestant } from './rounds.ts';
import { bundle } from './script.ts';

export interface Subject {
  readonly name: string;
  /** Only modules that import nothing. */
  readonly importsNothing?: boolean;
  source(wasm: Uint8Array): Promise<Source>;
}

export interface Source {
  readonly text: string;
  /** Modules that it imports as `virtual:NAME`. */
  readonly virtual?: Readonly<Record<string, string>>;
}

export const wasm2js = join(dirname(createRequire(import.meta.url).resolve('binaryen')), 'bin/wasm2js');

/** Typed arrays of numbers: shells have no base64. */
const bytesOf = (wasm: Uint8Array): string => `new Uint8Array([${wasm.join()}])`;

const overApi = (wasm: Uint8Array): string => `
  const bytes = ${bytesOf(wasm)};
  export const instantiate = (imports) => new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;`;

export const native: Subject = { name: 'native', source: async (wasm) => ({ text: overApi(wasm) }) };

export function fermata(name = 'fermata', options: CompileOptions = {}): Subject {
  return {
    name,
    source: async (wasm) => ({
      virtual: { compiled: compile(wasm, options).code },
      text: `
        import compiled from 'virtual:compiled';
        import { Instance } from '../src/runtime/index.ts';
        export { compiled };
        export const instantiate = (imports) => new Instance(compiled, imports).exports;`,
    }),
  };
}

/** Its output is an instance: it exports what the module exports. */
export const wasm2jsOptimised: Subject = {
  name: 'wasm2js -O',
  importsNothing: true,
  source: async (wasm) => ({
    virtual: { compiled: await runWasm2js(wasm, '-O') },
    text: `
      import * as exports from 'virtual:compiled';
      export const instantiate = () => exports;`,
  }),
};

export const polywasm: Subject = {
  name: 'polywasm',
  source: async (wasm) => ({ text: `import { WebAssembly } from 'polywasm';\n${overApi(wasm)}` }),
};

/** What straight code is run by; the first is what the others are compared with. */
export const subjects: readonly Subject[] = [native, fermata(), wasm2jsOptimised, polywasm];

/**
 * Makes a script that answers rounds. `program` is a file of inside/, which exports a function `program` that makes a
 * round's work out of the subject's module and a parameter, in JSON.
 */
export async function writeScript(file: string, program: string, source: Source, parameter?: unknown): Promise<string> {
  const entry = `
    import { serve } from './inside/serve.ts';
    import { program } from './inside/${program}.ts';
    import * as subject from 'virtual:subject';
    serve(program(subject, ${JSON.stringify(parameter)}));`;
  await bundle(entry, file, { ...source.virtual, subject: source.text });
  return file;
}

/** Scripts `PATH.NUMBER.js` for a module whose function `run` is measured by a program of inside/. */
export async function moduleContestants(
  path: string,
  wasm: Uint8Array,
  list: readonly Subject[],
  program = 'kernel',
): Promise<Contestant[]> {
  const contestants: Contestant[] = [];
  for (const [i, subject] of list.entries()) {
    const script = await writeScript(`${path}.${i}.js`, program, await subject.source(wasm));
    contestants.push({ name: subject.name, script });
  }
  return contestants;
}

async function runWasm2js(wasm: Uint8Array, level: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'wasm2js-'));
  try {
    const [input, output] = [join(folder, 'in.wasm'), join(folder, 'out.js')];
    writeFileSync(input, wasm);
    await promisify(execFile)(process.execPath, [wasm2js, input, level, '-o', output]);
    return readFileSync(output, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
