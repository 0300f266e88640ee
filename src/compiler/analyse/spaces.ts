// The index spaces of a module: imports first, then the module's own, so that every later pass can look an index up.

import type { Export, FunctionType, GlobalType, Import, Limits, Module, TableType } from '../ast.ts';

export interface IndexSpaces {
  /** Type index of every function. */
  readonly functions: readonly number[];
  readonly tables: readonly TableType[];
  readonly memories: readonly Limits[];
  readonly globals: readonly GlobalType[];
  /** How many of each are imported. */
  readonly imported: Readonly<Record<Export['kind'], number>>;
  readonly importedFunctions: readonly Import[];
}

export function indexSpaces(module: Module): IndexSpaces {
  const functions: number[] = [];
  const tables: TableType[] = [];
  const memories: Limits[] = [];
  const globals: GlobalType[] = [];
  const importedFunctions: Import[] = [];
  for (const entry of module.imports) {
    const { description } = entry;
    switch (description.kind) {
      case 'function':
        functions.push(description.typeIndex);
        importedFunctions.push(entry);
        break;
      case 'table':
        tables.push(description.type);
        break;
      case 'memory':
        memories.push(description.type);
        break;
      case 'global':
        globals.push(description.type);
    }
  }
  const imported = {
    function: functions.length,
    table: tables.length,
    memory: memories.length,
    global: globals.length,
  };
  for (const { typeIndex } of module.functions) functions.push(typeIndex);
  tables.push(...module.tables);
  memories.push(...module.memories);
  for (const { type } of module.globals) globals.push(type);
  return { functions, tables, memories, globals, imported, importedFunctions };
}

export function typeOf(module: Module, spaces: IndexSpaces, functionIndex: number): FunctionType {
  return module.types[spaces.functions[functionIndex] as number] as FunctionType;
}
