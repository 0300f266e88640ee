// The implementation limits of the compiler: those that browsers agreed on (WebAssembly JavaScript Interface,
// "Implementation-defined Limits") or, for names and br_table, have in common; two are of its own. Each is checked before
// memory is taken for what it counts. A host may set any of them.

export const defaultLimits = {
  /** Bytes. */
  moduleSize: 1_073_741_824,
  types: 1_000_000,
  /** Of a function or block type. */
  params: 1000,
  results: 1000,
  imports: 100_000,
  /** Those that are not imported. */
  functions: 1_000_000,
  tables: 100_000,
  /** As read; a valid module has one at most. */
  memories: 100_000,
  globals: 1_000_000,
  exports: 100_000,
  elementSegments: 10_000_000,
  /** Items of one element segment, and elements of a table at the start. */
  tableElements: 10_000_000,
  /** Pages of 64 KiB of a memory at the start. */
  memoryPages: 65_536,
  dataSegments: 100_000,
  /** Bytes of a function body, its locals included. */
  bodySize: 7_654_321,
  /** Parameters included. */
  locals: 50_000,
  /** Of one br_table, the default label not counted. */
  branchTableTargets: 65_520,
  /** Blocks in blocks. Browsers have no such limit; here a level costs half a kilobyte, and real modules have 3,289. */
  nesting: 100_000,
  /** Bytes of a name. */
  nameSize: 100_000,
  /**
   * JavaScript statements that one function becomes. A block with 1,000 results takes as many assignments for each branch
   * to it, so that a few bytes may stand for very much code.
   */
  statements: 10_000_000,
} as const;

export type Limits = Readonly<Record<keyof typeof defaultLimits, number>>;

/** The defaults but for what `chosen` says. RangeError for what is no limit, or no integer of at least 0. */
export function limitsWith(chosen: Partial<Limits> = {}): Limits {
  for (const [name, value] of Object.entries(chosen)) {
    if (!Object.hasOwn(defaultLimits, name)) throw new RangeError(`There is no limit ${JSON.stringify(name)}`);
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0))
      throw new RangeError(`The limit ${name} must be an integer of at least 0`);
  }
  const given = Object.entries(chosen).filter(([, value]) => value !== undefined);
  return { ...defaultLimits, ...Object.fromEntries(given) };
}

/** The message for a value that is above a limit: what it counts, both numbers, and the limit's name. */
export function beyond(limits: Limits, name: keyof Limits, value: number, what: string): string {
  return `limit: ${value} ${what}, more than ${limits[name]} (limits.${name})`;
}

/** Pages of 64 KiB: a rule of the specification (3.2.5), not of implementations. */
export const maximumPages = 65_536;
