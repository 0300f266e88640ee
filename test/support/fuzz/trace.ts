// What is written down of a run, in words that are the same on every engine, and where two runs part.

import { createHash } from 'node:crypto';
import type { Failure } from '../engine.ts';
import type { Call } from './generate.ts';
import type { ModuleModel, Surface } from './model.ts';

/** A module and what to do with it. */
export interface Case {
  /** What the host answers follows from it. */
  readonly seed: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly module: Surface;
  readonly calls: readonly Call[];
  /** Whether the start function, if there is one, is known to call no import. */
  readonly isStartPure?: boolean;
}

/** A case of the generator's, whose module is known to the last instruction. */
export interface GeneratedCase extends Case {
  readonly module: ModuleModel;
}

/** What happened; `also` where the engine does not tell some traps apart. */
export interface Event {
  readonly text: string;
  readonly also?: readonly string[];
}

/** More imported calls than any program can make, by its fuel. */
const mostEvents = 200_000;

export class Trace {
  readonly events: Event[] = [];

  note(text: string): void {
    if (this.events.length > mostEvents) throw new Error('the program does not end');
    this.events.push({ text });
  }

  trap({ message, also = [] }: Failure): void {
    this.events.push({ text: `traps: ${message}`, also: also.map((other) => `traps: ${other}`) });
  }

  memory(bytes: Uint8Array): void {
    this.note(`memory ${bytes.length} ${createHash('sha1').update(bytes).digest('hex').slice(0, 12)}`);
  }
}

/** Where two traces part, in words; undefined if nowhere. */
export function firstDifference(expected: readonly Event[], actual: readonly Event[]): string | undefined {
  for (let i = 0; i < Math.max(expected.length, actual.length); i++) {
    const a = expected[i];
    const b = actual[i];
    if (a && b && (a.text === b.text || a.also?.includes(b.text))) continue;
    const before = expected.slice(Math.max(0, i - 3), i).map(({ text }) => `  ${text}`);
    const parted = [`expected ${a?.text ?? 'the end'}`, `got      ${b?.text ?? 'the end'}`];
    return [`event ${i}, after`, ...before, ...parted].join('\n');
  }
  return undefined;
}
