// Deno, Bun and workerd, from npm.

import { join } from 'node:path';
import type { Command, Engine } from './engine.ts';
import { firstLine, npmPackage } from './install.ts';

interface Source {
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** Of the program, in the package. */
  readonly path: string;
  readonly slow?: boolean;
  readonly run: (program: string, file: string) => Command;
}

function fromNpm({ name, package: npmName, version, path, slow = false, run }: Source): Engine {
  return {
    name,
    slow,
    find(install) {
      const folder = npmPackage(npmName, version, install);
      const program = folder && join(folder, path);
      if (program === undefined || firstLine(program, ['--version']) === undefined) {
        return { missing: `npm package ${npmName}@${version}` };
      }
      return { version, run: (file) => run(program, file) };
    },
  };
}

const STRICT = '--disallow-code-generation-from-strings';
const deno = (name: string, flags: readonly string[], slow: boolean): Engine =>
  fromNpm({
    name,
    package: '@deno/linux-x64-glibc',
    version: '2.9.6',
    path: 'deno',
    slow,
    run: (command, file) => ({
      command,
      args: ['run', '--no-prompt', '--no-config', '--no-remote', `--v8-flags=${[STRICT, ...flags].join()}`, file],
    }),
  });

export const others: readonly Engine[] = [
  fromNpm({
    name: 'workerd',
    package: '@cloudflare/workerd-linux-64',
    version: '1.20261117.1',
    path: 'bin/workerd',
    run: (program, file) => ({
      command: process.execPath,
      args: ['--import', 'tsx', join(import.meta.dirname, 'workerd-shell.ts'), program, file],
    }),
  }),
  deno('Deno', [], false),
  deno('Deno, --jitless', ['--jitless'], true),
  fromNpm({
    name: 'Bun',
    package: '@oven/bun-linux-x64',
    version: '1.4.5',
    path: 'bin/bun',
    run: (command, file) => ({ command, args: ['run', file] }),
  }),
];
