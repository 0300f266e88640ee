// Validation: the specification's chapter 3, module and bodies.

import { decode } from '../decode/index.ts';
import type { FeatureSet } from '../features.ts';
import { featureSet } from '../features.ts';
import { validateBody } from './body.ts';
import { validateModule } from './module.ts';

export type { Context } from './context.ts';
export { validateBody, validateModule };

/**
 * Decodes and validates a whole module. Throws CompileError if it is malformed, not valid, or beyond limit or
 * feature.
 */
export function validate(bytes: Uint8Array, features: FeatureSet = featureSet('all')): void {
  const module = decode(bytes, features);
  const context = validateModule(module, features);
  for (let i = 0; i < module.functions.length; i++) {
    validateBody(module, context, context.importedFunctions + i, module.body(i));
  }
}
