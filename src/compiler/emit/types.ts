// TypeScript declarations of a compiled module: its default export, and the shape of its exports under the JavaScript
// API. Names of the module appear as quoted property names only.

import { type IndexSpaces, typeOf } from '../analyse/spaces.ts';
import type { Module, ValueType } from '../ast.ts';
import { quote } from './estree.ts';

const jsTypes: Record<ValueType, string> = {
  i32: 'number',
  i64: 'bigint',
  f32: 'number',
  f64: 'number',
  v128: 'never',
  funcref: '((...args: never[]) => unknown) | null',
  externref: 'unknown',
};

export function declarationsOf(module: Module, spaces: IndexSpaces): string {
  const members = module.exports.map(({ name, kind, index }) => {
    const type = kind === 'function' ? functionType(module, spaces, index) : kind[0]?.toUpperCase() + kind.slice(1);
    return `  readonly ${quote(name)}: ${type};\n`;
  });
  const kinds = new Set(module.exports.map(({ kind }) => kind));
  const classes = (['global', 'memory', 'table'] as const).filter((kind) => kinds.has(kind));
  const names = ['CompiledModule', ...classes.map((kind) => kind[0]?.toUpperCase() + kind.slice(1))];
  return `// Declarations of a module compiled from WebAssembly by wasm-fermata.
import type { ${names.join(', ')} } from 'wasm-fermata';

/** What \`new Instance(compiled, imports).exports\` holds. */
export interface Exports {
${members.join('')}}

declare const compiled: CompiledModule;
export default compiled;
`;
}

function functionType(module: Module, spaces: IndexSpaces, index: number): string {
  const { params, results } = typeOf(module, spaces, index);
  const parameters = params.map((type, i) => `p${i}: ${jsTypes[type]}`).join(', ');
  const [first] = results;
  if (first === undefined) return `(${parameters}) => void`;
  const result = results.length === 1 ? jsTypes[first] : `[${results.map((type) => jsTypes[type]).join(', ')}]`;
  return `(${parameters}) => ${result}`;
}
