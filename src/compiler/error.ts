// The one error that compiling can end in.

/** A module that is malformed, not valid, beyond a limit, or uses what is not supported. `offset` counts bytes from the module's start. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(`${message} (at byte ${offset}, 0x${offset.toString(16)})`);
    this.offset = offset;
  }
}
