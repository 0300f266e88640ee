// The implementation limits: those that browsers agreed on (WebAssembly JavaScript Interface, "Implementation-defined
// Limits") or, for names and br_table, have in common. Each is checked before memory is taken for what it counts.

export const limits = {
  /** Bytes. */
  moduleSize: 1_073_741_824,
  types: 1_000_000,
  params: 1000,
  results: 1000,
  imports: 100_000,
  functions: 1_000_000,
  tables: 100_000,
  /** As read; a valid module has one at most. */
  memories: 100_000,
  globals: 1_000_000,
  exports: 100_000,
  elementSegments: 10_000_000,
  /** Items of one element segment, and elements of a table at the start. */
  tableElements: 10_000_000,
  dataSegments: 100_000,
  /** Bytes of a function body, its locals included. */
  bodySize: 7_654_321,
  /** Parameters included. */
  locals: 50_000,
  /** The default label not counted. */
  branchTableTargets: 65_520,
  /** Blocks in blocks. Browsers have no such limit; here a level costs half a kilobyte, and real modules have 3,289. */
  nesting: 100_000,
  /** Bytes of a name. */
  nameSize: 100_000,
} as const;

/** Pages of 64 KiB: a rule of the specification (3.2.5), not of implementations. */
export const maximumPages = 65_536;
