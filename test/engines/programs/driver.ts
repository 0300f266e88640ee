// The driver as one script: the runtime and what runs inside the engines, without modules, classes' private names and
// async functions. What Node has and engines have not is replaced by the stand-ins in `inside`.

import { join } from 'node:path';
import { build } from 'esbuild';

const inside = join(import.meta.dirname, '../inside');

export async function buildDriver(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(inside, 'main.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2020',
    supported: { 'async-await': false },
    inject: [join(inside, 'buffer.ts'), join(inside, 'text.ts')],
    alias: {
      'node:crypto': join(inside, 'node-crypto.ts'),
      '@polkadot/wasm-crypto-wasm': join(inside, 'wasm-crypto.ts'),
    },
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}
