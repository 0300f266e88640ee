// Decodes the name section (specification, appendix "Name Section"): the module's name and those of functions. Names
// change nothing about what a module does, so that a malformed section is not an error: it is as if it were not there.

import type { Module } from '../ast.ts';
import { CompileError } from '../error.ts';
import { Reader } from './reader.ts';

export const noNames: Module['names'] = { module: undefined, functions: new Map() };

export function readNames(section: Uint8Array): Module['names'] {
  try {
    return readSubsections(new Reader(section));
  } catch (error) {
    if (error instanceof CompileError) return noNames;
    throw error;
  }
}

function readSubsections(reader: Reader): Module['names'] {
  const functions = new Map<number, string>();
  let module: string | undefined;
  while (reader.remaining > 0) {
    const id = reader.byte();
    const size = reader.u32();
    const subsection = new Reader(reader.take(size));
    if (id === 0) module = subsection.name();
    if (id !== 1) continue;
    for (let count = subsection.u32(); count > 0; count--) {
      const index = subsection.u32();
      functions.set(index, subsection.name());
    }
  }
  return { module, functions };
}
