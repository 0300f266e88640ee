// Prints statements one after the other, so that no tree larger than a function's has to exist.

import { generate } from 'astring';
import type { Statement } from './estree.ts';

/** Without indentation: compiled code nests so deep that it would be most of the file. */
export function print(statements: readonly Statement[]): string {
  return statements.map((statement) => generate(statement, { indent: '' })).join('\n');
}
