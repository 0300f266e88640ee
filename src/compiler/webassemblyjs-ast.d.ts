// Types for the part of @webassemblyjs/ast that the decoder uses; the package (1.14) ships none. Builders return
// mutable nodes without the extensions of `ast.ts`, which `decode/nodes.ts` adds.

declare module '@webassemblyjs/ast' {
  interface Node {
    type: string;
  }
  interface NumberLiteral extends Node {
    type: 'NumberLiteral';
    value: number;
    raw: string;
  }
  interface LongNumberLiteral extends Node {
    type: 'LongNumberLiteral';
    value: { low: number; high: number };
    raw: string;
  }
  interface FloatLiteral extends Node {
    type: 'FloatLiteral';
    value: number;
    nan?: boolean;
    inf?: boolean;
    raw: string;
  }
  interface ValtypeLiteral<Name extends string> extends Node {
    type: 'ValtypeLiteral';
    name: Name;
  }
  interface CallInstruction extends Node {
    type: 'CallInstruction';
    id: 'call';
    index: NumberLiteral;
  }
  interface CallIndirectInstruction<Signature> extends Node {
    type: 'CallIndirectInstruction';
    id: 'call_indirect';
    signature: Signature;
  }
  interface BlockInstruction<Child> extends Node {
    type: 'BlockInstruction';
    id: 'block';
    label: undefined;
    instr: Child[];
    result: string | undefined;
  }
  interface LoopInstruction<Child> extends Node {
    type: 'LoopInstruction';
    id: 'loop';
    label: undefined;
    resulttype: string | undefined;
    instr: Child[];
  }
  interface IfInstruction<Child> extends Node {
    type: 'IfInstruction';
    id: 'if';
    testLabel: undefined;
    test: Child[];
    result: string | undefined;
    consequent: Child[];
    alternate: Child[];
  }

  export function numberLiteral(value: number, raw: string): NumberLiteral;
  export function longNumberLiteral(value: { low: number; high: number }, raw: string): LongNumberLiteral;
  export function floatLiteral(value: number, nan: boolean, inf: boolean, raw: string): FloatLiteral;
  export function valtypeLiteral<Name extends string>(name: Name): ValtypeLiteral<Name>;
  export function callInstruction(index: NumberLiteral): CallInstruction;
  export function callIndirectInstruction<Signature>(signature: Signature): CallIndirectInstruction<Signature>;
  export function blockInstruction<Child>(
    label: undefined,
    instr: Child[],
    result: string | undefined,
  ): BlockInstruction<Child>;
  export function loopInstruction<Child>(
    label: undefined,
    resulttype: string | undefined,
    instr: Child[],
  ): LoopInstruction<Child>;
  export function ifInstruction<Child>(
    testLabel: undefined,
    test: Child[],
    result: string | undefined,
    consequent: Child[],
    alternate: Child[],
  ): IfInstruction<Child>;
}
