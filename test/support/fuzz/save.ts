// Makes a failing case small and writes it down: NAME.wat or NAME.hex is the case to keep, NAME.txt the difference,
// NAME.original.wasm the module as it was.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';
import { differenceOf, type Finding, kindOf } from './examine.ts';
import { faultOf, type Kept, readKept, writeKept } from './kept.ts';
import { minimise } from './minimise.ts';
import { compileFault, type MutantFinding, runFault, verdictWay } from './mutation.ts';
import { reduce } from './reduce.ts';
import type { Bytes, PlannedCall } from './tamed.ts';
import type { GeneratedCase } from './trace.ts';
import { verdictOf } from './verdict.ts';

export interface Failure extends Finding {
  readonly seed: number;
  /** The case to keep. */
  readonly file: string;
}

/** Called now and then, as a sign of life. */
type Beat = () => void;

export async function saveGenerated(
  subject: GeneratedCase,
  finding: Finding,
  folder: string,
  beat: Beat = () => {},
): Promise<Failure> {
  const kind = kindOf(finding);
  const small = await minimise(subject, async (candidate) => {
    beat();
    const found = await differenceOf(candidate, finding.way);
    return found !== undefined && kindOf(found) === kind;
  });
  const left = (await differenceOf(small, finding.way)) ?? finding;
  // A kept case gets a fuel of its own, and the module's own has to be filled by calls.
  const refuel = small.module.exports.find(({ name }) => name === 'refuel');
  const filling: PlannedCall[] = refuel === undefined ? [] : [{ name: `f${refuel.index}`, args: [] }];
  const calls = small.calls.flatMap(({ name, args }) => [...filling, { name, args }]);
  return write(
    `generated-${subject.seed}`,
    { seed: subject.seed, calls, bytes: small.bytes },
    left,
    subject.bytes,
    folder,
  );
}

export async function saveMutant(
  seed: number,
  finding: MutantFinding,
  folder: string,
  beat: Beat = () => {},
): Promise<Failure> {
  const { bytes, way } = finding;
  const kind = kindOf(finding);
  let plan = finding.plan;
  const fault = async (candidate: Bytes): Promise<Finding | undefined> => {
    beat();
    if (plan !== undefined) return runFault(candidate, plan, way);
    if (way !== verdictWay) return compileFault(candidate, false);
    const what = verdictOf(candidate).fault;
    return what === undefined ? undefined : { way, what };
  };
  const fails = async (candidate: Bytes): Promise<boolean> => {
    const found = await fault(candidate);
    return found !== undefined && kindOf(found) === kind;
  };
  for (let i = (plan?.calls.length ?? 0) - 1; i >= 0; i--) {
    const former = plan;
    plan = former && { ...former, calls: former.calls.filter((_, at) => at !== i) };
    if (!(await fails(bytes))) plan = former;
  }
  const small = await reduce(bytes, WebAssembly.validate(bytes), fails);
  const left = (await fault(small)) ?? finding;
  return write(`mutant-${seed}`, { seed, calls: plan?.calls ?? [], bytes: small }, left, bytes, folder);
}

async function write(
  title: string,
  small: Omit<Kept, 'note'>,
  { way, what }: Finding,
  original: Bytes,
  folder: string,
): Promise<Failure> {
  mkdirSync(folder, { recursive: true });
  const text = WebAssembly.validate(small.bytes) ? await textOf(small.bytes) : undefined;
  const contents = writeKept({ ...small, note: `${way}: ${what.split('\n')[0]}` }, text);
  const path = join(folder, title);
  const file = `${path}.${text === undefined ? 'hex' : 'wat'}`;
  writeFileSync(file, contents);
  writeFileSync(`${path}.original.wasm`, original);
  const remark = (await faultOf(readKept(contents))) === undefined ? '\nThe case to keep does not show it.' : '';
  writeFileSync(`${path}.txt`, `${way}\n${what}\n${remark}`);
  return { seed: small.seed, file, way, what };
}

/** Undefined if the module has no text that gives a module again. */
async function textOf(bytes: Bytes): Promise<string | undefined> {
  const tools = await wabt();
  try {
    const module = tools.readWasm(bytes, { readDebugNames: false });
    try {
      const text = module.toText({ foldExprs: true, inlineExport: true });
      return WebAssembly.validate(readKept(text).bytes) ? text : undefined;
    } finally {
      module.destroy();
    }
  } catch {
    return undefined;
  }
}
