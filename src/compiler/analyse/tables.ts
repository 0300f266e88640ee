// What stands in tables that never change: those of a module whose tables nothing outside can reach, that no instruction
// writes, filled by active segments at constant places. A call through such a table can only reach the functions of its
// type in there, which the call may name if they are few.

import type { ElementSegment, Expression, Instr, Module, NumberLiteral } from '../ast.ts';
import type { Callers, Calls } from './callgraph.ts';
import type { IndexSpaces } from './spaces.ts';

/** By place in the table, ascending: the index of the function there. */
export type Contents = ReadonlyMap<number, number>;

/**
 * What a table has of each signature; undefined where that is more than `mostNamed`. The table itself is undefined where it
 * may change, or where what stands there is not written in the module.
 */
export type ConstantTables = readonly (ReadonlyMap<string, Contents | undefined> | undefined)[];

/** The arguments of a call are written once for each function that it names. */
const mostNamed = 8;

export function constantTables(
  module: Module,
  spaces: IndexSpaces,
  calls: readonly Calls[],
  { open, signatures }: Callers,
): ConstantTables {
  if (open) return [];
  const changing = new Set(calls.flatMap(({ writes }) => writes));
  const segments = spaces.tables.map((): ElementSegment[] => []);
  for (const segment of module.elements) if (segment.mode === 'active') segments[segment.table]?.push(segment);
  const signatureOf = (index: number) => signatures[spaces.functions[index] as number] as string;
  return spaces.tables.map(({ limits }, i) =>
    changing.has(i) ? undefined : contentsOf(segments[i] as ElementSegment[], limits.minimum, signatureOf),
  );
}

function contentsOf(
  segments: readonly ElementSegment[],
  size: number,
  signatureOf: (index: number) => string,
): ReadonlyMap<string, Contents | undefined> | undefined {
  const groups = new Map<string, [place: number, index: number][]>();
  // A place holds what was written there last: from the last segment backwards, what is found first.
  const seen = new Uint8Array(segments.length > 1 ? size : 0);
  for (const { place, items } of [...segments].reverse()) {
    const start = constantOf(place, 'i32.const');
    if (start === undefined) return undefined;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      const index = typeof item === 'number' ? item : constantOf(item, 'ref.func');
      if (index === undefined) return undefined;
      if (seen[start + i]) continue;
      seen[start + i] = 1;
      const group = groups.get(signatureOf(index)) ?? [];
      if (group.length === 0) groups.set(signatureOf(index), group);
      if (group.length <= mostNamed) group.push([start + i, index]);
    }
  }
  return new Map([...groups].map(([signature, group]) => [signature, ascending(group)]));
}

function ascending(group: readonly [place: number, index: number][]): Contents | undefined {
  return group.length > mostNamed ? undefined : new Map([...group].sort(([a], [b]) => a - b));
}

/** The immediate of the expression's only instruction, if that is `name`. Null references are not looked for. */
function constantOf(expression: Expression | undefined, name: string): number | undefined {
  const node = expression?.body[0];
  return node?.op.name === name ? ((node as Instr).args[0] as NumberLiteral).value : undefined;
}
