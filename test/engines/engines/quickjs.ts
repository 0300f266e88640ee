// QuickJS and QuickJS-NG, the builds for WebAssembly that npm has, each in a Node process of its own.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Found, Missing } from './engine.ts';
import { npmPackage } from './install.ts';

const shell = join(import.meta.dirname, 'quickjs-shell.ts');
const ARGUMENTS = ['--stack-size=4000', '--import', 'tsx', shell];

const QUICKJS = join(import.meta.dirname, '../../../node_modules/@jitl/quickjs-wasmfile-release-sync');
const NG = '@jitl/quickjs-ng-wasmfile-release-sync';
const NG_VERSION = '0.32.0';

function found(folder: string): Found | Missing {
  const module = join(folder, 'dist/emscripten-module.cjs');
  if (!existsSync(module)) return { missing: module };
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { version, run: (file) => ({ command: process.execPath, args: [...ARGUMENTS, module, file] }) };
}

export const quickjs: readonly Engine[] = [
  { name: 'QuickJS', slow: true, find: () => found(QUICKJS) },
  {
    name: 'QuickJS-NG',
    slow: true,
    find(install) {
      const folder = npmPackage(NG, NG_VERSION, install);
      return folder === undefined ? { missing: `npm package ${NG}@${NG_VERSION}` } : found(folder);
    },
  },
];
