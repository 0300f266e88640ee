// Decodes a function body (specification 5.5.13): its locals, kept as runs, and its instructions.

import type { FunctionBody, ValueType } from '../ast.ts';
import type { InstructionContext } from './instructions.ts';
import { readInstructions } from './instructions.ts';
import type { Reader } from './reader.ts';
import { readValueType } from './types.ts';

/** `reader` spans the body exactly. `params` counts the function's parameters, which are locals too. */
export function readBody(reader: Reader, context: InstructionContext, params: number): FunctionBody {
  const offset = reader.position;
  const locals: { count: number; type: ValueType; offset: number }[] = [];
  let total = params;
  for (let runs = reader.count('runs of locals', 'locals', 2); runs > 0; runs--) {
    const start = reader.position;
    const count = reader.u32();
    total += count;
    const { limits } = reader;
    if (total > limits.locals)
      reader.fail(`too many locals: ${total}, more than ${limits.locals} (limits.locals)`, start);
    locals.push({ count, type: readValueType(reader, context.features), offset: start });
  }
  const { body, endOffset, instructions, depth } = readInstructions(reader, context);
  if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes after the end of the function body`);
  return { type: 'Func', locals, body, offset, endOffset, instructions, depth };
}
