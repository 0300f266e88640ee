// The runtime as text, for output that stands alone. The build makes it: `runtime.bundle.js` is declarations and one
// `export { … }` that renames nothing, so that compiled code put behind it finds its helpers under their own names, and
// the file that both make exports the whole runtime beside the compiled module.

import { readFileSync } from 'node:fs';

/** Where the bundle is from `dist/compiler/emit`, and from `src/compiler/emit` once the package has been built. */
const places = ['../../runtime.bundle.js', '../../../dist/runtime.bundle.js'];

/** Throws if the package has not been built. */
export function runtimeSource(): string {
  for (const place of places) {
    try {
      return readFileSync(new URL(place, import.meta.url), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
  throw new Error('The runtime to be put into the output is missing: it is made by `npm run build`');
}
