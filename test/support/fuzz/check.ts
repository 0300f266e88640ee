// Whether a module that the minimiser has edited is still one: valid for native WebAssembly, and with no float whose NaN
// bits are open where bits can be seen, which only the model's own types know.

import { Builder } from './builder.ts';
import { encode } from './encode.ts';
import type { Instruction, ModuleModel } from './model.ts';

export function isSound(module: ModuleModel): boolean {
  return hasTypes(module) && WebAssembly.validate(encode(module));
}

function hasTypes({ functions }: ModuleModel): boolean {
  try {
    for (const { type, body } of functions) {
      const builder = new Builder(type);
      replay(body, builder);
      builder.leave();
    }
    return true;
  } catch {
    return false;
  }
}

function replay(nodes: readonly Instruction[], builder: Builder): void {
  for (const node of nodes) {
    switch (node.kind) {
      case 'plain':
        builder.plain(node);
        break;
      case 'branch':
        builder.branch(node.name, node.labels);
        break;
      case 'indirect':
        builder.indirect(node.type, node.table);
        break;
      case 'block': {
        const { name, type, body, otherwise } = node;
        builder.block(name, type, () => replay(body, builder), otherwise && (() => replay(otherwise, builder)));
      }
    }
  }
}
