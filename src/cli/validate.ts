// fermata validate: whether a module is well-formed and valid, and nothing else.

import { parseArgs } from 'node:util';
import { type FeatureSetName, featureSet, featureSetNames } from '../compiler/features.ts';
import { validate } from '../compiler/validate/index.ts';
import { type Command, choice, onlyFile } from './command.ts';
import { readInput } from './files.ts';

export const validateCommand: Command = {
  usage: 'validate IN.wasm [--features SET]',
  help: [
    'Says whether the module is valid; if not, which rule it breaks, and at which byte.',
    `  --features SET   what the module may use: ${featureSetNames.join(', ')} (default: all)`,
  ],

  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { features: { type: 'string', default: 'all' } },
    });
    const file = onlyFile(positionals);
    const features = featureSet(choice<FeatureSetName>('features', featureSetNames, values.features));
    validate(readInput(file), features);
    console.log(`${file}: valid`);
    return 0;
  },
};
