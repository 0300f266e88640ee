// Prints statements one function at a time, so that no tree larger than a function's has to exist, and keeps a source
// map of them if asked to. The map's only source is the module's bytes: line 1, and the byte offset as the column, which
// is how browsers number WebAssembly.

import { addMapping, GenMapping, toEncodedMap } from '@jridgewell/gen-mapping';
import { GENERATOR, generate, type State } from 'astring';
import type { Statement } from './estree.ts';

// Compiled code nests so deep that indentation would be most of the file.
const indent = '';

export interface Printer {
  print(statements: readonly Statement[]): string;
  /** The map of what was printed, to stand behind `head` (line ends included) in the file; undefined if none is kept. */
  map(head: string): string | undefined;
}

export const plainPrinter: Printer = {
  print: (statements) => statements.map((statement) => generate(statement, { indent })).join('\n'),
  map: () => undefined,
};

interface Located {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** astring keeps count of lines and columns for a source map; where a statement begins is noted from that. */
type CountingState = State & { readonly line: number; readonly column: number };

export function mappingPrinter(source: string): Printer {
  const places: Located[] = [];
  let lines = 0;
  const generator = { ...GENERATOR };
  const noted = [
    'ExpressionStatement',
    'IfStatement',
    'ReturnStatement',
    'ThrowStatement',
    'SwitchStatement',
    'DoWhileStatement',
    'WhileStatement',
  ];
  for (const type of noted as (keyof typeof GENERATOR)[]) {
    const write = GENERATOR[type] as (node: Statement, state: State) => void;
    const note = (node: Statement & { readonly offset?: number }, state: CountingState) => {
      const { line, column } = state;
      if (node.offset !== undefined) places.push({ line: lines + line, column, offset: node.offset });
      write.call(generator, node, state);
    };
    Object.assign(generator, { [type]: note });
  }
  return {
    print(statements) {
      return statements
        .map((statement) => {
          const text = generate(statement, { indent, generator, sourceMap: { addMapping() {} } as never });
          lines += countLines(text) + 1;
          return text;
        })
        .join('\n');
    },
    map(head) {
      const first = countLines(head);
      const map = new GenMapping();
      for (const { line, column, offset } of places) {
        addMapping(map, { source, original: { line: 1, column: offset }, generated: { line: first + line, column } });
      }
      return JSON.stringify(toEncodedMap(map));
    },
  };
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
