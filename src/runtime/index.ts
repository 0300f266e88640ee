// The public interface of the runtime, 'wasm-fermata'.

export type { CompiledModule, Strategy } from './abi.ts';
export { Global, type GlobalDescriptor } from './interface/global.ts';
export type { Imports, ImportValue } from './interface/imports.ts';
export { type Exports, Instance } from './interface/instance.ts';
export { Memory, type MemoryDescriptor } from './interface/memory.ts';
export { promising, Suspending } from './interface/promising.ts';
export { Table, type TableDescriptor } from './interface/table.ts';
export { LinkError, SuspendError } from './store/errors.ts';
export type { RunLimits } from './store/limits.ts';
export { RuntimeError, type Trap, type TrapKind } from './support/trap.ts';
export type { Resolver } from './vm/blueprint.ts';
export {
  GlobalValueError,
  NewError,
  type NewErrorCode,
  OutOfBoundsError,
  RunError,
  StartError,
  type StartErrorCode,
} from './vm/errors.ts';
export type { Outcome } from './vm/machine.ts';
export { VirtualMachine } from './vm/machine.ts';
export { Prepare, VirtualMachinePrototype } from './vm/prototype.ts';
export { i32, i64, type Signature, type ValueType, type WasmValue } from './vm/values.ts';
