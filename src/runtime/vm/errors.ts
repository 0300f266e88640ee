// What can go wrong in using a virtual machine. A trap is no error here: `run` reports it as an outcome.

import type { ValueType } from './values.ts';

/** Gives a class's errors their name without a field on each. */
function name(errorClass: { readonly prototype: Error }, value: string): void {
  Object.defineProperty(errorClass.prototype, 'name', { value, configurable: true, writable: true });
}

export type NewErrorCode =
  | 'UnresolvedFunctionImport'
  | 'ImportTypeNotSupported'
  | 'MemoryNotNamedMemory'
  | 'CouldntAllocateMemory'
  | 'Instantiation'
  | 'StartFunctionNotSupported'
  | 'MemoryIsntMemory'
  | 'TwoMemories'
  | 'NoMemory';

/** Why there can be no virtual machine for a module. */
export class NewError extends Error {
  declare readonly code: NewErrorCode;
  /** Both names of the import that is at fault, if one is. */
  declare readonly moduleName: string | undefined;
  declare readonly importName: string | undefined;

  constructor(
    code: NewErrorCode,
    message: string,
    at?: { readonly module: string; readonly name: string },
    cause?: unknown,
  ) {
    super(at === undefined ? message : `${message}: ${JSON.stringify(at.module)} ${JSON.stringify(at.name)}`, {
      cause,
    });
    this.code = code;
    this.moduleName = at?.module;
    this.importName = at?.name;
  }
}
name(NewError, 'NewError');

export type StartErrorCode = 'FunctionNotFound' | 'NotAFunction' | 'SignatureNotSupported' | 'InvalidParameters';

/** Why a function cannot be started. */
export class StartError extends Error {
  declare readonly code: StartErrorCode;

  constructor(code: StartErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
name(StartError, 'StartError');

/** A machine that has ended, or an answer of the wrong type (undefined is no value). */
export class RunError extends Error {
  declare readonly code: 'Poisoned' | 'BadValueTy';
  declare readonly expected: ValueType | undefined;
  declare readonly obtained: ValueType | undefined;

  constructor(code: 'Poisoned' | 'BadValueTy', message: string, expected?: ValueType, obtained?: ValueType) {
    super(message);
    this.code = code;
    this.expected = expected;
    this.obtained = obtained;
  }
}
name(RunError, 'RunError');

/** An access outside the memory, or a growth beyond what it may have. Nothing was changed. */
export class OutOfBoundsError extends Error {}
name(OutOfBoundsError, 'OutOfBoundsError');

export class GlobalValueError extends Error {
  /** `NotFound`: there is no export of that name, or it is no global. `Invalid`: it is no i32. */
  declare readonly code: 'NotFound' | 'Invalid';

  constructor(code: 'NotFound' | 'Invalid', message: string) {
    super(message);
    this.code = code;
  }
}
name(GlobalValueError, 'GlobalValueError');
