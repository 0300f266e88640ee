// The main job, as a newcomer runs it: `npm run demo`, on the smallest runtime.

import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const demo = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'examples/substrate/demo.ts', ...args], { encoding: 'utf8' });

test('compiles a runtime, runs it without WebAssembly, and gets what native WebAssembly gives', () => {
  const { status, stdout, stderr } = demo('kusama');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toMatch(/1 {2}Take a runtime\n {3}runtime +Kusama: 1,079,370 bytes of WebAssembly\n/);
  expect(stdout).toMatch(/WebAssembly +undefined\n +new Function\(…\) +EvalError/);
  expect(stdout).toMatch(/Core_version +kusama 1020\n +implementation parity-kusama 0, authoring 2, \d+ APIs/);
  expect(stdout).toMatch(/paused at 13 imported calls/);
  expect(stdout).toMatch(/Metadata_metadata +\d[\d,]+ bytes, version \d+\n +blake2-256 0x[0-9a-f]{64}/);
  expect(stdout).toMatch(/paused at 505 imported calls/);
  expect(stdout).toMatch(/4 {2}Compare with native WebAssembly\n +Core_version +the same/);
});

test('an argument that is no runtime ends in one readable line', () => {
  const { status, stderr } = demo('moonbeam');
  expect(status).toBe(1);
  expect(stderr).toBe(
    'demo: moonbeam: neither one of kusama, westend, polkadot, statemine, rococo nor a file that ends in .wasm\n',
  );
});
