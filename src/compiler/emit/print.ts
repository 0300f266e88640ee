// Prints statements one function at a time, so that no tree larger than a function's has to exist, and keeps a source
// map of them if asked to. The map's only source is the module's bytes: line 1, and the byte offset as the column, which
// is how browsers number WebAssembly.

import { addMapping, GenMapping, toEncodedMap } from '@jridgewell/gen-mapping';
import { GENERATOR, generate, type State } from 'astring';
import type { Statement } from './estree.ts';
import { type Layout, layOut } from './layout.ts';

// Compiled code nests so deep that indentation would be most of the file.
const indent = '';

export interface Printer {
  print(statements: readonly Statement[]): string;
  /** The map of what was printed, to stand behind `head` (line ends included) in the file; undefined if none is kept. */
  map(head: string): string | undefined;
}

export function plainPrinter(layout: Layout): Printer {
  const print = (statement: Statement) => layOut(generate(statement, { indent }), layout);
  return { print: (statements) => statements.map(print).join('\n'), map: () => undefined };
}

interface Located {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export function mappingPrinter(layout: Layout, source: string): Printer {
  const found: Located[] = [];
  let lines = 0;
  /** Of the statement that is printed: where statements in it begin, and the bytes that they come from. */
  let places: number[] = [];
  let offsets: number[] = [];
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
    const note = (node: Statement & { readonly offset?: number }, state: State) => {
      if (node.offset !== undefined) {
        places.push(state.output.length);
        offsets.push(node.offset);
      }
      write.call(generator, node, state);
    };
    Object.assign(generator, { [type]: note });
  }
  const print = (statement: Statement) => {
    places = [];
    offsets = [];
    const text = layOut(generate(statement, { indent, generator }), layout, places);
    let start = 0;
    let next = 0;
    for (const line of text.split('\n')) {
      const end = start + line.length;
      for (; next < places.length && (places[next] as number) < end; next++) {
        found.push({ line: lines, column: (places[next] as number) - start, offset: offsets[next] as number });
      }
      start = end + 1;
      lines++;
    }
    return text;
  };
  return {
    print: (statements) => statements.map(print).join('\n'),
    map(head) {
      const first = head.split('\n').length;
      const map = new GenMapping();
      for (const { line, column, offset } of found) {
        addMapping(map, { source, original: { line: 1, column: offset }, generated: { line: first + line, column } });
      }
      return JSON.stringify(toEncodedMap(map));
    },
  };
}
