// The command-line shells of JavaScriptCore and SpiderMonkey, as Debian has them.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Found, Missing } from './engine.ts';
import { debianPackage } from './install.ts';

interface Shell {
  readonly package: string;
  readonly program: string;
  readonly flags: readonly string[];
}

function find(shell: Shell, install: boolean): Found | Missing {
  const debian = debianPackage(shell.package, install);
  if (debian === undefined) return { missing: `Debian package ${shell.package}` };
  const { root, version } = debian;
  const env = { LD_LIBRARY_PATH: join(root, 'usr/lib/x86_64-linux-gnu') };
  const command = join(root, 'usr/bin', shell.program);
  if (!existsSync(command)) return { missing: `${shell.package} has no ${shell.program}` };
  return { version, run: (file) => ({ command, args: [...shell.flags, file], env }) };
}

const JSC = { package: 'libjavascriptcoregtk-4.0-bin', program: 'jsc' };
const MOZJS = { package: 'libmozjs-102-dev', program: 'js102' };

export const shells: readonly Engine[] = [
  { name: 'JavaScriptCore', find: (install) => find({ ...JSC, flags: [] }, install) },
  { name: 'JavaScriptCore, no JIT', find: (install) => find({ ...JSC, flags: ['--useJIT=false'] }, install) },
  { name: 'SpiderMonkey', find: (install) => find({ ...MOZJS, flags: [] }, install) },
  {
    name: 'SpiderMonkey, no JIT',
    find: (install) => find({ ...MOZJS, flags: ['--no-ion', '--no-baseline', '--no-blinterp'] }, install),
  },
];
