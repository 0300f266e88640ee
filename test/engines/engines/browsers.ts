// Chromium and Firefox, as the system or else Debian has them, headless, each page in a browser of its own.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine, Found, Missing } from './engine.ts';
import { debianPackage, firstLine, libraryPath } from './install.ts';

const shell = join(import.meta.dirname, 'browser-shell.ts');

interface Browser {
  readonly name: string;
  readonly kind: 'chromium' | 'firefox';
  readonly package: string;
  /** Of the program, where a system has it, and in the package. */
  readonly installed: string;
  readonly unpacked: string;
}

function browser({ name, kind, package: debian, installed, unpacked }: Browser): Engine {
  const found = (path: string, env: Readonly<Record<string, string>>): Found | Missing => {
    const version = firstLine(path, ['--version'], env)?.match(/\d[\w.]*/)?.[0];
    if (version === undefined) return { missing: `${path} does not run` };
    return {
      version,
      run: (file) => ({ command: process.execPath, args: ['--import', 'tsx', shell, kind, path, file], env }),
    };
  };
  return {
    name,
    find(install) {
      if (existsSync(installed)) return found(installed, {});
      const files = debianPackage(debian, install);
      if (files === undefined) return { missing: `Debian package ${debian}` };
      return found(join(files.root, unpacked), libraryPath(files));
    },
  };
}

export const browsers: readonly Engine[] = [
  browser({
    name: 'Chromium, strict CSP',
    kind: 'chromium',
    package: 'chromium',
    installed: '/usr/bin/chromium',
    unpacked: 'usr/lib/chromium/chromium',
  }),
  browser({
    name: 'Firefox, strict CSP',
    kind: 'firefox',
    package: 'firefox-esr',
    installed: '/usr/bin/firefox-esr',
    unpacked: 'usr/lib/firefox-esr/firefox-esr',
  }),
];
