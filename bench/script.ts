// Makes what is measured into one plain script, which every JavaScript engine can run.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Bundles the ES module with the text `entry`, which imports relatively to this folder, into the file `output`. Modules that
 * are named in `virtual` are texts as well, importing relatively to this folder too.
 */
export async function bundle(entry: string, output: string, virtual: Readonly<Record<string, string>> = {}) {
  const resolveDir = path('.');
  await build({
    stdin: { contents: entry, resolveDir, sourcefile: 'entry.js' },
    outfile: output,
    bundle: true,
    format: 'iife',
    platform: 'neutral',
    target: 'esnext',
    alias: { 'wasm-fermata/support': path('../src/runtime/support.ts') },
    mainFields: ['module', 'main'],
    logLevel: 'error',
    plugins: [
      {
        name: 'virtual',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^virtual:/ }, (args) => ({ path: args.path.slice(8), namespace: 'virtual' }));
          onLoad({ filter: /.*/, namespace: 'virtual' }, ({ path: name }) => {
            const contents = virtual[name];
            return contents === undefined ? { errors: [{ text: `no module ${name}` }] } : { contents, resolveDir };
          });
        },
      },
    ],
  });
}
