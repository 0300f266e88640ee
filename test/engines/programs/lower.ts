// Lowers the driver for engines without classes and block scope, as an app's bundler does for React Native. Compiled
// modules stay as they are: they use neither.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { npmPackage } from '../engines/install.ts';

interface Babel {
  transform(
    code: string,
    options: { configFile: false; babelrc: false; compact: false; sourceType: 'script'; plugins: readonly string[] },
  ): { readonly code: string };
}

const VERSION = '8.0.6';

/** Undefined if Babel is not there and cannot be had. */
export function lowered(driver: string, install: boolean): string | undefined {
  const folder = npmPackage('@babel/standalone', VERSION, install);
  if (folder === undefined) return undefined;
  const babel = createRequire(import.meta.url)(join(folder, 'babel.js')) as Babel;
  const plugins = ['transform-classes', 'transform-block-scoping'];
  return babel.transform(driver, { configFile: false, babelrc: false, compact: false, sourceType: 'script', plugins })
    .code;
}
