// Loads what a compiler has made of a module, in a fresh process: reading, parsing and making an instance, with imported
// functions that do nothing. `load-child.mjs fermata|wasm2js|polywasm|native FILE WASM`; prints seconds.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Of an imported memory: not less than any of the runtimes asks for. */
const PAGES = 64;

const [kind, file, wasm] = process.argv.slice(2);

/** For modules that import nothing but functions and memories. */
function importsFor(list, Memory, pages) {
  const imports = {};
  for (const item of list) {
    imports[item.module] ??= {};
    imports[item.module][item.name] = item.kind === 'memory' ? new Memory({ initial: pages(item) }) : () => 0;
  }
  return imports;
}

async function overApi(api) {
  const bytes = readFileSync(wasm);
  const module = new api.Module(bytes);
  // polywasm cannot tell what is imported; native can, and takes no time to speak of.
  const list = WebAssembly.Module.imports(api === WebAssembly ? module : new WebAssembly.Module(bytes));
  new api.Instance(
    module,
    importsFor(list, api.Memory, () => PAGES),
  );
}

const loaders = {
  async fermata() {
    const { default: compiled, Instance, Memory } = await import(pathToFileURL(resolve(file)).href);
    new Instance(
      compiled,
      importsFor(compiled.imports, Memory, ({ type }) => type.minimum),
    );
  },
  // Its imports are packages beside it, and the instance is made when it is loaded.
  wasm2js: () => import(pathToFileURL(resolve(file)).href),
  native: () => overApi(WebAssembly),
  async polywasm() {
    const { WebAssembly: polyfill } = await import('polywasm');
    await overApi(polyfill);
  },
};

const start = performance.now();
await loaders[kind]();
process.stdout.write(JSON.stringify({ seconds: (performance.now() - start) / 1000 }));
process.exit();
