// fermata compile: a module in, JavaScript, its types and its source map out.

import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { type FeatureSetName, featureSetNames } from '../compiler/features.ts';
import { compile } from '../compiler/index.ts';
import { CliError, type Command, choice, onlyFile } from './command.ts';
import { readInput, writeFiles } from './files.ts';
import { withProgress } from './progress.ts';
import { counted, grouped } from './text.ts';

export const compileCommand: Command = {
  usage: 'compile IN.wasm -o OUT.js [--features SET] [--suspend STRATEGY] [--runtime KIND] [--layout KIND] [--map]',
  help: [
    'Writes the module as one JavaScript file, and its types beside it (OUT.d.ts).',
    '  -o, --output FILE      ends in .js or .mjs',
    `  --features SET         what the module may use: ${featureSetNames.join(', ')} (default: all)`,
    '  --suspend STRATEGY     frames (default) or generator',
    '  --runtime import       the file imports wasm-fermata (default)',
    '  --runtime inline       the file holds the runtime and stands alone',
    '  --layout compact       no more white space than JavaScript needs (default)',
    '  --layout lines         a statement a line',
    '  --map                  writes a source map too (OUT.js.map): positions in the .wasm',
  ],

  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        output: { type: 'string', short: 'o' },
        features: { type: 'string', default: 'all' },
        suspend: { type: 'string', default: 'frames' },
        runtime: { type: 'string', default: 'import' },
        layout: { type: 'string', default: 'compact' },
        map: { type: 'boolean', default: false },
      },
    });
    const file = onlyFile(positionals);
    const { output } = values;
    if (output === undefined) throw new CliError('-o OUT.js is missing', { usage: true });
    const extension = /\.m?js$/.exec(output)?.[0];
    if (extension === undefined) throw new CliError(`the output ${output} must end in .js or .mjs`, { usage: true });
    const options = {
      features: choice<FeatureSetName>('features', featureSetNames, values.features),
      suspend: choice('suspend', ['frames', 'generator'], values.suspend),
      runtime: choice('runtime', ['import', 'inline'], values.runtime),
      layout: choice('layout', ['compact', 'lines'], values.layout),
      sourceMap: values.map,
    } as const;

    const bytes = readInput(file);
    const { code, types, map, report } = withProgress(`compiling ${basename(file)}`, (onProgress) =>
      compile(bytes, { ...options, onProgress }),
    );
    const contents = new Map([
      [output, map === undefined ? code : `${code}\n//# sourceMappingURL=${encodeURI(basename(output))}.map\n`],
      [`${output.slice(0, -extension.length)}${extension === '.mjs' ? '.d.mts' : '.d.ts'}`, types],
    ]);
    if (map !== undefined) contents.set(`${output}.map`, map);
    writeFiles(contents);
    const { size, functions, mayPause } = report;
    console.log(
      `${output}: ${grouped(size.code)} bytes from ${grouped(size.wasm)}; ` +
        `${grouped(mayPause)} of ${counted(functions.length, 'function')} may pause`,
    );
    return 0;
  },
};
