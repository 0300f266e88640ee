// Benchmark `work`: modules from npm, doing what they are for. Native WebAssembly = 1; for Polkadot's crypto, which npm has in
// asm.js too, made by wasm2js, also that = 1.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { wasmBytes } from '@polkadot/wasm-crypto-wasm';
import { type Competition, compare } from './compare.ts';
import type { HashParameters } from './inside/hash.ts';
import type { JavaScript } from './javascript.ts';
import type { Report } from './report.ts';
import type { Contestant } from './rounds.ts';
import { geometricMean } from './statistics.ts';
import { fermata, native, polywasm, type Subject, wasm2jsOptimised, writeScript } from './subjects.ts';

const require = createRequire(import.meta.url);
const folder = '.cache/bench/work';

/** Polkadot's own asm.js; wasm2js -O of what imports nothing. */
const asmjs: Subject = {
  name: 'asm.js',
  source: async () => ({
    text: `
      import { asmJsInit } from '${require.resolve('@polkadot/wasm-crypto-asmjs/cjs/data')}';
      export const instantiate = ({ wbg }) => asmJsInit(wbg);`,
  }),
};

interface Work {
  readonly name: string;
  readonly wasm: Uint8Array;
  /** A file of inside/, and its parameter. */
  readonly program: string;
  readonly parameter?: unknown;
  readonly rounds: number;
  readonly asmjs?: Subject;
}

const crypto = (task: string, rounds: number): Work => ({
  name: `crypto, ${task}`,
  wasm: wasmBytes,
  program: 'crypto',
  parameter: task,
  rounds,
  asmjs,
});

const hash = (name: string, rounds: number, init = 0, padding = 0): Work => ({
  name: `hash-wasm, ${name}`,
  wasm: hashModule(name),
  program: 'hash',
  parameter: { init, padding } satisfies HashParameters,
  rounds,
  asmjs: wasm2jsOptimised,
});

const works = (): readonly Work[] => [
  crypto('sr25519 sign', 3),
  crypto('sr25519 verify', 2),
  crypto('ed25519 sign', 3),
  crypto('ed25519 verify', 2),
  crypto('secp256k1 sign', 2),
  crypto('blake2b', 60),
  crypto('sha512', 40),
  crypto('keccak256', 40),
  crypto('twox', 100),
  hash('md5', 8),
  hash('sha256', 4, 256),
  hash('sha512', 6, 512),
  hash('sha3', 6, 256, 6),
  hash('blake2b', 10, 512),
  hash('blake3', 10, 256),
  hash('whirlpool', 2),
  hash('xxhash64', 60),
  hash('xxhash3', 60),
  { name: 'argon2', wasm: file('argon2-browser/dist/argon2.wasm'), program: 'argon2', rounds: 1 },
  { name: 'llhttp', wasm: llhttp(), program: 'llhttp', rounds: 60 },
];

export async function workBenchmark(javascript: JavaScript, only?: string): Promise<Report> {
  const subjects = [native, fermata(), asmjs, polywasm];
  const competitions = works()
    .filter(({ name }) => only === undefined || name.includes(only))
    .map((work): Competition => ({ ...work, contestants: () => contestantsOf(work) }));
  const titles = subjects.map(({ name }) => name);
  const { title, columns, rows } = await compare(
    { title: 'Real work: native = 1; asm.js is that of the package, or of wasm2js -O', folder, titles, processes: 1 },
    competitions,
    javascript,
  );
  const quotients = rows.map(({ name, values: [, own, other] }) =>
    name.startsWith('crypto') && own && other ? own / other : undefined,
  );
  const mean = geometricMean(quotients.flatMap((quotient) => quotient ?? []));
  return {
    title,
    columns: [...columns, { title: 'fermata / asm.js' }],
    rows: rows.map(({ name, values }, i) => ({
      name,
      values: [...values, i === rows.length - 1 ? mean : quotients[i]],
    })),
  };
}

async function contestantsOf(work: Work): Promise<(Contestant | undefined)[]> {
  const contestants: (Contestant | undefined)[] = [];
  for (const [i, subject] of [native, fermata(), work.asmjs, polywasm].entries()) {
    const path = `${folder}/${work.name.replace(/\W+/g, '-')}.${i}.js`;
    contestants.push(
      subject && {
        name: subject.name,
        script: await writeScript(path, work.program, await subject.source(work.wasm), work.parameter),
      },
    );
  }
  return contestants;
}

const file = (path: string): Buffer => readFileSync(new URL(`../node_modules/${path}`, import.meta.url));

const llhttp = (): Uint8Array =>
  new Uint8Array(require(fileURLToPath(new URL('../node_modules/undici/lib/llhttp/llhttp-wasm.js', import.meta.url))));

/** The package has its modules in base64, each as "var name$x = …; var data$x = …". */
function hashModule(name: string): Uint8Array {
  const text = file('hash-wasm/dist/index.umd.js').toString();
  const base64 = new RegExp(`var name\\$?\\w* = "${name}";\\s*var data\\$?\\w* = "([^"]*)"`).exec(text)?.[1];
  if (base64 === undefined) throw new Error(`hash-wasm has no ${name}`);
  return Buffer.from(base64, 'base64');
}
