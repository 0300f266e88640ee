// The command-line shells of JavaScriptCore and SpiderMonkey, as Debian has them.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Found, Missing } from './engine.ts';
import { debianPackage, libraryPath } from './install.ts';

interface Shell {
  readonly package: string;
  readonly program: string;
}

function find(shell: Shell, flags: readonly string[], install: boolean): Found | Missing {
  const debian = debianPackage(shell.package, install);
  if (debian === undefined) return { missing: `Debian package ${shell.package}` };
  const env = libraryPath(debian);
  const command = join(debian.root, 'usr/bin', shell.program);
  if (!existsSync(command)) return { missing: `${shell.package} has no ${shell.program}` };
  return { version: debian.version, run: (file) => ({ command, args: [...flags, file], env }) };
}

const JSC: Shell = { package: 'libjavascriptcoregtk-4.0-bin', program: 'jsc' };
const MOZJS: Shell = { package: 'libmozjs-102-dev', program: 'js102' };
const NO_WASM = '--wasm-compiler=none';

export const shells: readonly Engine[] = [
  { name: 'JavaScriptCore', find: (install) => find(JSC, [], install) },
  { name: 'JavaScriptCore, no JIT', slow: true, find: (install) => find(JSC, ['--useJIT=false'], install) },
  { name: 'SpiderMonkey', find: (install) => find(MOZJS, [NO_WASM], install) },
  {
    name: 'SpiderMonkey, no JIT',
    slow: true,
    find: (install) => find(MOZJS, [NO_WASM, '--no-ion', '--no-baseline', '--no-blinterp'], install),
  },
];
