// The JavaScript engines that benchmarks run on: this Node, newer ones from npm, and the shells of JavaScriptCore and
// SpiderMonkey from Debian. Where they come from is known to test/engines; here they run with nothing turned off.

import type { Engine } from '../test/engines/engines/engine.ts';
import { nodes } from '../test/engines/engines/node.ts';
import { shells } from '../test/engines/engines/shells.ts';

export interface JavaScript {
  readonly name: string;
  readonly version: string;
  /** The program that runs a script. */
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

/** By the name for the command line: that of test/engines. */
const others: Readonly<Record<string, string>> = {
  node22: 'Node 22',
  node24: 'Node 24',
  node26: 'Node 26',
  jsc: 'JavaScriptCore',
  js102: 'SpiderMonkey',
};

export const javascriptNames: readonly string[] = ['node', ...Object.keys(others)];

const thisNode: JavaScript = { name: 'node', version: process.versions.node, command: process.execPath, env: {} };

/** Gets the engine if it is not there. Throws if there is none of that name, or it cannot be had. */
export function findJavaScript(name: string): JavaScript {
  if (name === 'node') return thisNode;
  const engine = [...nodes, ...shells].find((candidate: Engine) => candidate.name === others[name]);
  if (engine === undefined) throw new Error(`no engine ${name}: there are ${javascriptNames.join(', ')}`);
  const found = engine.find(true);
  if ('missing' in found) throw new Error(`${name}: ${found.missing} is not here`);
  const { command, env = {} } = found.run('');
  return { name, version: found.version, command, env };
}
