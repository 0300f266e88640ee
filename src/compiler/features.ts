// Which proposals exist, and the sets of them that a module may be held to. It knows names only: what a feature admits
// stands with the instruction (`opcodes.ts`) or the encoding (`decode/`, `validate/`) that it gates.

/**
 * `mvp` is what every set has. The others are proposals of the WebAssembly community group; `saturating-conversion` is
 * their nontrapping-float-to-int-conversions.
 */
export type Feature = 'mvp' | keyof typeof proposals;

/** In which edition of the specification a proposal became part of it; `later`: not compiled, only refused by name. */
const proposals = {
  'mutable-globals': 'wasm1',
  'sign-extension': 'wasm2',
  'saturating-conversion': 'wasm2',
  'multi-value': 'wasm2',
  'bulk-memory': 'wasm2',
  'reference-types': 'wasm2',
  simd: 'wasm2',
  threads: 'later',
  'tail-calls': 'later',
  memory64: 'later',
  'multi-memory': 'later',
  'extended-constants': 'later',
  exceptions: 'later',
  'function-references': 'later',
  gc: 'later',
  'relaxed-simd': 'later',
} as const;

/**
 * `mvp`: the first release of 2017, which smoldot holds runtimes to: not even mutable globals cross the module's
 * border. `wasm1`: the W3C's WebAssembly 1.0 of December 2019, which has those. `wasm2`: WebAssembly 2.0. `all`: what
 * is implemented.
 */
export type FeatureSetName = 'mvp' | 'wasm1' | 'wasm2' | 'all';

export interface FeatureSet {
  readonly name: FeatureSetName;
  has(feature: Feature): boolean;
}

export const featureSetNames: readonly FeatureSetName[] = ['mvp', 'wasm1', 'wasm2', 'all'];

const editions: Record<FeatureSetName, readonly string[]> = {
  mvp: [],
  wasm1: ['wasm1'],
  wasm2: ['wasm1', 'wasm2'],
  all: ['wasm1', 'wasm2'],
};

/**
 * The set of that name. Throws a RangeError if there is none, so that a name from a command line may be passed
 * unchecked.
 */
export function featureSet(name: FeatureSetName): FeatureSet {
  if (!featureSetNames.includes(name)) {
    throw new RangeError(`no feature set is named '${name}'; there are ${featureSetNames.join(', ')}`);
  }
  const features = new Set<Feature>(['mvp']);
  for (const [proposal, edition] of Object.entries(proposals)) {
    if (editions[name].includes(edition)) features.add(proposal as Feature);
  }
  return { name, has: (feature) => features.has(feature) };
}

/** The message for what needs a feature that is off, or that cannot be on. */
export function refusal(what: string, feature: Feature): string {
  const supported = feature === 'mvp' || proposals[feature] !== 'later';
  return `${what} needs the feature ${feature}, which is ${supported ? 'off' : 'not supported'}`;
}
