// Deno and Bun, from npm.

import { join } from 'node:path';
import type { Engine } from './engine.ts';
import { firstLine, npmPackage } from './install.ts';

interface Source {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** Of the program, in the package. */
  readonly path: string;
  /** In front of the script. */
  readonly args: readonly string[];
}

function fromNpm({ name, package: npmName, version, path, args }: Source): Engine {
  return {
    name,
    find(install) {
      const folder = npmPackage(npmName, version, install);
      const command = folder && join(folder, path);
      if (command === undefined || firstLine(command, ['--version']) === undefined) {
        return { missing: `npm package ${npmName}@${version}` };
      }
      return { version, run: (file) => ({ command, args: [...args, file] }) };
    },
  };
}

const DENO = { package: '@deno/linux-x64-glibc', version: '2.9.6', path: 'deno' };
const BUN = { package: '@oven/bun-linux-x64', version: '1.4.5', path: 'bin/bun' };

export const others: readonly Engine[] = [
  fromNpm({ ...DENO, name: 'Deno', args: ['run', '--no-prompt', '--no-config', '--no-remote'] }),
  fromNpm({ ...BUN, name: 'Bun', args: ['run'] }),
];
