// Builds `dist`: every module of `src` as JavaScript with its declarations, and the runtime once more as one plain file
// for `compile(…, { runtime: 'inline' })`. The package is what stands in `dist`; nothing else is made here.

import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const compiler = spawnSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (compiler.status !== 0) process.exit(compiler.status ?? 1);
chmodSync(join(dist, 'cli/main.js'), 0o755);

// The compiler rewrites `./x.ts` to `./x.js` in code, but not in declarations.
for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.d.ts')) continue;
  const text = readFileSync(join(dist, file), 'utf8');
  writeFileSync(join(dist, file), text.replace(/(\bfrom '|\bimport\(["'])(\.[^'"]*)\.ts(?=['"])/g, '$1$2.js'));
}

// One scope, no closures around modules, names and layout kept: people read what stands in their bundles.
const bundle = join(dist, 'runtime.bundle.js');
await build({
  stdin: {
    contents: "export * from './index.js';\nexport * from './support.js';\n",
    resolveDir: join(dist, 'runtime'),
    sourcefile: 'bundle.js',
  },
  outfile: bundle,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'warning',
});

// What `src/compiler/emit/inline.ts` relies on.
const text = readFileSync(bundle, 'utf8');
const exported = /^export \{([^}]*)\};\s*$/m.exec(text)?.[1];
if (exported === undefined || / as /.test(exported)) throw new Error('The bundle has no plain list of exports');
if (/^(var|let|const|function\*?|class) instantiate\b/m.test(text))
  throw new Error('The bundle declares `instantiate`');
