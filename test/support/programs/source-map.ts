// source-map 0.8: its parser and queries of mappings are Rust, which calls back for each mapping.

import { loadPackage } from './package.ts';
import type { Program } from './program.ts';

interface SourceMap {
  SourceMapConsumer: { with<T>(map: object, url: null, body: (consumer: Consumer) => T): Promise<T> };
  SourceMapGenerator: new (options: object) => { addMapping(mapping: object): void; toJSON(): object };
}
interface Consumer {
  originalPositionFor(position: object): object;
  generatedPositionFor(position: object): object;
  allGeneratedPositionsFor(position: object): object[];
  computeColumnSpans(): void;
  eachMapping(callback: (mapping: object) => void, context?: null, order?: number): void;
}

export const sourceMap: Program = {
  name: 'source-map',
  async run({ engine }) {
    const library = loadPackage('source-map/source-map.js', engine) as SourceMap;
    const generator = new library.SourceMapGenerator({ file: 'out.js' });
    for (let line = 1; line <= 200; line++) {
      for (let column = 0; column < 20; column++) {
        generator.addMapping({
          generated: { line, column: column * 4 },
          original: { line: 1 + ((line * 7) % 90), column: (column * 3 + line) % 70 },
          source: `source${line % 5}.ts`,
          ...(column % 3 === 0 && { name: `name${column}` }),
        });
      }
    }
    return library.SourceMapConsumer.with(generator.toJSON(), null, (consumer) => {
      const inOrder = (order: number): object[] => {
        const mappings: object[] = [];
        consumer.eachMapping((mapping) => mappings.push({ ...mapping }), null, order);
        return mappings;
      };
      const original: object[] = [];
      const generated: object[] = [];
      for (let index = 0; index < 50; index++) {
        const source = `source${index % 5}.ts`;
        const position = { source, line: 1 + index, column: index % 9 };
        original.push(consumer.originalPositionFor({ line: 1 + index * 4, column: (index * 5) % 90 }));
        generated.push(consumer.generatedPositionFor(position), consumer.allGeneratedPositionsFor(position));
      }
      consumer.computeColumnSpans();
      return { original, generated, byGenerated: inOrder(1), byOriginal: inOrder(2) };
    });
  },
};
