// Evaluates compiled code in this process, over the runtime's source, so that a test can load thousands of modules fast
// and shares one support module with them. It knows the form that emitted code has with `runtime: 'import'` and no other.

import type { CompiledModule } from '../../src/runtime/abi.ts';
import * as support from '../../src/runtime/support.ts';

const IMPORT = /^import\s*\{([^}]*)\}\s*from\s*(['"])wasm-fermata\/support\2;?/m;
const EXPORT = /^export default\b/gm;

/** The compiled module that `code` exports. Throws if `code` is not one import, then one default export, or imports what support lacks. */
export function load(code: string): CompiledModule {
  let names = '';
  let body = code.replace(IMPORT, (_match, list: string) => {
    names = list;
    return `const {${list.replace(/\bas\b/g, ':')}} = support;`;
  });
  for (const name of names.split(',')) {
    const imported = name.split(/\bas\b/)[0]?.trim() ?? '';
    if (imported !== '' && !(imported in support)) throw new Error(`support.ts has no export ${imported}`);
  }
  let exported = 0;
  body = body.replace(EXPORT, () => {
    exported++;
    return 'return';
  });
  if (exported !== 1) throw new Error(`expected one default export, found ${exported}`);
  return new Function('support', `'use strict';${body}`)(support) as CompiledModule;
}
