// A shell for workerd: makes the script the test of a worker, which may neither evaluate strings nor compile WebAssembly
// from bytes, and prints the lines that it writes. Arguments: the program workerd, the script.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CONFIG = `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "program", worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2026-01-01",
))]);
`;

const BEFORE = `
export default { async test() {
var print = (line) => { console.log(line); };
const refused = (what, action) => {
  try { action(); } catch { return; }
  print('failure the worker allows ' + what);
};
refused('code from strings', () => new Function(''));
refused('WebAssembly', () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
`;

const AFTER = '\nawait globalThis.fermataDone;\n} };\n';

const [workerd = '', script = ''] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'fermata-workerd-'));
writeFileSync(join(folder, 'config.capnp'), CONFIG);
writeFileSync(join(folder, 'worker.js'), `${BEFORE}${readFileSync(script, 'utf8')}${AFTER}`);
const { status } = spawnSync(workerd, ['test', 'config.capnp'], {
  cwd: folder,
  stdio: ['ignore', 'inherit', 'inherit'],
});
rmSync(folder, { recursive: true });
process.exitCode = status ?? 1;
