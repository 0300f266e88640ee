// Hermes: 0.12 as React Native had it, which runs the programs (from their source, without optimisations), and the
// compiler of a current one, which only says whether it accepts them.

import { join } from 'node:path';
import type { Engine } from './engine.ts';
import { firstLine, npmPackage } from './install.ts';

const CLI = '0.12.0';
const COMPILER = '260318099.0.8';

function cli(install: boolean): string | undefined {
  const folder = npmPackage('hermes-engine-cli', CLI, install);
  return folder && join(folder, 'linux64-bin/hermes');
}

export const hermes: readonly Engine[] = [
  {
    name: 'Hermes 0.12',
    lowered: true,
    slow: true,
    find(install) {
      const path = cli(install);
      if (path === undefined || firstLine(path, ['--version']) === undefined)
        return { missing: `npm package hermes-engine-cli@${CLI}` };
      return { version: CLI, run: (file) => ({ command: path, args: ['-w', '-O0', file] }) };
    },
  },
  {
    name: 'hermesc, current',
    lowered: true,
    onlyAccepts: true,
    find(install) {
      const folder = npmPackage('hermes-compiler', COMPILER, install);
      const path = folder && join(folder, 'hermesc/linux64-bin/hermesc');
      if (path === undefined || firstLine(path, ['--version']) === undefined)
        return { missing: `npm package hermes-compiler@${COMPILER}` };
      return {
        version: COMPILER,
        run: (file) => ({ command: path, args: ['-w', '-O0', '-emit-binary', '-out', '/dev/null', file] }),
      };
    },
  },
];
