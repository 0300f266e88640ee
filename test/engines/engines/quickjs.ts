// QuickJS, the build for WebAssembly that npm has, in a Node process of its own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from './engine.ts';

const packages = join(import.meta.dirname, '../../../node_modules');
const NAME = '@jitl/quickjs-wasmfile-release-sync';

export const quickjs: readonly Engine[] = [
  {
    name: 'QuickJS',
    find() {
      const { version } = JSON.parse(readFileSync(join(packages, NAME, 'package.json'), 'utf8')) as { version: string };
      const shell = join(import.meta.dirname, 'quickjs-shell.ts');
      const args = ['--stack-size=4000', '--import', 'tsx', shell];
      return { version, run: (file) => ({ command: process.execPath, args: [...args, file] }) };
    },
  },
];
