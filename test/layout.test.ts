// The layout of the emitted text changes no token of it, and nothing needless stays in the compact one.

import { describe, expect, test } from 'vitest';
import { parseAst } from 'vitest/node';
import { layOut } from '../src/compiler/emit/layout.ts';
import { type CompileOptions, compile } from '../src/compiler/index.ts';
import { caseOf } from './support/fuzz/cases.ts';

/** What the code says, without the places in it. */
function tree(code: string): unknown {
  return JSON.parse(
    JSON.stringify(parseAst(code), (key, value) => (['start', 'end', 'raw'].includes(key) ? 0 : value)),
  );
}

test.each([
  ['let a = 1, b;\nreturn a;', 'let a=1,b;return a;'],
  ['a = b - -1;\nc = b + +a - c;', 'a=b- -1;c=b+ +a-c;'],
  ['if (a) b();\nelse return;', 'if(a)b();else return;'],
  ['else {\nb();\n}', 'else{b();}'],
  ['switch (a) {\ncase -1:\ncase b:\nbreak L1;\n}', 'switch(a){case-1:case b:break L1;}'],
  ['throw $a;\ndo {\n} while (a in b);', 'throw $a;do{}while(a in b);'],
  ['a = "b - c";\nd = "e \\" - f \\\\" - g;', 'a="b - c";d="e \\" - f \\\\"-g;'],
])('%j', (text, compact) => {
  expect(layOut(text, 'compact')).toBe(compact);
  expect(layOut(text, 'lines')).toBe(text);
});

test('places move with what stands there', () => {
  const text = 'a = 1;\nif (b) c = "d  e";\nelse f();';
  const places = [...'abcf'].map((name) => text.indexOf(name === 'f' ? 'f()' : name));
  const compact = layOut(text, 'compact', places);
  expect(places.map((place) => compact[place])).toEqual(['a', 'b', 'c', 'f']);
});

test('what is not ASCII stays as it is', () => {
  expect(layOut('a = "ä";', 'compact')).toBe('a = "ä";');
});

describe.each(['frames', 'generator'] as const)('random modules, %s', (suspend) => {
  test.each(Array.from({ length: 20 }, (_, seed) => seed))('seed %d', (seed) => {
    const { bytes } = caseOf(seed);
    const of = (options: CompileOptions) => compile(bytes, { suspend, ...options }).code;
    const [compact, lines] = [of({}), of({ layout: 'lines' })];
    expect(tree(compact)).toEqual(tree(lines));
    const functions = compact.split('\n').filter((line) => /^function\b/.test(line));
    expect(functions.length).toBeGreaterThan(0);
    for (const text of functions) expect(text).not.toMatch(/\B(?<![-+]) | (?![-+])\B/);
  });
});
