// Which proposals a module uses: those of its instructions, and those that show in its types, sections and segments.

import type { BlockNode, FunctionType, InstructionNode, Module } from '../compiler/ast.ts';
import type { Feature } from '../compiler/features.ts';

/** Sorted; without `mvp`. Decodes every body: CompileError where one is malformed. */
export function featuresUsed(module: Module): Feature[] {
  const used = new Set<Feature>();
  for (let index = 0; index < module.bodies.length; index++) {
    const { locals, body } = module.body(index);
    addInstructions(used, body);
    addValueTypes(
      used,
      locals.map(({ type }) => type),
    );
  }
  for (const type of module.types) addFunctionType(used, type);
  const globals = [
    ...module.imports.flatMap(({ description }) => (description.kind === 'global' ? [description.type] : [])),
    ...module.globals.map(({ type }) => type),
  ];
  addValueTypes(
    used,
    globals.map(({ type }) => type),
  );
  if (crossesMutably(module, globals)) used.add('mutable-globals');

  const tables = [
    ...module.imports.flatMap(({ description }) => (description.kind === 'table' ? [description.type] : [])),
    ...module.tables,
  ];
  if (tables.length > 1 || tables.some(({ element }) => element === 'externref')) used.add('reference-types');
  if (module.elements.some(({ mode, table }) => mode === 'declarative' || table !== 0)) used.add('reference-types');
  const passive = [...module.elements, ...module.data].some(({ mode }) => mode === 'passive');
  if (passive || module.dataCount !== undefined) used.add('bulk-memory');

  used.delete('mvp');
  return [...used].sort();
}

/** Whether a mutable global is imported (imports come first) or exported. */
function crossesMutably(module: Module, globals: readonly { readonly mutable: boolean }[]): boolean {
  const imported = globals.length - module.globals.length;
  const exported = module.exports.flatMap(({ kind, index }) => (kind === 'global' ? [globals[index]] : []));
  return [...globals.slice(0, imported), ...exported].some((global) => global?.mutable === true);
}

function addInstructions(used: Set<Feature>, body: readonly InstructionNode[]): void {
  // A list of what is still to be seen instead of recursion: blocks may nest tens of thousands deep.
  const pending: (readonly InstructionNode[])[] = [body];
  for (let list = pending.pop(); list !== undefined; list = pending.pop()) {
    for (const node of list) {
      used.add(node.op.feature);
      if (node.type === 'CallIndirectInstruction' && node.table !== 0) used.add('reference-types');
      if ('blockType' in node) {
        addBlockType(used, node);
        if (node.type === 'IfInstruction') pending.push(node.consequent, node.alternate);
        else pending.push(node.instr);
      }
    }
  }
}

function addBlockType(used: Set<Feature>, { typeIndex, blockType }: BlockNode): void {
  if (typeIndex !== undefined) used.add('multi-value');
  if (blockType !== undefined) addFunctionType(used, blockType);
}

function addFunctionType(used: Set<Feature>, { params, results }: FunctionType): void {
  if (results.length > 1) used.add('multi-value');
  addValueTypes(used, [...params, ...results]);
}

function addValueTypes(used: Set<Feature>, types: readonly string[]): void {
  if (types.includes('v128')) used.add('simd');
  if (types.includes('externref') || types.includes('funcref')) used.add('reference-types');
}
