// The call graph: what each function calls, which functions a table or a host can reach, and from that, which functions
// may pause because an imported call is within their reach.
//
// An indirect call reaches every function of its type that may stand in a table. Where a table or a reference can be
// changed from outside the module, it may reach anything.

import type { FunctionBody, Instr, InstructionNode, Module, NumberLiteral } from '../ast.ts';
import { Effect } from '../opcodes.ts';
import type { Reason } from '../report.ts';
import { signatureOf } from './signature.ts';
import type { IndexSpaces } from './spaces.ts';

/** The calls of one function, each callee once, in code order, and what else decides where calls through tables lead. */
export interface Calls {
  readonly direct: readonly number[];
  /** Type indices. */
  readonly indirect: readonly number[];
  /** Functions that it takes a reference to. */
  readonly references: readonly number[];
  /** Tables that it writes. */
  readonly writes: readonly number[];
  /** Call sites, as written. */
  readonly sites: { readonly direct: number; readonly indirect: number };
}

export function callsOf(body: FunctionBody): Calls {
  const direct = new Set<number>();
  const indirect = new Set<number>();
  const references = new Set<number>();
  const writes = new Set<number>();
  const sites = { direct: 0, indirect: 0 };
  // Visited in code order: what comes last is pushed first.
  const work: InstructionNode[] = [];
  const pushAll = (nodes: readonly InstructionNode[]) => {
    for (let i = nodes.length - 1; i >= 0; i--) work.push(nodes[i] as InstructionNode);
  };
  pushAll(body.body);
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    switch (node.type) {
      case 'CallInstruction':
        direct.add(node.index.value);
        sites.direct++;
        break;
      case 'CallIndirectInstruction':
        indirect.add(node.typeIndex);
        sites.indirect++;
        break;
      case 'Instr':
        if (node.op.name === 'ref.func') references.add((node.args[0] as { value: number }).value);
        if (node.op.effects & Effect.writesTable) noteWritten(node, writes);
        break;
      case 'IfInstruction':
        pushAll(node.alternate);
        pushAll(node.consequent);
        break;
      default:
        pushAll(node.instr);
    }
  }
  return { direct: [...direct], indirect: [...indirect], references: [...references], writes: [...writes], sites };
}

/** Of two tables, the first is copied to. elem.drop writes none. */
function noteWritten({ op, args }: Instr, tables: Set<number>): void {
  const table = args[op.immediates.indexOf('table')];
  if (table !== undefined) tables.add((table as NumberLiteral).value);
}

/** Who calls what, turned round. */
export interface Callers {
  /** By function index: those that call it directly. */
  readonly callers: ReadonlyMap<number, readonly number[]>;
  /** By signature: those that call such functions through a table. */
  readonly indirectCallers: ReadonlyMap<string, readonly number[]>;
  /** Functions that may stand in a table. */
  readonly inTables: ReadonlySet<number>;
  /** Whether other functions, from outside, may stand there too. */
  readonly open: boolean;
  /** By type index. */
  readonly signatures: readonly string[];
}

export interface CallGraph {
  /** Why each function may pause, by function index; undefined if it cannot. */
  readonly reasons: readonly (Reason | undefined)[];
  /** Whether a call through a table may pause, by type index. */
  readonly typeMayPause: (typeIndex: number) => boolean;
  /** Functions that something other than a direct call can reach, ascending. */
  readonly referenced: readonly number[];
  readonly callers: Callers;
}

export function callGraph(module: Module, spaces: IndexSpaces, calls: readonly Calls[]): CallGraph {
  const imported = spaces.imported.function;
  const signatures = module.types.map((type) => signatureOf(type));
  const signatureOfFunction = (index: number) => signatures[spaces.functions[index] as number] as string;

  const inTables = functionsInTables(module, calls);
  const referenced = new Set(inTables);
  for (const { kind, index } of module.exports) if (kind === 'function') referenced.add(index);
  if (module.start !== undefined) referenced.add(module.start.index);

  const callers = new Map<number, number[]>();
  const indirectCallers = new Map<string, number[]>();
  const note = <Key>(map: Map<Key, number[]>, key: Key, caller: number) => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [caller]);
    else known.push(caller);
  };
  calls.forEach(({ direct, indirect }, i) => {
    for (const callee of direct) note(callers, callee, imported + i);
    for (const type of indirect) note(indirectCallers, signatures[type] as string, imported + i);
  });

  const reasons: (Reason | undefined)[] = new Array(spaces.functions.length).fill(undefined);
  const pausing = new Set<string>();
  const work: number[] = [];
  const reach = (index: number, reason: Reason) => {
    if (reasons[index] !== undefined) return;
    reasons[index] = reason;
    work.push(index);
  };
  const reachSignature = (signature: string) => {
    if (pausing.has(signature)) return;
    pausing.add(signature);
    for (const caller of indirectCallers.get(signature) ?? []) reach(caller, { kind: 'indirect', signature });
  };
  spaces.importedFunctions.forEach(({ module: from, name }, index) => {
    reach(index, { kind: 'import', function: index, module: from, name });
  });
  const open = tablesAreOpen(module, spaces);
  if (open) for (const signature of indirectCallers.keys()) reachSignature(signature);
  // Breadth first, so that each reason is the first step of a shortest way to an imported call. (`work` grows meanwhile.)
  for (const index of work) {
    const reason: Reason = index < imported ? (reasons[index] as Reason) : { kind: 'call', function: index };
    for (const caller of callers.get(index) ?? []) reach(caller, reason);
    if (inTables.has(index)) reachSignature(signatureOfFunction(index));
  }
  return {
    reasons,
    typeMayPause: (typeIndex) => pausing.has(signatures[typeIndex] as string),
    referenced: [...referenced].sort((a, b) => a - b),
    callers: { callers, indirectCallers, inTables, open, signatures },
  };
}

/** Functions that a segment, a global or `ref.func` makes references to. An exported one may come back as a reference. */
function functionsInTables(module: Module, calls: readonly Calls[]): Set<number> {
  const found = new Set<number>();
  const expression = (body: readonly InstructionNode[]) => {
    for (const node of body) {
      if (node.type === 'Instr' && node.op.name === 'ref.func') found.add((node.args[0] as { value: number }).value);
    }
  };
  for (const { items } of module.elements) {
    for (const item of items) {
      if (typeof item === 'number') found.add(item);
      else expression(item.body);
    }
  }
  for (const { init } of module.globals) expression(init.body);
  for (const { references } of calls) for (const index of references) found.add(index);
  return found;
}

/** Whether something outside the module can put functions into its tables, or hand it references to some. */
function tablesAreOpen(module: Module, spaces: IndexSpaces): boolean {
  if (spaces.tables.length === 0) return false;
  const shared = (kind: 'table' | 'global') =>
    spaces.imported[kind] > 0 || module.exports.some((entry) => entry.kind === kind);
  if (shared('table')) return true;
  const holdsReferences = spaces.globals.some(({ type }) => type === 'funcref');
  if (holdsReferences && shared('global')) return true;
  const passes = (index: number, side: 'params' | 'results') =>
    module.types[spaces.functions[index] as number]?.[side].includes('funcref') === true;
  for (let index = 0; index < spaces.imported.function; index++) if (passes(index, 'results')) return true;
  return module.exports.some(({ kind, index }) => kind === 'function' && passes(index, 'params'));
}
