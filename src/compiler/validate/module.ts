// Validates a module but for its function bodies (specification 3.4.10): types, imports, tables, memories, globals,
// exports, start function, segments. Gives the context that bodies are then validated in.

import type { ElementSegment, Expression, FunctionType, GlobalType, Limits, Module, TableType } from '../ast.ts';
import { type Limits as Bounds, beyond, defaultLimits, maximumPages } from '../decode/index.ts';
import { CompileError } from '../error.ts';
import type { FeatureSet } from '../features.ts';
import { refusal } from '../features.ts';
import { validateConstant } from './constant.ts';
import type { Context } from './context.ts';
import { lookUp } from './context.ts';

/**
 * Throws CompileError if a rule is broken. What only the feature set of the decoder can refuse is not looked at
 * again.
 */
export function validateModule(module: Module, features: FeatureSet, limits: Bounds = defaultLimits): Context {
  const context = contextOf(module, features, limits);
  validateGlobals(module, context);
  validateExports(module, context);
  if (module.start !== undefined) {
    const { index, offset } = module.start;
    const { params, results } = lookUp(context.functions, index, 'function', offset);
    if (params.length > 0 || results.length > 0) {
      throw new CompileError(offset, `the start function ${index} must have no parameters and no results`);
    }
  }
  for (const segment of module.elements) validateElementSegment(segment, context);
  for (const { mode, memory, place, offset } of module.data) {
    if (mode === 'passive') continue;
    lookUp(context.memories, memory, 'memory', offset);
    validateConstant(context, place as Expression, 'i32', 'the offset of a data segment');
  }
  return context;
}

/** Fills the index spaces, and checks the types of what goes into them. */
function contextOf(module: Module, features: FeatureSet, bounds: Bounds): Context {
  const functions: FunctionType[] = [];
  const tables: TableType[] = [];
  const memories: Limits[] = [];
  const globals: GlobalType[] = [];

  const addTable = (type: TableType, offset: number): void => {
    validateTable(type, bounds, offset);
    if (tables.push(type) > 1 && !features.has('reference-types')) {
      throw new CompileError(offset, refusal('a second table', 'reference-types'));
    }
  };
  const addMemory = (type: Limits, offset: number): void => {
    validateMemory(type, bounds, offset);
    if (memories.push(type) > 1) {
      throw new CompileError(offset, `multiple memories: ${refusal('a second memory', 'multi-memory')}`);
    }
  };

  for (const { description, offset } of module.imports) {
    switch (description.kind) {
      case 'function':
        functions.push(lookUp(module.types, description.typeIndex, 'type', offset));
        break;
      case 'table':
        addTable(description.type, offset);
        break;
      case 'memory':
        addMemory(description.type, offset);
        break;
      case 'global':
        if (description.type.mutable && !features.has('mutable-globals')) {
          throw new CompileError(offset, refusal('an imported mutable global', 'mutable-globals'));
        }
        globals.push(description.type);
    }
  }
  const importedFunctions = functions.length;
  const importedGlobals = globals.length;
  for (const { typeIndex, offset } of module.functions) {
    functions.push(lookUp(module.types, typeIndex, 'type', offset));
  }
  for (const table of module.tables) addTable(table, table.offset);
  for (const memory of module.memories) addMemory(memory, memory.offset);
  for (const { type } of module.globals) globals.push(type);

  return {
    features,
    types: module.types,
    functions,
    tables,
    memories,
    globals,
    importedFunctions,
    importedGlobals,
    elements: module.elements.map(({ type }) => type),
    dataCount: module.dataCount ?? 0,
    references: referencesOf(module),
  };
}

function validateTable({ limits: { minimum, maximum } }: TableType, bounds: Bounds, offset: number): void {
  if (minimum > bounds.tableElements) {
    throw new CompileError(offset, beyond(bounds, 'tableElements', minimum, 'elements of a table at the start'));
  }
  validateRange(minimum, maximum, 'table', offset);
}

function validateMemory({ minimum, maximum }: Limits, bounds: Bounds, offset: number): void {
  const pages = Math.max(minimum, maximum ?? 0);
  if (pages > maximumPages) {
    throw new CompileError(offset, `memory size must be at most ${maximumPages} pages (4 GiB), found ${pages}`);
  }
  if (minimum > bounds.memoryPages) {
    throw new CompileError(offset, beyond(bounds, 'memoryPages', minimum, 'pages of a memory at the start'));
  }
  validateRange(minimum, maximum, 'memory', offset);
}

function validateRange(minimum: number, maximum: number | undefined, what: string, offset: number): void {
  if (maximum !== undefined && minimum > maximum) {
    throw new CompileError(
      offset,
      `size minimum must not be greater than maximum: ${what} of ${minimum} to ${maximum}`,
    );
  }
}

/** The function indices outside of bodies and the start section. */
function referencesOf(module: Module): ReadonlySet<number> {
  const references = new Set<number>();
  const addExpression = ({ body }: Expression): void => {
    for (const node of body) {
      if (node.type !== 'Instr' || node.op.name !== 'ref.func') continue;
      const [index] = node.args;
      if (index?.type === 'NumberLiteral') references.add(index.value);
    }
  };
  for (const { init } of module.globals) addExpression(init);
  for (const { kind, index } of module.exports) if (kind === 'function') references.add(index);
  for (const { items } of module.elements) {
    for (const item of items) {
      if (typeof item === 'number') references.add(item);
      else addExpression(item);
    }
  }
  return references;
}

function validateGlobals(module: Module, context: Context): void {
  for (const { type, init } of module.globals) {
    validateConstant(context, init, type.type, 'the initial value of a global');
  }
}

function validateExports(module: Module, context: Context): void {
  const spaces = {
    function: context.functions,
    table: context.tables,
    memory: context.memories,
    global: context.globals,
  } as const;
  const names = new Set<string>();
  for (const { name, kind, index, offset } of module.exports) {
    lookUp<unknown>(spaces[kind], index, kind, offset);
    if (names.has(name)) throw new CompileError(offset, `duplicate export name ${JSON.stringify(name)}`);
    names.add(name);
    if (kind === 'global' && context.globals[index]?.mutable && !context.features.has('mutable-globals')) {
      throw new CompileError(offset, refusal('an exported mutable global', 'mutable-globals'));
    }
  }
}

function validateElementSegment(segment: ElementSegment, context: Context): void {
  const { mode, table, type, place, items, offset } = segment;
  if (mode === 'active') {
    const { element } = lookUp(context.tables, table, 'table', offset);
    if (element !== type) {
      throw new CompileError(
        offset,
        `type mismatch: the segment's table ${table} holds ${element}, the segment ${type}`,
      );
    }
    validateConstant(context, place as Expression, 'i32', 'the offset of an element segment');
  }
  for (const item of items) {
    if (typeof item === 'number') lookUp(context.functions, item, 'function', offset);
    else validateConstant(context, item, type, 'an item of an element segment');
  }
}
