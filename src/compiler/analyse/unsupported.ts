// What is valid WebAssembly 2.0 but not compiled so far: vectors. Instructions on them are refused where they are
// lowered; this finds them in the types of functions and globals.

import type { Module, ValueType } from '../ast.ts';
import { CompileError } from '../error.ts';
import { type IndexSpaces, typeOf } from './spaces.ts';

/** Throws a CompileError at the first function or global whose type has a v128. */
export function refuseVectors(module: Module, spaces: IndexSpaces): void {
  const { function: importedFunctions, global: importedGlobals } = spaces.imported;
  const refuse = (what: string, types: readonly ValueType[], offset: number) => {
    if (!types.includes('v128')) return;
    throw new CompileError(offset, `${what} has the type v128, which is not supported yet: vectors are not compiled`);
  };
  const importsOf = (kind: string) => module.imports.filter(({ description }) => description.kind === kind);
  const functions = [...importsOf('function'), ...module.functions];
  functions.forEach(({ offset }, index) => {
    const { params, results } = typeOf(module, spaces, index);
    refuse(`${index < importedFunctions ? 'imported ' : ''}function ${index}`, [...params, ...results], offset);
  });
  const globals = [...importsOf('global'), ...module.globals];
  globals.forEach(({ offset }, index) => {
    const type = spaces.globals[index]?.type;
    refuse(`${index < importedGlobals ? 'imported ' : ''}global ${index}`, type === undefined ? [] : [type], offset);
  });
}
