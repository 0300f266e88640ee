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
import type { Bytes, Plan, PlannedCall } from './tamed.ts';
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
  const { seed } = subject;
  const kind = kindOf(finding);
  const { module, bytes, calls } = await minimise(subject, async (candidate) => {
    beat();
    const found = await differenceOf(candidate, { only: finding.way });
    return found !== undefined && kindOf(found) === kind;
  });
  // Made tame it gets a fuel of its own, and the module's own has to be filled by calls.
  const refuel = module.exports.find(({ name }) => name === 'refuel');
  const filling: PlannedCall[] = refuel === undefined ? [] : [{ name: `f${refuel.index}`, args: [] }];
  const all = calls.flatMap(({ name, args }) => [...filling, { name, args }]);
  const options = { exportAll: false, keepStart: true, nans: 'where seen', mvp: module.mvp } as const;
  const small = await smaller(bytes, { ...finding, plan: { seed, options, calls: all } }, beat);
  return write(`generated-${seed}`, { seed, ...small }, small.finding ?? finding, subject.bytes, folder);
}

export async function saveMutant(
  seed: number,
  finding: MutantFinding,
  folder: string,
  beat: Beat = () => {},
): Promise<Failure> {
  const { bytes } = finding;
  const small = await smaller(bytes, finding, beat);
  return write(`mutant-${seed}`, { seed, ...small }, small.finding ?? finding, bytes, folder);
}

interface Small extends Pick<Kept, 'bytes' | 'calls'> {
  /** What is still to be seen of the fault. */
  readonly finding: Finding | undefined;
}

/** Few bytes and few calls that still show what was found; those given, if these do not. */
async function smaller(bytes: Bytes, finding: Omit<MutantFinding, 'bytes'>, beat: Beat): Promise<Small> {
  const { way } = finding;
  const kind = kindOf(finding);
  const fault = async (candidate: Bytes, plan: Plan | undefined): Promise<Finding | undefined> => {
    beat();
    if (plan !== undefined) return runFault(candidate, plan, { only: way });
    if (way !== verdictWay) return compileFault(candidate, false);
    const what = verdictOf(candidate).fault;
    return what === undefined ? undefined : { way, what };
  };
  let { plan } = finding;
  const fails = async (candidate: Bytes, by = plan): Promise<boolean> => {
    const found = await fault(candidate, by);
    return found !== undefined && kindOf(found) === kind;
  };
  const callsOf = (of: Plan | undefined): readonly PlannedCall[] => of?.calls ?? [];
  if (!(await fails(bytes))) return { bytes, calls: callsOf(plan), finding: undefined };
  for (let i = callsOf(plan).length - 1; i >= 0; i--) {
    const fewer = plan && { ...plan, calls: plan.calls.filter((_, at) => at !== i) };
    if (await fails(bytes, fewer)) plan = fewer;
  }
  const small = await reduce(bytes, WebAssembly.validate(bytes), fails);
  return { bytes: small, calls: callsOf(plan), finding: await fault(small, plan) };
}

async function write(
  title: string,
  { seed, calls, bytes }: Omit<Kept, 'note'>,
  { way, what }: Finding,
  original: Bytes,
  folder: string,
): Promise<Failure> {
  mkdirSync(folder, { recursive: true });
  const text = WebAssembly.validate(bytes) ? await textOf(bytes) : undefined;
  const contents = writeKept({ seed, calls, bytes, note: `${way}: ${what.split('\n')[0]}` }, text);
  const path = join(folder, title);
  const file = `${path}.${text === undefined ? 'hex' : 'wat'}`;
  writeFileSync(file, contents);
  writeFileSync(`${path}.original.wasm`, original);
  const remark = (await faultOf(readKept(contents))) === undefined ? '\nThe case to keep does not show it.' : '';
  writeFileSync(`${path}.txt`, `${way}\n${what}\n${remark}`);
  return { seed, file, way, what };
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
