// Loads a CommonJS file of an npm package with a `WebAssembly` of our choice, so that a package that knows nothing of
// Fermata runs over it unchanged. Files that it requires by a relative path get the same `WebAssembly`.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Engine, Imports } from '../engine.ts';

/** By path and not by resolution, because some packages do not export the files that are wanted here. */
const packages = join(import.meta.dirname, '../../../node_modules');

/** The file of an npm package, as bytes. */
export function packageFile(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(join(packages, path)));
}

/** The exports of `path` (package and file), evaluated anew. */
export function loadPackage(path: string, engine: Engine): unknown {
  return loadFile(join(packages, path), engine);
}

function loadFile(file: string, engine: Engine): unknown {
  const module: { exports: unknown } = { exports: {} };
  const requireThere = createRequire(file);
  const require = (specifier: string): unknown =>
    specifier.startsWith('.') ? loadFile(requireThere.resolve(specifier), engine) : requireThere(specifier);
  // A function and not node:vm: the package has to share this realm's ArrayBuffer and promises.
  const names = ['module', 'exports', 'require', '__filename', '__dirname', 'WebAssembly'];
  const evaluate = new Function(...names, readFileSync(file, 'utf8'));
  evaluate(module, module.exports, require, file, dirname(file), webAssembly(engine));
  return module.exports;
}

type Source = ArrayBuffer | Uint8Array<ArrayBuffer>;

/** The namespace `WebAssembly` over an engine, as far as the glue code of packages uses it. */
function webAssembly(engine: Engine): object {
  const compile = (source: Source): unknown => engine.compile(new Uint8Array(source));
  // Called with `new`, and gives back an object of its own: that is then the result.
  function Module(source: Source): unknown {
    return compile(source);
  }
  function Instance(module: unknown, imports: Imports = {}): object {
    return { exports: engine.instantiate(module, imports) };
  }
  return {
    Module,
    Instance,
    Memory: engine.Memory,
    Table: engine.Table,
    Global: engine.Global,
    RuntimeError: engine.RuntimeError,
    compile: async (source: Source) => compile(source),
    async instantiate(source: unknown, imports: Imports = {}) {
      if (!(source instanceof ArrayBuffer) && !ArrayBuffer.isView(source)) return Instance(source, imports);
      const module = compile(source as Source);
      return { module, instance: Instance(module, imports) };
    },
  };
}
