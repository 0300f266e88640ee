// What stands in tables that never change: those of a module whose tables nothing outside can reach, that no instruction
// writes, filled by active segments at constant places. A call through such a table can only reach the functions of its
// type in there.

import type { Expression, Instr, Module, NumberLiteral } from '../ast.ts';
import type { Callers, Calls } from './callgraph.ts';
import type { IndexSpaces } from './spaces.ts';

/** By place in the table: the index of the function there. */
export type Contents = ReadonlyMap<number, number>;

/**
 * The contents of each table, by the signature of the functions; undefined where it may change, or where what stands there
 * is not written in the module.
 */
export function constantTables(
  module: Module,
  spaces: IndexSpaces,
  calls: readonly Calls[],
  { open, signatures }: Callers,
): readonly (ReadonlyMap<string, Contents> | undefined)[] {
  if (open) return [];
  const tables: (Map<number, number> | undefined)[] = spaces.tables.map(() => new Map());
  for (const { writes } of calls) for (const index of writes) tables[index] = undefined;
  for (const { mode, table, place, items } of module.elements) {
    const contents = tables[table];
    if (mode !== 'active' || contents === undefined) continue;
    const start = constantOf(place, 'i32.const');
    for (const [i, item] of items.entries()) {
      const index = typeof item === 'number' ? item : constantOf(item, 'ref.func');
      if (start === undefined || index === undefined) tables[table] = undefined;
      else contents.set(start + i, index);
    }
  }
  const signatureOf = (index: number) => signatures[spaces.functions[index] as number] as string;
  return tables.map((contents) => contents && grouped(contents, signatureOf));
}

function grouped(contents: Contents, signatureOf: (index: number) => string): ReadonlyMap<string, Contents> {
  const groups = new Map<string, Map<number, number>>();
  for (const [place, index] of contents) {
    const signature = signatureOf(index);
    const group = groups.get(signature) ?? new Map<number, number>();
    groups.set(signature, group.set(place, index));
  }
  return groups;
}

/** The immediate of the expression's only instruction, if that is `name`. Null references are not looked for. */
function constantOf(expression: Expression | undefined, name: string): number | undefined {
  const node = expression?.body[0];
  return node?.op.name === name ? ((node as Instr).args[0] as NumberLiteral).value : undefined;
}
