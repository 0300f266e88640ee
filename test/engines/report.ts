// What came of the programs on one engine, and the table of all engines.

import type { WrittenProgram } from './programs/index.ts';
import type { Result } from './run.ts';

const CHAINS = ['kusama', 'statemine', 'rococo'];

export const HEADINGS: readonly string[] = [
  'engine',
  'version',
  'scenarios as expected',
  'assertions of the official tests',
  ...CHAINS.map((chain) => `${chain}: time, memory`),
  'largest runtime that loads',
  'calls deep',
  'limits met',
];

type Outcome = Result & Pick<WrittenProgram, 'kind' | 'name' | 'expected'>;

export class EngineReport {
  readonly name: string;
  /** The engine only says whether it accepts a script. */
  readonly onlyAccepts: boolean;
  version = '';
  private missing: string | undefined;
  private skipped = 0;
  private readonly outcomes: Outcome[] = [];

  constructor(name: string, onlyAccepts = false) {
    this.name = name;
    this.onlyAccepts = onlyAccepts;
  }

  /** The engine is not here, so `scenarios` were not run. */
  skip(missing: string, scenarios: number): void {
    this.missing = missing;
    this.skipped = scenarios;
  }

  add({ kind, name, expected }: WrittenProgram, result: Result): void {
    this.outcomes.push({ ...result, kind, name, expected });
  }

  get faults(): string[] {
    return this.outcomes.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`));
  }

  /** Of scenarios; one fault more than they show is one failure. */
  get counts(): { readonly passed: number; readonly failed: number; readonly skipped: number } {
    let passed = 0;
    let failed = 0;
    for (const { passed: lines, total, faults } of this.outcomes) {
      passed += lines.length;
      failed += Math.max(total - lines.length, faults.length > 0 ? 1 : 0);
    }
    return { passed, failed, skipped: this.skipped };
  }

  line(): string {
    if (this.missing !== undefined) return `${this.name}: skipped, ${this.missing} is not here`;
    const { passed, failed } = this.counts;
    return `${this.name}: ${passed} of ${passed + failed}${failed > 0 ? ', FAILED' : ''}`;
  }

  /** The cells of the table, as `HEADINGS` says. */
  row(): string[] {
    if (this.missing !== undefined) return [this.name, 'skipped', ...HEADINGS.slice(2).map(() => '')];
    const { passed, failed } = this.counts;
    return [
      this.name,
      this.version,
      `${passed} of ${passed + failed}${this.onlyAccepts ? ' accepted' : ''}`,
      this.assertions(),
      ...CHAINS.map((chain) => this.metadata(chain)),
      this.largest(),
      this.figure('calls deep')?.toLocaleString('en') ?? '–',
      this.limits(),
    ];
  }

  /** In Markdown. */
  static table(rows: readonly (readonly string[])[]): string {
    return [HEADINGS, HEADINGS.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  }

  private assertions(): string {
    const sum = (lines: readonly string[]): number =>
      lines.reduce((total, line) => total + Number(/: (\d+) passed/.exec(line)?.[1] ?? 0), 0);
    const spec = this.outcomes.filter(({ kind }) => kind === 'spec');
    const passed = spec.reduce((total, outcome) => total + sum(outcome.passed), 0);
    const all = spec.reduce((total, outcome) => total + sum(outcome.expected), 0);
    if (all === 0 || this.onlyAccepts) return '–';
    return `${passed.toLocaleString('en')} of ${all.toLocaleString('en')}`;
  }

  private metadata(chain: string): string {
    const outcome = this.outcomes.find(({ name }) => name === chain);
    if (outcome === undefined) return '–';
    if (outcome.faults.length > 0) return 'fails';
    const time = outcome.figures.get(`${chain} Metadata_metadata`);
    const memory = `${Math.round(outcome.memory)} MiB`;
    return time === undefined ? memory : `${(time / 1000).toPrecision(2)} s, ${memory}`;
  }

  /** The runtimes are run from the smallest to the largest. */
  private largest(): string {
    const runtimes = this.outcomes.filter(({ kind }) => kind === 'runtime');
    if (runtimes.length === 0) return '–';
    return runtimes.filter(({ faults }) => faults.length === 0).at(-1)?.name ?? 'none';
  }

  private limits(): string {
    const large = this.outcomes.filter(({ kind }) => kind === 'limit');
    if (large.length === 0) return '–';
    return large.flatMap(({ name, faults }) => (faults.length > 0 ? [name] : [])).join('; ') || 'none';
  }

  private figure(name: string): number | undefined {
    return this.outcomes.find(({ figures }) => figures.has(name))?.figures.get(name);
  }
}
