// What the compiler says of a module that it refuses.

import { CompileError } from '../../src/compiler/error.ts';

export interface Refusal {
  readonly offset: number;
  /** Without the offset, which the error's own message ends in. */
  readonly message: string;
}

/** The CompileError that `action` throws, or undefined. Any other error is passed on. */
export function refusalOf(action: () => void): Refusal | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (!(error instanceof CompileError)) throw error;
    return { offset: error.offset, message: error.message.replace(/ \(at byte [^)]*\)$/, '') };
  }
}
