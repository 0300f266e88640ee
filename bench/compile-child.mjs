// A child process that compiles one module once, by the package as it is built: `node compile-child.mjs in.wasm out.js`.
// The time is that of compile() alone; the process's whole memory counts.

import { readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'wasm-fermata/compiler';

const [input, output] = process.argv.slice(2);
const bytes = readFileSync(input);
const start = performance.now();
const { code } = compile(bytes, { runtime: 'inline' });
const seconds = (performance.now() - start) / 1000;
writeFileSync(output, code);
process.stdout.write(JSON.stringify({ seconds }));
