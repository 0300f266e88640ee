// Runs one case every way and says where one differs from native WebAssembly.

import { type Case, type Event, firstDifference } from './trace.ts';
import { comparisons } from './ways.ts';

export interface Finding {
  /** The way that differs from native. */
  readonly way: string;
  readonly what: string;
}

export interface Choice {
  /** This way and no other. */
  readonly only?: string;
  /** In more builds: for small modules. */
  readonly thorough?: boolean;
}

/** The first way that differs from native WebAssembly, or fails otherwise; undefined if all agree. */
export async function differenceOf(subject: Case, { only, thorough }: Choice = {}): Promise<Finding | undefined> {
  for (const { name, expected, actual } of comparisons(subject, thorough)) {
    if (only !== undefined && name !== only) continue;
    const wanted = await expected();
    let got: Event[];
    try {
      got = await actual();
    } catch (error) {
      return { way: name, what: error instanceof Error ? `${error.stack ?? error.message}` : String(error) };
    }
    const what = firstDifference(wanted, got);
    if (what !== undefined) return { way: name, what };
  }
  return undefined;
}

/** What kind of failure it is, so that making one small does not end with another. */
export const kindOf = ({ what }: Finding): string => (what.startsWith('event') ? 'difference' : what.slice(0, 30));
