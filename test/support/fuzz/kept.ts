// Cases as text files, small enough to be read: what once was wrong, the plan of calls, and the module as text or, where
// it has none, in hexadecimal. `faultOf` tries one in every way that there is.

import { wasm } from '../wat.ts';
import type { Argument } from './argument.ts';
import type { Finding } from './examine.ts';
import { compileFault, runFault, verdictWay } from './mutation.ts';
import { type Bytes, isMvp, type PlannedCall, tameCopy } from './tamed.ts';
import { verdictOf } from './verdict.ts';

/** What is in a file. */
export interface Kept {
  readonly note: string;
  /** What the host answers follows from it. */
  readonly seed: number;
  readonly calls: readonly PlannedCall[];
  readonly bytes: Bytes;
}

/**
 * Reads a file whose first lines begin with `;;`: notes, and `;; seed 5`, `;; call f3(-1, 5n, null, {"exported":"f0"})`.
 * Then follows a module as text, or as hexadecimal digits.
 */
export function readKept(text: string): Kept {
  const notes: string[] = [];
  const calls: PlannedCall[] = [];
  let seed = 0;
  for (const line of text.split('\n')) {
    const [, comment] = /^;; ?(.*)$/.exec(line) ?? [];
    const [, name, args = ''] = /^call (\w+)\((.*)\)$/.exec(comment ?? '') ?? [];
    const [, number] = /^seed (\d+)$/.exec(comment ?? '') ?? [];
    if (name !== undefined) calls.push({ name, args: readArguments(args) });
    else if (number !== undefined) seed = Number(number);
    else if (comment !== undefined) notes.push(comment);
  }
  const module = text.replace(/^;;.*$/gm, '').trim();
  const isHex = /^[0-9a-f\s]*$/.test(module);
  const bytes = isHex ? new Uint8Array(Buffer.from(module.replace(/\s/g, ''), 'hex')) : wasm(module);
  return { note: notes.join('\n'), seed, calls, bytes };
}

/** The text of a file; `module` is the module as text, or undefined, for hexadecimal. */
export function writeKept({ note, seed, calls, bytes }: Kept, module: string | undefined): string {
  const lines = [
    ...note.split('\n'),
    `seed ${seed}`,
    ...calls.map(({ name, args }) => `call ${name}(${args.map(writeArgument).join(', ')})`),
  ];
  const hex = Buffer.from(bytes)
    .toString('hex')
    .replace(/.{100}/g, '$&\n');
  return `${lines.map((line) => `;; ${line}`.trimEnd()).join('\n')}\n${module?.trimEnd() ?? hex}\n`;
}

const odd = ['NaN', 'Infinity', '-Infinity', '-0'];

function writeArgument(argument: Argument): string {
  if (typeof argument === 'bigint') return `${argument}n`;
  if (typeof argument === 'number') return Object.is(argument, -0) ? '-0' : String(argument);
  return JSON.stringify(argument);
}

function readArguments(text: string): Argument[] {
  const quoted = text.replace(/(?<![\w".])(-?\d+n|NaN|-?Infinity|-0)(?![\w".])/g, '"$1"');
  return (JSON.parse(`[${quoted}]`) as (Argument | string)[]).map((value) => {
    if (typeof value !== 'string') return value;
    return odd.includes(value) ? Number(value) : BigInt(value.slice(0, -1));
  });
}

/** What is wrong with the case: its verdict, how it compiles, or, made tame in several ways, what it does. */
export async function faultOf({ bytes, seed, calls }: Kept): Promise<Finding | undefined> {
  const { isValid, refusedFor, fault } = verdictOf(bytes);
  if (fault !== undefined) return { way: verdictWay, what: fault };
  if (!isValid || refusedFor !== undefined) return undefined;
  for (const mvp of isMvp(bytes) ? [false, true] : [false]) {
    for (const nans of ['where made', 'where seen'] as const) {
      for (const exportAll of [true, false]) {
        const options = { nans, exportAll, mvp, keepStart: !exportAll };
        const tamed = tameCopy(bytes, options);
        if (typeof tamed === 'string') return compileFault(bytes, tamed === 'with vectors');
        const plan = { seed, options, calls };
        const finding = compileFault(bytes, false) ?? (await runFault(bytes, plan, { thorough: true }));
        if (finding !== undefined) return finding;
      }
    }
  }
  return undefined;
}
