// The optimisations, by name: each can be turned off by itself, which the differential tests do. None of them changes
// what a program computes, where it traps or what it calls.

/** What each does, and where it stands. */
export const optimisationTexts = {
  structure: 'blocks and branches become if, else, while, do-while and switch (lower/structure.ts)',
  facts: 'what is known of variables is used: constants, signs, addresses that are not negative (lower/facts.ts)',
  products: 'products of 32-bit numbers, and sums of them, get their high words from one double (lower/near.ts)',
  estimates: 'high words of single products are estimated (lower/near.ts) or put together of halves (lower/int64.ts)',
  copies: 'an i64 that is only moved in memory is copied at once; one of zero is one store (lower/memory.ts)',
  forwarding: 'a load of words that were stored just now takes what was stored (lower/forward.ts)',
  bytes: 'accesses of one byte go through a Uint8Array instead of a DataView (lower/memory.ts)',
  aligned: 'accesses of words at addresses known to be aligned go through typed arrays of words (lower/aligned.ts)',
  numbers: 'a float that is only computed with is read from memory without a look at its bits (lower/memory.ts)',
  selects: 'a choice between integers that are at hand takes no branch (lower/select.ts)',
  shifts: 'shifts of i64s by variables stand in place (lower/shift.ts)',
  divisions: 'i64s are divided by constants below 2¹⁹ in place (lower/divide.ts)',
  integers: 'sums that a loop carries from turn to turn are said to be integers (lower/integers.ts)',
  retarget: 'a value goes to its local at once, not by way of a temporary (lower/builder.ts)',
  tables: 'calls through a table that never changes go to the few functions that they may reach (analyse/tables.ts)',
  tailCalls: 'a call whose results are returned saves no frame (lower/call.ts)',
  split: 'functions too large for engines to optimise are cut into pieces (lower/split.ts)',
  bigint: 'functions dense in i64 get a second body, with BigInts, for engines that are fast at them (lower/bigint/)',
  recursion: 'small functions that call themselves are inlined into themselves once (analyse/recursion.ts)',
  clones: 'calls that pass zeros as i64s go to a clone of the function that knows it (analyse/clones.ts)',
  deadCode: 'assignments that nothing reads are left out (analyse/liveness.ts)',
} as const;

export type Optimisation = keyof typeof optimisationTexts;
export const optimisationNames = Object.keys(optimisationTexts) as readonly Optimisation[];

/**
 * Which of them are on. Functions get a second body 'everywhere' if it may have one, though that is no faster: so tests run
 * each instruction there.
 */
export type Optimisations = {
  readonly [Name in Optimisation]: boolean | (Name extends 'bigint' ? 'everywhere' : never);
};

/** `choice`: all (default), none, or all but those that are false. A name that is none is a TypeError. */
export function chooseOptimisations(choice: boolean | Partial<Optimisations> = true): Optimisations {
  const chosen = typeof choice === 'boolean' ? {} : choice;
  for (const name of Object.keys(chosen)) {
    if (!optimisationNames.includes(name as Optimisation)) throw new TypeError(`there is no optimisation ${name}`);
  }
  const state = (name: Optimisation) => chosen[name] ?? choice !== false;
  return Object.fromEntries(optimisationNames.map((name) => [name, state(name)])) as Optimisations;
}
