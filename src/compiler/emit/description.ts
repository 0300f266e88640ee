// The description of a module in plain data: the properties of `CompiledModule` but for `instantiate`, as source text.
// All names and bytes of the module get into the output here, as escaped string literals.

import type { CallGraph } from '../analyse/callgraph.ts';
import { codeOf, signatureOf } from '../analyse/signature.ts';
import { type IndexSpaces, typeOf } from '../analyse/spaces.ts';
import type {
  DataSegment,
  ElementSegment,
  Expression,
  FloatLiteral,
  FunctionType,
  GlobalType,
  Import,
  Limits,
  LongNumberLiteral,
  Module,
  TableType,
} from '../ast.ts';
import { CompileError } from '../error.ts';
import type { FeatureSet } from '../features.ts';
import { quote } from './estree.ts';

export function describe(
  module: Module,
  spaces: IndexSpaces,
  graph: CallGraph,
  checkedTypes: readonly number[],
  strategy: string,
  features: FeatureSet,
): string {
  const functions = graph.referenced.map((index) => {
    const signature = signatureOf(typeOf(module, spaces, index));
    return `{ index: ${index}, signature: '${signature}', mayPause: ${graph.reasons[index] !== undefined} }`;
  });
  const signatures = checkedTypes.map((type) => signatureOf(module.types[type] as FunctionType));
  const plain = new Set(signatures.filter((_, i) => !graph.typeMayPause(checkedTypes[i] as number)));
  const strings = (texts: Iterable<string>) => `[${[...texts].map((text) => `'${text}'`).join(', ')}]`;
  const properties = [
    'abi: 3',
    `strategy: '${strategy}'`,
    `imports: ${list(module.imports.map((entry) => describeImport(entry, module)))}`,
    `exports: ${list(module.exports.map(({ name, kind, index }) => `{ name: ${quote(name)}, kind: '${kind}', index: ${index} }`))}`,
    `types: ${strings(signatures)}`,
    `plainTypes: ${strings(plain)}`,
    `functions: ${list(functions)}`,
    `tables: [${module.tables.map(tableType).join(', ')}]`,
    `memories: [${module.memories.map(limits).join(', ')}]`,
    `globals: ${list(module.globals.map(({ type, init }) => globalType(type, `, init: ${constant(init)}`)))}`,
    `elements: ${list(module.elements.map(elementSegment))}`,
    `data: ${list(module.data.map(dataSegment))}`,
    ...(module.start === undefined ? [] : [`start: ${module.start.index}`]),
    `segmentsCheckedFirst: ${!features.has('bulk-memory')}`,
  ];
  return properties.map((property) => `${property},\n`).join('');
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => `${item},\n`).join('')}]`;
}

function describeImport({ module: from, name, description }: Import, module: Module): string {
  const names = `module: ${quote(from)}, name: ${quote(name)}, kind: '${description.kind}'`;
  switch (description.kind) {
    case 'function': {
      const signature = signatureOf(module.types[description.typeIndex] as FunctionType);
      return `{ ${names}, signature: '${signature}' }`;
    }
    case 'table':
      return `{ ${names}, type: ${tableType(description.type)} }`;
    case 'memory':
      return `{ ${names}, type: ${limits(description.type)} }`;
    case 'global':
      return `{ ${names}, type: ${globalType(description.type, '')} }`;
  }
}

function bounds({ minimum, maximum }: Limits): string {
  return `minimum: ${minimum}${maximum === undefined ? '' : `, maximum: ${maximum}`}`;
}
function limits(type: Limits): string {
  return `{ ${bounds(type)} }`;
}
function tableType({ element, limits: size }: TableType): string {
  return `{ element: '${codeOf(element)}', ${bounds(size)} }`;
}
function globalType({ type, mutable }: GlobalType, more: string): string {
  return `{ type: '${codeOf(type)}', mutable: ${mutable}${more} }`;
}

/** A `ConstantExpression`. */
function constant({ body, offset }: Expression): string {
  const [node] = body;
  if (body.length !== 1 || node?.type !== 'Instr')
    throw new CompileError(offset, 'a constant expression is one instruction');
  const [argument] = node.args;
  const pair = ({ low, high }: { low: number; high: number }) => `[${low}, ${high}]`;
  switch (node.op.name) {
    case 'i32.const':
      return `{ i32: ${(argument as { value: number }).value | 0} }`;
    case 'i64.const':
      return `{ i64: ${pair((argument as LongNumberLiteral).value)} }`;
    case 'f32.const':
      return `{ f32: ${(argument as FloatLiteral).bits.low} }`;
    case 'f64.const':
      return `{ f64: ${pair((argument as FloatLiteral).bits)} }`;
    case 'global.get':
      return `{ global: ${(argument as { value: number }).value} }`;
    case 'ref.func':
      return `{ function: ${(argument as { value: number }).value} }`;
    case 'ref.null':
      return '{ null: true }';
    default:
      throw new CompileError(node.offset, `${node.op.name} in a constant expression is not supported yet`);
  }
}

function place(expression: Expression | undefined): string {
  return expression === undefined ? '' : `, offset: ${constant(expression)}`;
}
function elementSegment({ mode, table, place: where, items }: ElementSegment): string {
  const texts = items.map((item) => (typeof item === 'number' ? String(item) : constant(item)));
  return `{ mode: '${mode}', table: ${table}${place(where)}, items: [${texts.join(', ')}] }`;
}
function dataSegment({ mode, memory, place: where, bytes }: DataSegment): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return `{ mode: '${mode}', memory: ${memory}${place(where)}, bytes: '${text}' }`;
}
