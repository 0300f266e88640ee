// An app that runs a Substrate runtime where there is no WebAssembly: React Native's Hermes, a strict Content-Security-
// Policy, iOS Lockdown Mode. It is plain JavaScript, as you would write it; a bundler resolves the imports.
//
// `runtime.js` beside it was compiled before, when the app was built:
//   fermata compile runtime.wasm -o runtime.js

import { writeFileSync } from 'node:fs';
import { blake2b } from '@noble/hashes/blake2.js';
import { i32, VirtualMachinePrototype } from 'wasm-fermata';
import { toHex } from './host/hex.ts';
import { Host, overMachine } from './host/index.ts';
import { Reader } from './host/scale.ts';
import { decodeVersion } from './version.ts';

// ---- Load ----------------------------------------------------------------------------------------------------------
// An app would say `import runtime from './runtime.js'`. Here it is imported late, to measure the time.

const start = performance.now();
const { default: runtime } = await import('./runtime.js');

// Every imported function gets a number, by which the machine will tell us what it asks for.
const imports = [];
let prototype = VirtualMachinePrototype.create(runtime, (_module, name) => imports.push(name) - 1);
const loaded = performance.now();

// ---- Call an entry point -------------------------------------------------------------------------------------------

/** Runs `entry` to its end, pausing at every imported call: { result: Uint8Array, pauses: number, time: milliseconds }. */
function call(entry, argument = new Uint8Array()) {
  const start = performance.now();
  const host = new Host({
    heapBase: prototype.globalValue('__heap_base'),
    log: (_level, target, message) => console.log(`  the runtime says: ${target}: ${message}`),
    // storage: the state to run on. The two entry points below read none.
  });

  // The argument goes to the runtime's heap; the entry point takes its address and size.
  const prepare = prototype.prepare();
  const [pointer, size] = host.writeArgument(argument, overMachine(prepare));
  const vm = prepare.start(entry, [i32(pointer), i32(size)]);
  const memory = overMachine(vm);

  let pauses = 0;
  let outcome = vm.run();
  while (outcome.kind === 'interrupted') {
    pauses++;
    // The machine stands still. Take all the time you need: `await` the answer from a network, if it comes from there.
    const answer = host.answer(imports[outcome.id], outcome.params, memory);
    outcome = vm.run(answer);
  }
  if (outcome.kind === 'trapped') throw outcome.trap;

  const result = host.readResult(outcome.returnValue.value, memory);
  prototype = vm.intoPrototype();
  return { result, pauses, time: performance.now() - start };
}

// ---- Show what comes out -------------------------------------------------------------------------------------------

const row = (label, text) => console.log(`   ${label.padEnd(20)} ${text}`);
const count = (n) => n.toLocaleString('en');
const ms = (time) => `${time.toFixed(time < 10 ? 1 : 0)} ms`;

row('WebAssembly', typeof globalThis.WebAssembly);
row('new Function(…)', codeFromStrings());
row('load', ms(loaded - start));
console.log();

const version = call('Core_version');
const { specName, implName, specVersion, implVersion, authoringVersion, transactionVersion, stateVersion, apis } =
  decodeVersion(version.result);
row('Core_version', `${specName} ${specVersion}`);
row('', `implementation ${implName} ${implVersion}, authoring ${authoringVersion}, ${apis.length} APIs`);
row('', `transactions ${transactionVersion ?? '–'}, state ${stateVersion ?? '–'}`);
runs('Core_version', version);

const metadata = call('Metadata_metadata');
const bytes = new Reader(metadata.result).bytes();
row('Metadata_metadata', `${count(bytes.length)} bytes, version ${bytes[4]}`);
row('', `blake2-256 0x${toHex(blake2b(bytes, { dkLen: 32 }))}`);
runs('Metadata_metadata', metadata);

// For the process that started this one, to compare with.
writeFileSync(new URL('version.scale', import.meta.url), version.result);
writeFileSync(new URL('metadata.scale', import.meta.url), metadata.result);

function runs(entry, first) {
  const second = call(entry);
  row('', `paused at ${count(first.pauses)} imported calls`);
  row('', `first run ${ms(first.time)}, second run ${ms(second.time)}`);
  console.log();
}

function codeFromStrings() {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- it is there to be refused
    return new Function('return "allowed"')();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
}
